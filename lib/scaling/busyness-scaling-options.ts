import type { MetricSource } from './metric-source';

/** A least number of pods for a time that is known beforehand: while a campaign is sent, before the office opens. */
export interface ScheduledCapacity {
  /**
   * Pods at least while the window is open: more than `minPods` and at most `maxPods`. Up to a tenth more may run, since the
   * HPA leaves alone what is within its tolerance.
   */
  readonly minPods: number;

  /**
   * When the window opens, as a cron line of five fields: minute, hour, day of the month, month, day of the week, such as
   * `30 8 * * mon-fri`. Open it early: pods need their boot and warm-up, and come by at most doubling at a time.
   *
   * KEDA has a window open while its next `end` comes no later than its next `start`: of several starts before an end only the
   * last one opens it, and where each start is an end too, it is always open. A date that never comes is refused (`CronInvalid`).
   */
  readonly start: string;

  /** When the window closes, as a cron line. The fleet shrinks from then on at its ordinary pace. */
  readonly end: string;

  /**
   * Name of the time zone of the two, such as `Europe/Berlin`, with its capitals: KEDA looks it up in its very letters.
   *
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;
}

/** By how much busyness may be off its target before the fleet changes: percent of the target, 0 to 100. */
export interface ScalingTolerance {
  /**
   * Percent above the target from which pods are added.
   *
   * @default - the cluster's own, 10 unless its operator has set another
   */
  readonly scaleUpPercent?: number;

  /**
   * Percent below the target from which pods are taken away.
   *
   * @default - the cluster's own, 10 unless its operator has set another
   */
  readonly scaleDownPercent?: number;
}

/** How many pods, and what they follow. */
export interface BusynessScalingOptions {
  /**
   * Pods at least, 1 or more: the pods publish the metric themselves, so none is never enough.
   *
   * @default 3
   */
  readonly minPods?: number;

  /**
   * Pods at most, at least `minPods`.
   *
   * @default - 30, or `minPods` if that is more
   */
  readonly maxPods?: number;

  /**
   * Busyness in percent that the fleet is kept at: a whole number from 1 to 95.
   *
   * The HPA acts on what is more than 10 % off (below 54 and above 66 at 60). Busyness saturates at 100, so one step
   * grows the fleet by 100/target at most: to 1.67 times its size at 60, to 1.05 times at 95.
   *
   * @default 60
   */
  readonly targetBusyness?: number;

  /**
   * Pods to run at least while the metric cannot be read; up to a tenth fewer where so many are there, as the HPA leaves alone what
   * is within its tolerance. The fleet is never made smaller then, whatever this is.
   * Give what carries an ordinary peak, if a blind fleet should be a large one. Throws `NeedsKeda` with
   * `MetricSource.external()`: a plain HPA keeps the fleet as it is.
   *
   * @default - `minPods`: the fleet stays as it is
   */
  readonly fallbackPods?: number;

  /**
   * CPU in percent of what the pods ask for (`pod.cpu`), 1 to 1000, in the mean, above which pods are added whatever busyness
   * says: a guard for when the work turns to the CPU. The larger of the two numbers of pods wins. The cluster needs
   * metrics-server; where its figures are missing, the fleet still grows by busyness and no longer shrinks. Every container of
   * a pod must ask for CPU, a sidecar's too: KEDA's webhook refuses the ScaledObject otherwise, and before the Deployment stands.
   *
   * @default - none: pods follow busyness alone
   */
  readonly cpuPercent?: number;

  /**
   * Times at which more pods run at least, such as campaigns. Of several open windows the greatest counts. Needs KEDA: throws
   * `NeedsKeda` with `MetricSource.external()`.
   *
   * @default - none
   */
  readonly scheduled?: ScheduledCapacity[];

  /**
   * By how much busyness may be off its target. Takes effect from Kubernetes 1.35 on; an earlier API server drops it without a
   * word.
   *
   * @default - the cluster's own: 10 %
   */
  readonly tolerance?: ScalingTolerance;

  /**
   * Where the metric is read.
   *
   * @default MetricSource.cloudWatch()
   */
  readonly metric?: MetricSource;
}
