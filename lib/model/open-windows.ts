import type { ClockTime, CronLine } from './cron';
import { cronMatches, parseCron } from './cron';
import type { ScheduledWindow } from './scheduled-capacity';

const MINUTES_A_DAY = 24 * 60;
/** Beyond eight years nothing new comes: the 29th of February has come by then. */
const DAYS_SEARCHED = 8 * 366;
/** A Monday, on which a played day begins. */
const MONDAY = Date.UTC(2024, 0, 1);

/**
 * The greatest scheduled number of pods, minute by minute from a time of a Monday on, as KEDA's cron triggers have it: open
 * while the end comes sooner than the next start, or with it. Time zones are left out: it is the clock of each window's own zone.
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
    const last = fromMinute + minutes - 1;
    let [nextStart, nextEnd] = [nextMatch(starts, last), nextMatch(ends, last)];
    // Backwards, as what is open depends on what comes, not on what has been.
    for (let minute = minutes - 1; minute >= 0; minute -= 1) {
      if (nextEnd <= nextStart) pods[minute] = Math.max(pods[minute], minPods);
      const time = clockAt(fromMinute + minute);
      if (cronMatches(starts, time)) nextStart = fromMinute + minute;
      if (cronMatches(ends, time)) nextEnd = fromMinute + minute;
    }
  });
  return pods;
}

/** The first minute after one at which a line matches: its day first, then the minute in it. */
function nextMatch(line: CronLine, after: number): number {
  const today = Math.floor(after / MINUTES_A_DAY);
  const days = { ...line, fields: [ANY, ANY, ...line.fields.slice(2)] };
  for (let day = today; day <= today + DAYS_SEARCHED; day += 1) {
    if (!cronMatches(days, clockAt(day * MINUTES_A_DAY))) continue;
    const midnight = day * MINUTES_A_DAY;
    for (let minute = Math.max(after + 1, midnight); minute < midnight + MINUTES_A_DAY; minute += 1) {
      if (cronMatches(line, clockAt(minute))) return minute;
    }
  }
  return Number.POSITIVE_INFINITY;
}

/** Midnight, for a line of which only the days count. */
const ANY: ReadonlySet<number> = new Set([0]);

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
