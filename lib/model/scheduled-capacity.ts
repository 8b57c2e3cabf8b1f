import { HPA_TOLERANCE } from './busyness';
import { checkKnown, checkRecord, wholeNumberWithin } from './checks';
import { isSameTime, parseCron } from './cron';
import { refuse } from './errors';
import { checkTimeZone } from './time-zone';

/** A least number of pods for a time: when a campaign is sent, before the office opens. */
export interface ScheduledWindow {
  readonly minPods: number;
  readonly start: string;
  readonly end: string;
  readonly timeZone?: string;
}

export const DEFAULT_TIME_ZONE = 'Etc/UTC';

/**
 * Pods over the scheduled least, as a ratio, among which a fleet is left as it is: those that a rollout adds (25 %) and as
 * many that are ending. They are pods, but not the fleet's.
 */
const SCHEDULE_SLACK = 1.5;

/** Just over the HPA's tolerance: a fleet short of the scheduled least by a single pod of many must grow too. */
const OVER_TOLERANCE = 0.01;

/** Ratio to its target that a metric must read for the HPA to act. */
function actingRatio(scaleUpTolerance: number = HPA_TOLERANCE): number {
  return Math.round((1 + scaleUpTolerance + OVER_TOLERANCE) * 1000) / 1000;
}

/**
 * Pods to ask a cron trigger of its own for, or KEDA's fallback, so that the HPA never leaves fewer than the least: it does not
 * act on what is within its tolerance, so 12 asked for would leave 11 as they are.
 */
export function scheduledPods(minPods: number, scaleUpTolerance: number = HPA_TOLERANCE): number {
  return Math.max(minPods, Math.floor(Number(((1 + scaleUpTolerance) * (minPods - 1)).toPrecision(12))) + 1);
}

/** What the composite metric of a source that is read through a formula is made of; in percent, and numbers of pods. */
export interface Composite {
  readonly busyness: number;
  readonly target: number;
  /** The greatest of the windows that are open; 0 when none is. */
  readonly scheduled: number;
  /** Pods that are there, ready or not. */
  readonly pods: number;
  readonly scaleUpTolerance?: number;
}

/**
 * Busyness, or what makes the HPA keep the scheduled pods. KEDA lets a formula's value replace the metrics of ALL triggers but
 * CPU and memory (`controllers/keda/hpa.go`), so a cron trigger beside the formula would do nothing: it has to be in it.
 *
 * Below the scheduled number it is the ratio that is missing; a little above it the target itself, by which the HPA leaves
 * the fleet as it is; from there on whatever does not shrink the fleet below the number.
 */
export function compositeBusyness(composite: Composite): number {
  const { busyness, target, scheduled, pods, scaleUpTolerance } = composite;
  const missing = target * Math.max(actingRatio(scaleUpTolerance), scheduled / Math.max(1, pods));
  const over = pods <= SCHEDULE_SLACK * scheduled ? target : (target * scheduled) / Math.max(1, pods);
  return Math.max(busyness, pods < scheduled ? missing : over);
}

/** The same in KEDA's language (expr-lang), around the formula for busyness. */
export function compositeFormula(
  busynessFormula: string,
  windows: readonly string[],
  pods: string,
  target: number,
  scaleUpTolerance?: number,
): string {
  const scheduled = windows.length === 1 ? windows[0] : `max(${windows.join(', ')})`;
  const count = `max(1, ${pods})`;
  const missing = `${target} * max(${actingRatio(scaleUpTolerance)}, ${scheduled} / ${count})`;
  const over = `(${pods} <= ${SCHEDULE_SLACK} * ${scheduled} ? ${target} : ${target} * ${scheduled} / ${count})`;
  return `max((${busynessFormula}), (${pods} < ${scheduled} ? ${missing} : ${over}))`;
}

/** Refuses windows that KEDA's cron trigger would not take, or that mean nothing. */
export function checkScheduledWindows(
  path: string,
  windows: readonly ScheduledWindow[],
  minPods: number,
  maxPods: number,
): void {
  windows.forEach((window, i) => {
    const at = `${path}[${i}]`;
    checkRecord(
      { code: 'ScheduleInvalid', path: at, why: 'a window has a start, an end and a number of pods' },
      window,
    );
    wholeNumberWithin(
      {
        code: 'ScheduleInvalid',
        path: `${at}.minPods`,
        min: minPods + 1,
        max: maxPods,
        why: `as many as minPods (${minPods}) run anyway, and the autoscaler never has more than maxPods (${maxPods})`,
      },
      window.minPods,
    );
    const [start, end] = (['start', 'end'] as const).map((name) => {
      checkKnown(`${at}.${name}`, window[name]);
      return parseCron(`${at}.${name}`, window[name]);
    });
    if (isSameTime(start, end)) {
      refuse({
        code: 'ScheduleInvalid',
        path: `${at}.end`,
        given: window.end,
        allowed: 'another time than start',
        why: "a window of no length is refused by KEDA's cron trigger, or is always open where the two are only spelt differently",
      });
    }
    checkTimeZone(`${at}.timeZone`, window.timeZone ?? DEFAULT_TIME_ZONE);
  });
}
