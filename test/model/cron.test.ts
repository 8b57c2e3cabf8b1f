import { cronMatches, parseCron } from '../../lib/model/cron';
import { scheduledByMinute } from '../../lib/model/open-windows';
import { expectRefusal } from '../support/refusal';

const at = (hour: number, minute: number, dayOfWeek = 1, dayOfMonth = 1, month = 1) => {
  return { minute, hour, dayOfMonth, month, dayOfWeek };
};

describe('a line', () => {
  test.each([
    ['30 8 * * *', at(8, 30), true],
    ['30 8 * * *', at(8, 31), false],
    ['*/15 9-11 * * mon-fri', at(10, 45, 5), true],
    ['*/15 9-11 * * mon-fri', at(10, 45, 6), false],
    ['0,30 8 * * *', at(8, 30), true],
    ['5/20 8 * * *', at(8, 45), true],
    ['0 0 1 jan,JUL ?', at(0, 0, 3, 1, 7), true],
    ['0 0 1 * *', at(0, 0, 1, 2), false],
    // With a day of the month and one of the week, either is enough.
    ['0 0 13 * fri', at(0, 0, 5, 2), true],
    ['0 0 13 * fri', at(0, 0, 1, 13), true],
    ['0 0 13 * fri', at(0, 0, 1, 2), false],
    ['0 0 */2 * fri', at(0, 0, 1, 3), true],
  ])('%s', (line, time, matches) => {
    expect(cronMatches(parseCron('start', line), time)).toBe(matches);
  });

  test.each([
    '',
    '0 8 * *',
    '0 0 8 * * *',
    '60 8 * * *',
    '0 8 0 * *',
    '0 8 * 13 *',
    '0 8 * * 7',
    '0 8 * * someday',
    '0 11-9 * * *',
    '*/0 * * * *',
    '1-2-3 * * * *',
    '@daily',
    '0 8 * * 1,',
    '0 8 30 feb *',
    '0 8 31 4,6,9,11 ?',
  ])('not %p', (line) => {
    expectRefusal(() => parseCron('scheduled[0].start', line), 'CronInvalid');
  });

  test('a date that never comes alone may stand beside a day of the week, which does', () => {
    expect(() => parseCron('start', '0 8 31 2 mon')).not.toThrow();
    expect(() => parseCron('start', '0 8 29 2 *')).not.toThrow();
  });

  test('the field at fault is named', () => {
    expect(expectRefusal(() => parseCron('start', '0 25 * * *'), 'CronInvalid').message).toContain(
      'of which the hour is from 0 to 23',
    );
  });
});

describe('windows, minute by minute', () => {
  const open = (windows: Parameters<typeof scheduledByMinute>[0], from: number, minutes: number): string =>
    scheduledByMinute(windows, from, minutes).join(' ');

  test('open from start to end, the end not included', () => {
    expect(open([{ minPods: 9, start: '2 8 * * *', end: '5 8 * * *' }], 8 * 60, 7)).toBe('0 0 9 9 9 0 0');
  });

  test('open already, where the end comes before the next start, over midnight too', () => {
    expect(open([{ minPods: 9, start: '0 22 * * *', end: '2 0 * * *' }], 0, 4)).toBe('9 9 0 0');
  });

  test('of several the greatest', () => {
    const windows = [
      { minPods: 5, start: '0 0 * * *', end: '4 0 * * *' },
      { minPods: 9, start: '1 0 * * *', end: '2 0 * * *' },
    ];
    expect(open(windows, 0, 6)).toBe('5 9 5 5 0 0');
  });

  test('a Monday is a weekday', () => {
    expect(open([{ minPods: 9, start: '1 0 * * mon', end: '2 0 * * mon' }], 0, 3)).toBe('0 9 0');
  });

  test('open only from the last start before an end, and always where each start is an end too: as KEDA has it', () => {
    expect(open([{ minPods: 9, start: '1,3 0 * * *', end: '5 0 * * *' }], 0, 6)).toBe('0 0 0 9 9 0');
    expect(open([{ minPods: 9, start: '3 0 * * *', end: '1,3 0 * * *' }], 0, 5)).toBe('9 9 9 9 9');
  });
});
