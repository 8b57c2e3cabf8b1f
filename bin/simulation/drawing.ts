import { busyness } from '../../lib/model/busyness';
import type { FleetSecond } from '../../lib/model/fleet';
import type { LoadCurve } from '../../lib/model/load-curve';
import { lengthOf } from '../../lib/model/load-curve';
import { scheduledByMinute } from '../../lib/model/open-windows';
import type { Line } from '../drawing/chart';
import { drawChart } from '../drawing/chart';
import type { Compared } from './comparison';
import { CPU_TARGET_PERCENT } from './comparison';
import type { SimulationInputs } from './inputs';

/** Points that a line is drawn with: as many as the paper has room for. */
const POINTS = 440;

/** The drawing of a comparison. */
export function drawComparison(
  serviceName: string,
  curve: LoadCurve,
  inputs: SimulationInputs,
  compared: readonly Compared[],
): string {
  const seconds = lengthOf(curve);
  const lines = (of: (bucket: readonly FleetSecond[]) => number, stepped = false): Line[] =>
    compared.map(({ played }, series) => ({ series, stepped, values: buckets(played.seconds).map(of) }));
  const [load] = lines((bucket) => mean(bucket, ({ arrived }) => arrived));
  return drawChart({
    title: `${serviceName}: ${curve.name}`,
    subtitle: `${sentence(curve.story)} ${inputs.settings.minReplicas} to ${inputs.settings.maxReplicas} pods of ${inputs.traits.threadsPerPod} threads, ${inputs.traits.serviceSeconds} s a request.`,
    series: [
      `follows busyness (${inputs.targetBusyness} %)`,
      `follows CPU (${CPU_TARGET_PERCENT} %)`,
      `fixed: ${compared[2].outcome.mostPods} pods, as many pod-hours or more`,
      ...(inputs.scheduled.length > 0 ? ['scheduled at least'] : []),
    ],
    seconds,
    startMinute: curve.startMinute,
    timeLabel: curve.startMinute > 0 || seconds >= 86_400 ? 'time of day (h:min)' : 'time since the start (h:min)',
    panels: [
      { title: 'Load', unit: 'requests/s', lines: [{ values: load.values }] },
      {
        title: 'Pods in service',
        unit: 'pods',
        lines: [...lines((bucket) => bucket[bucket.length - 1].ready, true), ...scheduledLine(curve, inputs)],
      },
      {
        title: 'Busyness',
        unit: '% of threads',
        atLeast: 100,
        lines: lines((bucket) => {
          const threads = mean(bucket, (second) => second.threads);
          return busyness(threads - mean(bucket, ({ busyThreads }) => busyThreads), threads) ?? 0;
        }),
        mark: { value: inputs.targetBusyness, text: `target ${inputs.targetBusyness} %` },
      },
      {
        title: 'Waiting',
        unit: 'requests, most at once',
        atLeast: 10,
        lines: lines((bucket) => Math.max(...bucket.map(({ queue }) => queue))),
      },
      {
        title: 'Refused',
        unit: 'requests/s: 502 or 504 from the load balancer',
        atLeast: 10,
        lines: lines((bucket) => mean(bucket, ({ refused }) => refused)),
      },
    ],
  });
}

function scheduledLine(curve: LoadCurve, { scheduled }: SimulationInputs): Line[] {
  if (scheduled.length === 0) return [];
  // One value more than there are minutes: the last stands at the end.
  const minutes = Math.ceil(lengthOf(curve) / 60) + 1;
  return [{ series: 3, stepped: true, values: scheduledByMinute(scheduled, curve.startMinute, minutes) }];
}

function buckets(seconds: readonly FleetSecond[]): (readonly FleetSecond[])[] {
  const count = Math.min(POINTS, seconds.length);
  const edge = (i: number): number => Math.floor((i * seconds.length) / count);
  return Array.from({ length: count }, (_, i) => seconds.slice(edge(i), edge(i + 1)));
}

function mean(bucket: readonly FleetSecond[], of: (second: FleetSecond) => number): number {
  return bucket.reduce((sum, second) => sum + of(second), 0) / bucket.length;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
