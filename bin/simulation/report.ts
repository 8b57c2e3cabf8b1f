import { HPA_TOLERANCE } from '../../lib/model/busyness';
import { formatNumber } from '../../lib/model/explanation-table';
import type { LoadCurve } from '../../lib/model/load-curve';
import type { Outcome } from '../../lib/model/simulation';
import { CPU_TARGET_PERCENT } from './comparison';
import { wrapped } from '../text';
import type { SimulationInputs } from './inputs';

const COLUMNS: readonly (readonly [above: string, title: string, of: (outcome: Outcome) => string])[] = [
  ['', 'scaling', ({ name }) => name],
  ['', 'pods', ({ leastPods, mostPods }) => (leastPods === mostPods ? `${mostPods}` : `${leastPods}-${mostPods}`)],
  ['pod-', 'hours', ({ podHours }) => podHours.toFixed(1)],
  ['%', 'busy', ({ meanBusyness }) => meanBusyness.toFixed(0)],
  ['most', 'waiting', ({ longestQueue }) => longestQueue.toFixed(0)],
  ['most s', 'wait', ({ longestWaitSeconds }) => longestWaitSeconds.toFixed(1)],
  ['waited', '> 1 s', ({ slow }) => slow.toFixed(0)],
  ['', 'refused', ({ refused }) => refused.toFixed(0)],
  ['%', 'refused', ({ refusedPercent }) => refusedPercent.toFixed(2)],
];

/** What came of a comparison, for a terminal: a table, and what its figures rest on. */
export function report(
  serviceName: string,
  curve: LoadCurve,
  inputs: SimulationInputs,
  outcomes: readonly Outcome[],
): string {
  const cells = [
    COLUMNS.map(([above]) => above),
    COLUMNS.map(([, title]) => title),
    ...outcomes.map((outcome) => COLUMNS.map(([, , of]) => of(outcome))),
  ];
  const widths = COLUMNS.map((_, i) => Math.max(...cells.map((row) => row[i].length)));
  const rows = cells.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))));
  return [
    ...wrapped(`${serviceName}, ${curve.name}: ${curve.story}; ${outcomes[0].requests.toFixed(0)} requests`),
    '',
    ...rows.map((row) => `  ${row.join('  ')}`.trimEnd()),
    '',
    ...wrapped(assumptions(inputs)),
    '',
    ...wrapped(byCpu(inputs)),
  ].join('\n');
}

/** What the figures rest on: a simulation is no better than these. */
function assumptions({ traits, scheduled }: SimulationInputs): string {
  return [
    `Assumed: ${formatNumber(traits.serviceSeconds)} s a request in ${traits.threadsPerPod} threads a pod (service.meanServiceTimeSeconds: measure it);`,
    `a new pod serves after ${traits.startSeconds} s, on a node that is there; ${traits.queuePerPod} requests wait in a pod before the next is refused.`,
    'The fixed fleet has as many pod-hours or more.',
    ...(scheduled.length > 0 ? ['Scheduled windows open as on a Monday, for what follows busyness alone.'] : []),
  ].join(' ');
}

/** Whether scaling by CPU can see a fleet that is full, which decides the comparison. */
function byCpu({ traits, cpu }: SimulationInputs): string {
  const full = (traits.threadsPerPod * cpu.cpuShare * 100) / cpu.cpuRequest;
  const acts = CPU_TARGET_PERCENT * (1 + HPA_TOLERANCE);
  const sees =
    full > acts
      ? `scaling by CPU (${CPU_TARGET_PERCENT} %) adds pods from ${Math.ceil((acts * 100) / full)} % busy threads on.`
      : `scaling by CPU (${CPU_TARGET_PERCENT} %) never adds a pod.`;
  return (
    `By CPU: ${formatNumber(cpu.cpuShare * 100)} % of a request's time is on the CPU (--cpu-share: measure it). With all threads at work a pod takes ` +
    `${formatNumber(Math.round(full))} % of the CPU that it asks for, so ${sees}`
  );
}
