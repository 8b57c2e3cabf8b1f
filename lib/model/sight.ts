import { busyness, busynessWithBacklog } from './busyness';
import type { FleetSecond } from './fleet';
import type { ResourceUsage } from './hpa-proposal';
import type { HpaSample } from './hpa';
import { compositeBusyness, scheduledPods } from './scheduled-capacity';

/** How an autoscaler sees the fleet: which stretch of which figures. */
export type Sight =
  | {
      readonly kind: 'busyness';
      /** Seconds that one value is the mean over. */
      readonly periodSeconds: number;
      /** How far back that stretch ends. */
      readonly endOffsetSeconds: number;
      /** Whether it ends at whole periods of the clock, as points of CloudWatch do, and is made by a formula of KEDA's. */
      readonly aligned: boolean;
      readonly countBacklog: boolean;
      readonly targetBusyness: number;
      readonly scaleUpTolerance?: number;
      /** Whether scheduled windows are in the formula, or a metric of their own beside it. */
      readonly schedule: 'formula' | 'metric' | 'none';
      /** Seconds of the CPU that a pod asked for; with a CPU metric beside busyness. */
      readonly cpu?: CpuTraits;
    }
  | ({ readonly kind: 'cpu' } & CpuTraits);

/** What of the CPU a pod asks for, and what a request takes. */
export interface CpuTraits {
  /** CPUs of a pod's request. */
  readonly cpuRequest: number;
  /** Share of a request's time that it is on the CPU. */
  readonly cpuShare: number;
}

/** metrics-server looks every 15 s, and answers with the mean between two looks. Source: its `--metric-resolution`. */
const METRICS_SERVER_SECONDS = 15;

/** What has happened so far, second by second, and how many pods are scheduled now. */
export interface Observed {
  readonly history: readonly FleetSecond[];
  readonly scheduled: number;
}

/** The values that an HPA is told at the end of `history`, in the order of its metrics. */
export function seenBy(sight: Sight, observed: Observed): HpaSample['values'] {
  const { history, scheduled } = observed;
  if (sight.kind === 'cpu') return [cpuUsage(sight, history)];
  const percent = meanBusyness(sight, history);
  const { targetBusyness: target, scaleUpTolerance, schedule, cpu } = sight;
  const { ready, starting, readyToHpa } = history[history.length - 1];
  // KEDA counts pods that are not over yet: those that are ending too.
  const pods = Math.max(readyToHpa, ready) + starting;
  const value =
    schedule === 'formula' && percent !== undefined
      ? compositeBusyness({ busyness: percent, target, scheduled, pods, scaleUpTolerance })
      : percent;
  return [
    value === undefined || !sight.aligned ? value : cutToThousandths(value),
    ...(schedule === 'metric' ? [scheduled === 0 ? 0 : scheduledPods(scheduled, scaleUpTolerance)] : []),
    ...(cpu ? [cpuUsage(cpu, history)] : []),
  ];
}

/** KEDA cuts what a formula gives (`pkg/scaling/modifiers`), where other values are rounded. */
function cutToThousandths(value: number): number {
  return Math.trunc(value * 1000) / 1000;
}

type BusynessSight = Extract<Sight, { kind: 'busyness' }>;

/** The mean over the stretch that is read: the ratio of the sums, as CloudWatch and Prometheus make it. */
function meanBusyness(sight: BusynessSight, history: readonly FleetSecond[]): number | undefined {
  const { periodSeconds, endOffsetSeconds, aligned, countBacklog } = sight;
  const latest = history.length - endOffsetSeconds;
  const end = aligned ? Math.floor(latest / periodSeconds) * periodSeconds : latest;
  let [busy, threads] = [0, 0];
  for (let i = end - periodSeconds; i < end; i += 1) {
    // Before the beginning all was as it is in the first second.
    const second = history[Math.max(0, i)];
    busy += second.busyThreads + (countBacklog ? second.queue : 0);
    threads += second.threads;
  }
  return countBacklog ? busynessWithBacklog(busy, threads) : busyness(threads - busy, threads);
}

function cpuUsage({ cpuRequest, cpuShare }: CpuTraits, history: readonly FleetSecond[]): ResourceUsage {
  const end = Math.floor(history.length / METRICS_SERVER_SECONDS) * METRICS_SERVER_SECONDS;
  const [from, to] = end === 0 ? [0, 1] : [end - METRICS_SERVER_SECONDS, end];
  const seconds = history.slice(from, to);
  const mean = (of: (second: FleetSecond) => number): number =>
    seconds.reduce((sum, second) => sum + of(second), 0) / seconds.length;
  const { ready, starting } = history[history.length - 1];
  const cpus = mean(({ busyThreads }) => busyThreads) * cpuShare;
  const percent = (cpus / (mean((second) => second.ready) * cpuRequest)) * 100;
  return { utilizations: new Array<number>(ready).fill(Math.trunc(percent)), unreadyPods: starting };
}
