import fc from 'fast-check';
import { parseCron } from '../../lib/model/cron';
import { scheduledByMinute } from '../../lib/model/open-windows';
import { checkTimeZone } from '../../lib/model/time-zone';
import { askKeda } from './support/keda-answers';

jest.setTimeout(600_000);

/** A Monday, on which the model's days begin. */
const MONDAY = Date.UTC(2024, 0, 1) / 1000;
const UTC = { ask: 'cron', timeZone: 'Etc/UTC' } as const;

const number = (min: number, max: number): fc.Arbitrary<string> => fc.integer({ min, max }).map(String);
const joined = (separator: string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((all) => all.join(separator));

describe('a cron line', () => {
  /** A field: mostly good, and sometimes not. */
  const field = (min: number, max: number, names: string[] = []): fc.Arbitrary<string> => {
    const bad = fc.constantFrom('', '-1', '1-', '*-3', String(max + 1));
    const value = fc.oneof({ weight: 9, arbitrary: number(min, max) }, fc.constantFrom('*', ...names), bad);
    const range = fc.oneof({ weight: 3, arbitrary: value }, joined('-', value, value), fc.constantFrom('*', '?'));
    const step = fc.oneof({ weight: 3, arbitrary: range }, joined('/', range, number(0, 7)));
    return fc.oneof({ weight: 4, arbitrary: step }, joined(',', step, step));
  };
  const line = joined(
    ' ',
    ...[field(0, 59), field(0, 23), field(1, 31), field(1, 12, ['jan', 'DEC']), field(0, 6, ['sun', 'Mon', '7'])],
  );
  const odd = [
    '',
    '* * * *',
    '* * * * * *',
    '@daily',
    '@every 1h',
    '0 0 * * 7',
    '0 0 L * *',
    '0  8\t* * *',
    '0 0 29 2 *',
  ];
  /** What KEDA reads as one would not think: an empty item, or a star that a range begins with, for nothing or all. */
  const unclear = /(^|[ ,])(,|\*-|\?-)|,( |$|\/)|^TZ=/;

  test('that we take comes when KEDA says, and what we refuse KEDA refuses too, or it never comes', () => {
    const lines = [
      ...odd,
      'TZ=Etc/UTC 0 0 * * *',
      '0 0 31 2 *',
      '0 0 30 2 *',
      '0 0 31 4,6 ?',
      ...samplesOf(line, 6000),
    ];
    const answers = askKeda<number[]>(lines.map((given) => ({ ...UTC, line: given, after: MONDAY, count: 1 })));
    const wrong = lines.filter((given, i) => {
      const [next] = answers[i].answer ?? [];
      return taken(() => parseCron('start', given)) ? next === undefined : next !== undefined && !unclear.test(given);
    });
    expect(wrong).toEqual([]);
    const both = lines.filter((given) => taken(() => parseCron('start', given)));
    expect(both.length).toBeGreaterThan(1000);
    expect(lines.length - both.length).toBeGreaterThan(1000);
  });
});

describe('a window', () => {
  const list = (max: number): fc.Arbitrary<string> =>
    fc.oneof(number(0, max), joined(',', number(0, max), number(0, max)));
  const day = fc.oneof(
    { weight: 3, arbitrary: fc.constant('* * *') },
    fc.constantFrom('* * mon-fri', '* * tue', '2 * *', '*/2 * wed'),
  );
  const line = joined(' ', fc.constantFrom('0', '30', '*/30'), fc.oneof(list(23), fc.constant('*/5')), day);
  const HOURS = 7 * 24;
  /** More than any of them comes in two weeks. */
  const COMINGS = 2 * 2 * HOURS;
  const after = (moment: number, times: readonly number[]): number => times.find((time) => time > moment)!;

  test('is open in the model when it is for KEDA: while its end comes before its next start, or with it', () => {
    const windows = samplesOf(fc.tuple(line, line), 300);
    const questions = windows.flat().map((of) => ({ ...UTC, line: of, after: MONDAY, count: COMINGS }));
    const times = askKeda<number[]>(questions).map(({ answer }) => answer);
    const moments = Array.from({ length: HOURS * 2 }, (_, i) => MONDAY + i * 1800 + 60);
    windows.forEach(([start, end], i) => {
      const model = scheduledByMinute([{ start, end, minPods: 1 }], 0, HOURS * 60);
      // pkg/scalers/cron_scaler.go asks for the next of each; of its conditions `After(nextStart)` is never true, `Before(nextEnd)` always.
      const keda = moments.map((moment) => (after(moment, times[2 * i]) < after(moment, times[2 * i + 1]) ? 0 : 1));
      const ours = moments.map((moment) => model[(moment - MONDAY) / 60]);
      expect({ start, end, open: ours.join('') }).toEqual({ start, end, open: keda.join('') });
    });
  });

  const object = (start: string, end: string, timezone = 'Etc/UTC'): object => ({
    metadata: { name: 'window', namespace: 'default' },
    spec: {
      scaleTargetRef: { name: 'web' },
      triggers: [{ type: 'cron', metadata: { timezone, start, end, desiredReplicas: '12' } }],
    },
  });

  test('that never starts is open for ever, and one that never ends never', () => {
    const answers = askKeda<{ milli: number }[]>([
      { ask: 'metrics', scaledObject: object('0 0 31 2 *', '0 0 * * *') },
      { ask: 'metrics', scaledObject: object('0 0 * * *', '0 0 31 2 *') },
    ]);
    expect(answers.map(({ answer }) => answer[0].milli)).toEqual([12_000, 0]);
  });

  test('of a zone that KEDA does not find is read as a trigger, and has no value', () => {
    const scaledObject = object('0 8 * * *', '0 9 * * *', 'europe/berlin');
    const [read, asked] = askKeda([
      { ask: 'triggers', scaledObject },
      { ask: 'metrics', scaledObject },
    ]);
    expect(read.error).toBeUndefined();
    expect(asked.error).toMatch(/unable to load timezone: unknown time zone europe.berlin/);
  });
});

describe('a time zone', () => {
  const names = [
    ...Intl.supportedValuesOf('timeZone'),
    ...[
      'UTC',
      'GMT',
      'Etc/UTC',
      'Etc/GMT',
      'Etc/GMT0',
      'Etc/GMT+2',
      'Etc/GMT-14',
      'Zulu',
      'UCT',
      'EST5EDT',
      'EST',
      'CET',
      'Japan',
      'GB',
    ],
    ...[
      'Asia/Calcutta',
      'Asia/Kolkata',
      'Asia/Ho_Chi_Minh',
      'Europe/Kiev',
      'Europe/Kyiv',
      'US/Pacific',
      'US/Eastern',
      'W-SU',
      'NZ-CHAT',
    ],
    ...[
      'America/Buenos_Aires',
      'America/Argentina/Buenos_Aires',
      'America/Port-au-Prince',
      'America/Indiana/Indianapolis',
    ],
  ];
  const foreign = [
    ...[
      '',
      'Local',
      'local',
      'Factory',
      'Europe/Nowhere',
      '../UTC',
      '+02:00',
      'Etc/GMT+13',
      'Etc/GMT+05',
      'GMT+2',
      'US/Pacific-New',
    ],
    ...[
      'BST',
      'IST',
      'PST',
      'CST',
      'JST',
      'ECT',
      'SystemV/PST8',
      'Antarctica/Mcmurdo',
      'America/Port-Au-Prince',
      'Europe/KIEV',
    ],
  ];
  const miscased = names
    .flatMap((name) => [name.toLowerCase(), name.toUpperCase()])
    .filter((name) => !names.includes(name));

  test('is looked up by KEDA in its very letters, and so taken by us', () => {
    const all = [...names, ...foreign, ...miscased];
    const answers = askKeda(all.map((timeZone) => ({ ...UTC, line: '0 8 * * *', timeZone, after: MONDAY, count: 1 })));
    const known = (i: number): boolean => answers[i].error === undefined;
    const ours = (name: string): boolean => taken(() => checkTimeZone('timeZone', name));
    expect(names.filter((name, i) => !known(i) || !ours(name))).toEqual([]);
    expect(all.filter((name, i) => ours(name) && !known(i))).toEqual([]);
    // Names for the zone of KEDA's own pod, and for none at all, which mean nothing here.
    const unlike = all.filter((name, i) => known(i) && !ours(name));
    expect(unlike).toEqual(['', 'Local', 'Factory']);
  });
});

function taken(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** Values of a kind, the same in every run. */
function samplesOf<T>(arbitrary: fc.Arbitrary<T>, numRuns: number): T[] {
  return fc.sample(arbitrary, { seed: 20_260_101, numRuns });
}
