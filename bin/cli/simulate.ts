import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LOAD_CURVES, loadCurve } from '../../lib/model/load-curve';
import type { LoadCurve, LoadCurveName } from '../../lib/model/load-curve';
import { formatNumber } from '../../lib/model/explanation-table';
import type { Outcome } from '../../lib/model/simulation';
import { compare } from '../simulation/comparison';
import { loadFromCsv } from '../simulation/csv';
import { drawComparison } from '../simulation/drawing';
import { CPU_SHARE_PERCENT, simulationInputs } from '../simulation/inputs';
import type { SimulationInputs } from '../simulation/inputs';
import { inMemory } from './in-memory';
import type { Io } from './io';
import { UsageError } from './io';

export interface SimulateOptions {
  readonly config: string;
  readonly curve?: string;
  readonly csv?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly 'cpu-share'?: string;
}

/** Plays a load through the model with what a configuration derives, and tells and draws what comes of it. */
export function simulate(io: Io, options: SimulateOptions): number {
  const cpuShare = percentOf(options['cpu-share']) / 100;
  const csv = csvOf(io, options);
  const curveName = curveNameOf(options.curve);
  io.note(`reading ${options.config} ...`);
  const { serviceName, inputs } = inMemory(io.cwd, options.config, ({ stack, configuration }) => ({
    serviceName: stack.service.serviceName,
    inputs: simulationInputs(stack.service, configuration, cpuShare),
  }));
  const curve = csv ?? loadCurve(curveName, inputs.scale);
  const compared = compare(inputs, curve, (text) => io.note(text));
  if (options.out !== undefined) {
    write(resolve(io.cwd, options.out), drawComparison(serviceName, curve, inputs, compared));
    io.note(`drew ${options.out}`);
  }
  const outcomes = compared.map(({ outcome }) => outcome);
  io.out(options.json ? json(serviceName, curve, inputs, outcomes) : table(serviceName, curve, inputs, outcomes));
  return 0;
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`The drawing cannot be written: ${(error as Error).message}`);
  }
}

function csvOf(io: Io, { csv, curve }: SimulateOptions): LoadCurve | undefined {
  if (csv === undefined) return undefined;
  if (curve !== undefined) throw new UsageError('--curve and --csv exclude each other: one load is played.');
  return loadFromCsv(resolve(io.cwd, csv));
}

function curveNameOf(given = 'campaign'): LoadCurveName {
  const name = LOAD_CURVES.find((known) => known === given);
  if (name === undefined) throw new UsageError(`There is no curve ${given}. There are ${LOAD_CURVES.join(', ')}.`);
  return name;
}

function percentOf(given: string | undefined): number {
  if (given === undefined) return CPU_SHARE_PERCENT;
  const percent = given.trim() === '' ? Number.NaN : Number(given);
  if (percent > 0 && percent <= 100) return percent;
  throw new UsageError(`--cpu-share ${given}: more than 0 and at most 100, in percent of a request's time.`);
}

const COLUMNS: readonly (readonly [string, (outcome: Outcome) => string])[] = [
  ['scaling', ({ name }) => name],
  ['pods', ({ leastPods, mostPods }) => (leastPods === mostPods ? `${mostPods}` : `${leastPods}-${mostPods}`)],
  ['pod-hours', ({ podHours }) => podHours.toFixed(1)],
  ['busyness %', ({ meanBusyness }) => meanBusyness.toFixed(0)],
  ['most waiting', ({ longestQueue }) => longestQueue.toFixed(0)],
  ['longest wait s', ({ longestWaitSeconds }) => longestWaitSeconds.toFixed(1)],
  ['waited > 1 s', ({ slow }) => slow.toFixed(0)],
  ['refused', ({ refused }) => refused.toFixed(0)],
  ['refused %', ({ refusedPercent }) => refusedPercent.toFixed(2)],
];

function table(serviceName: string, curve: LoadCurve, inputs: SimulationInputs, outcomes: readonly Outcome[]): string {
  const cells = [COLUMNS.map(([title]) => title), ...outcomes.map((outcome) => COLUMNS.map(([, of]) => of(outcome)))];
  const widths = COLUMNS.map((_, i) => Math.max(...cells.map((row) => row[i].length)));
  const rows = cells.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))));
  return [
    `${serviceName}, ${curve.name}: ${curve.story}; ${outcomes[0].requests.toFixed(0)} requests`,
    '',
    ...rows.map((row) => `  ${row.join('  ')}`),
    '',
    ...assumptions(inputs),
  ].join('\n');
}

/** What the figures rest on: a simulation is no better than these. */
function assumptions({ traits, cpu }: SimulationInputs): string[] {
  return [
    `Assumed: ${formatNumber(traits.serviceSeconds)} s a request in ${traits.threadsPerPod} threads a pod (service.meanServiceTimeSeconds: measure it);`,
    `${formatNumber(cpu.cpuShare * 100)} % of it on the CPU (--cpu-share), of which a pod asks for ${formatNumber(cpu.cpuRequest)}; a new pod serves after ${traits.startSeconds} s, on a`,
    `node that is there; ${traits.queuePerPod} requests wait in a pod before the next is refused. The fixed fleet has as many pod-hours.`,
  ];
}

function json(serviceName: string, curve: LoadCurve, inputs: SimulationInputs, outcomes: readonly Outcome[]): string {
  const { traits, settings, sight, scheduled, cpu } = inputs;
  return JSON.stringify(
    {
      service: serviceName,
      curve: curve.name,
      assumptions: { ...traits, ...cpu },
      hpa: settings,
      sight,
      scheduled,
      outcomes,
    },
    null,
    2,
  );
}
