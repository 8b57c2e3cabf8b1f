import type { ClockTime, CronLine } from './cron';
import { cronMatches, parseCron } from './cron';
import type { ScheduledWindow } from './scheduled-capacity';

const MINUTES_A_DAY = 24 * 60;
/** Beyond a leap year nothing new comes: a line that has not matched by then is taken for one that never does. */
const MINUTES_SEARCHED = 366 * MINUTES_A_DAY;
/** A Monday, on which a played day begins. */
const MONDAY = Date.UTC(2024, 0, 1);

/**
 * The greatest scheduled number of pods, minute by minute from a time of a Monday on, as KEDA's cron triggers have it: open
 * while the end comes sooner than the next start. Time zones are left out: it is the clock of each window's own zone.
 */
export function scheduledByMinute(
  windows: readonly ScheduledWindow[],
  fromMinute: number,
  minutes: number,
): readonly number[] {
  const pods = new Array<number>(minutes).fill(0);
  windows.forEach(({ start, end, minPods }, i) => {
    const starts = parseCron(`scheduled[${i}].start`, start);
    const ends = parseCron(`scheduled[${i}].end`, end);
    let open = nextMatch(ends, fromMinute) < nextMatch(starts, fromMinute);
    for (let minute = 0; minute < minutes; minute += 1) {
      const time = clockAt(fromMinute + minute);
      if (cronMatches(ends, time)) open = false;
      if (cronMatches(starts, time)) open = true;
      if (open) pods[minute] = Math.max(pods[minute], minPods);
    }
  });
  return pods;
}

function nextMatch(line: CronLine, after: number): number {
  for (let minute = after + 1; minute <= after + MINUTES_SEARCHED; minute += 1) {
    if (cronMatches(line, clockAt(minute))) return minute;
  }
  return Number.POSITIVE_INFINITY;
}

function clockAt(minute: number): ClockTime {
  const date = new Date(MONDAY + minute * 60_000);
  return {
    minute: date.getUTCMinutes(),
    hour: date.getUTCHours(),
    dayOfMonth: date.getUTCDate(),
    month: date.getUTCMonth() + 1,
    dayOfWeek: date.getUTCDay(),
  };
}
