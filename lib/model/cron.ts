import { refuse } from './errors';

/** The five fields of a cron line as KEDA's cron trigger takes them (robfig/cron, standard parser), with their ranges. */
const FIELDS = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of the month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec' },
  { name: 'day of the week', min: 0, max: 6, names: 'sun mon tue wed thu fri sat' },
] as const;

/** A cron line, as the values that each field allows. */
export interface CronLine {
  readonly fields: readonly ReadonlySet<number>[];
  /** Whether the day of the month and that of the week are a star: if neither is, either of them is enough. */
  readonly anyDay: readonly [boolean, boolean];
}

/** Refuses what KEDA's cron trigger could not read. */
export function parseCron(path: string, given: string): CronLine {
  const parts = given.trim().split(/\s+/);
  const fields = parts.map((part, i) => (i < FIELDS.length ? valuesOf(part, FIELDS[i]) : undefined));
  const bad = fields.findIndex((values) => values === undefined);
  if (parts.length !== FIELDS.length || bad >= 0) {
    refuse({
      code: 'CronInvalid',
      path,
      given,
      allowed:
        bad >= 0 && parts.length === FIELDS.length
          ? `five fields, of which the ${FIELDS[bad].name} is from ${FIELDS[bad].min} to ${FIELDS[bad].max}: '30 8 * * mon-fri'`
          : "five fields, minute, hour, day of the month, month, day of the week: '30 8 * * mon-fri'",
      why: "KEDA's cron trigger reads it, and a window that it cannot read leaves the whole ScaledObject without effect",
    });
  }
  const line: CronLine = {
    fields: fields as ReadonlySet<number>[],
    anyDay: [isStar(parts[2]), isStar(parts[4])],
  };
  if (!everComes(line)) {
    refuse({
      code: 'CronInvalid',
      path,
      given,
      allowed: 'a day that one of the months has',
      why: "a start that never comes leaves KEDA's window open for ever, and an end that never comes keeps it closed",
    });
  }
  return line;
}

/** Days of each month at most. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether there is such a date: only a day of the month alone can be one that its months lack. */
function everComes({ fields: [, , days, months], anyDay }: CronLine): boolean {
  if (anyDay[0] || !anyDay[1]) return true;
  return [...months].some((month) => [...days].some((day) => day <= LONGEST[month - 1]));
}

/** A moment on the clock of a time zone. */
export interface ClockTime {
  readonly minute: number;
  readonly hour: number;
  readonly dayOfMonth: number;
  readonly month: number;
  readonly dayOfWeek: number;
}

export function cronMatches({ fields, anyDay }: CronLine, time: ClockTime): boolean {
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = fields;
  const day = [daysOfMonth.has(time.dayOfMonth), daysOfWeek.has(time.dayOfWeek)];
  const dayMatches = anyDay[0] || anyDay[1] ? day[0] && day[1] : day[0] || day[1];
  return minutes.has(time.minute) && hours.has(time.hour) && months.has(time.month) && dayMatches;
}

/** Whether two lines are of the same times, however they are spelt. */
export function isSameTime(one: CronLine, other: CronLine): boolean {
  const spelt = ({ fields, anyDay }: CronLine): string =>
    JSON.stringify([fields.map((values) => [...values].sort((a, b) => a - b)), anyDay]);
  return spelt(one) === spelt(other);
}

/** A star with a step is no star to robfig/cron. */
function isStar(part: string): boolean {
  return part.split(',').some((item) => /^[*?](\/1)?$/.test(item));
}

function valuesOf(part: string, field: (typeof FIELDS)[number]): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const item of part.toLowerCase().split(',')) {
    const [, range, step] = /^([^/]+)(?:\/(\d+))?$/.exec(item) ?? [];
    if (range === undefined || (step !== undefined && Number(step) < 1)) return undefined;
    const bounds = boundsOf(range, step !== undefined, field);
    if (bounds === undefined) return undefined;
    for (let value = bounds[0]; value <= bounds[1]; value += Number(step ?? 1)) values.add(value);
  }
  return values;
}

function boundsOf(
  range: string,
  stepped: boolean,
  field: (typeof FIELDS)[number],
): readonly [number, number] | undefined {
  const { min, max } = field;
  if (range === '*' || range === '?') return [min, max];
  const ends = range.split('-').map((text) => numberOf(text, field));
  if (ends.length > 2 || ends.some((end) => end === undefined || end < min || end > max)) return undefined;
  const [from, to = stepped ? max : from] = ends as number[];
  return from <= to ? [from, to] : undefined;
}

function numberOf(text: string, field: (typeof FIELDS)[number]): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = 'names' in field ? field.names.split(' ').indexOf(text) : -1;
  return index < 0 ? undefined : field.min + index;
}
