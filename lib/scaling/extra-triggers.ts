import type { KedaTrigger } from './scaled-object';
import type { ScheduledWindow } from '../model/scheduled-capacity';
import { DEFAULT_TIME_ZONE, scheduledPods } from '../model/scheduled-capacity';

/** Name of the trigger that counts pods, in a formula. */
export const PODS = 'pods';

/** Name of a scheduled window's trigger, in a formula. */
export function windowName(index: number): string {
  return `window${index}`;
}

/** A window in a formula: its trigger says the number, the formula what it means. */
export function namedWindows(windows: readonly ScheduledWindow[]): KedaTrigger[] {
  return windows.map((window, i) => ({ ...cron(window, window.minPods), name: windowName(i) }));
}

/** A window beside another trigger, for the HPA to take the larger of the two; it may ask for more than the HPA will give. */
export function windowTriggers(
  windows: readonly ScheduledWindow[],
  scaleUpTolerance: number | undefined,
): KedaTrigger[] {
  return windows.map((window) => cron(window, scheduledPods(window.minPods, scaleUpTolerance)));
}

function cron({ start, end, timeZone }: ScheduledWindow, pods: number): KedaTrigger {
  return {
    type: 'cron',
    metadata: {
      timezone: timeZone ?? DEFAULT_TIME_ZONE,
      start: start.trim(),
      end: end.trim(),
      desiredReplicas: String(pods),
    },
  };
}

/** How many pods there are, ready or not: KEDA's operator counts them. */
export function podsTrigger(podLabels: Readonly<Record<string, string>>): KedaTrigger {
  const podSelector = Object.entries(podLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  // KEDA demands a value of a trigger that stands alone; here it is not read: the formula makes the value.
  return { type: 'kubernetes-workload', name: PODS, metadata: { podSelector, value: '1' } };
}

/** CPU of the whole pod: of one container alone (`containerName`) KEDA drops the metric beside a formula. */
export function cpuTrigger(percent: number): KedaTrigger {
  return { type: 'cpu', metricType: 'Utilization', metadata: { value: String(percent) } };
}
