import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { busynessFormula } from '../../lib/model/busyness-expression';
import { Hpa } from '../../lib/model/hpa';
import { hpaBehavior, metricWindow, scalingPace } from '../../lib/model/scaling';
import type { ScheduledWindow } from '../../lib/model/scheduled-capacity';
import {
  checkScheduledWindows,
  compositeBusyness,
  compositeFormula,
  scheduledPods,
} from '../../lib/model/scheduled-capacity';
import { Timing } from '../../lib/model/timing';
import { NO_WHOLE_NUMBER } from '../support/illegal';
import { expectRefusal } from '../support/refusal';

/** Evaluates KEDA's language where JavaScript reads the same: operators, conditions, `max`. */
function evaluate(formula: string, values: Readonly<Record<string, number>>): number {
  return Number(runInNewContext(formula, { max: Math.max, ...values }));
}

describe('the formula', () => {
  const formula = compositeFormula(busynessFormula('capacity', 'threads', 60), ['window0', 'window1'], 'pods', 60);

  test('begins with no word that KEDA’s own float(…) around it would not take', () => {
    expect(formula).toBe(
      'max((threads > 0 ? max(0, (1 - capacity / threads) * 100) : 60), ' +
        '(pods < max(window0, window1) ? 60 * max(1.11, max(window0, window1) / max(1, pods)) : ' +
        '(pods <= 1.5 * max(window0, window1) ? 60 : 60 * max(window0, window1) / max(1, pods))))',
    );
    expect(compositeFormula('x', ['window0'], 'pods', 60)).toContain('pods < window0 ?');
  });

  test('says what the model says', () => {
    const percent = fc.integer({ min: 0, max: 100 });
    const count = fc.nat(60);
    fc.assert(
      fc.property(percent, count, count, count, (free, window0, window1, pods) => {
        const value = evaluate(formula, { capacity: free, threads: 100, window0, window1, pods });
        const scheduled = Math.max(window0, window1);
        expect(value).toBeCloseTo(compositeBusyness({ busyness: 100 - free, target: 60, scheduled, pods }), 9);
      }),
    );
  });

  test('is busyness alone while every window is closed, and KEDA’s trial run with -1 for all gives a number', () => {
    expect(compositeBusyness({ busyness: 37, target: 60, scheduled: 0, pods: 9 })).toBe(37);
    const trial = evaluate(formula, { capacity: -1, threads: -1, window0: -1, window1: -1, pods: -1 });
    expect(Number.isFinite(trial)).toBe(true);
  });
});

describe('while a window is open', () => {
  const behavior = hpaBehavior(scalingPace(Timing.derive(), metricWindow()));

  /** Plays an hour; new pods are ready after three looks. */
  function play(from: number, scheduled: number, busyness: number, surge = 0): number[] {
    const metrics = [{ type: 'Value' as const, target: 60 }];
    const hpa = new Hpa({ minReplicas: 3, maxReplicas: 100, metrics, behavior }, from);
    const history = [from, from, from];
    return Array.from({ length: 240 }, (_, i) => {
      const replicas = history[history.length - 1];
      const ready = Math.min(...history.slice(-3));
      const value = compositeBusyness({ busyness, target: 60, scheduled, pods: replicas + surge });
      history.push(hpa.sync({ seconds: i * 15, readyPods: ready, values: [value] }).replicas);
      return history[history.length - 1];
    });
  }

  test('the fleet grows to what is scheduled, by at most doubling, and up to a tenth beyond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 90 }), fc.integer({ min: 4, max: 90 }), (from, scheduled) => {
        const pods = play(from, scheduled, 20);
        const end = pods[pods.length - 1];
        expect(end).toBeGreaterThanOrEqual(scheduled);
        expect(end).toBeLessThanOrEqual(Math.ceil((from <= scheduled ? 1.11 : 1.5) * scheduled));
        // Once it is there it stays there.
        const reached = pods.findIndex((count) => count >= scheduled);
        expect(Math.min(...pods.slice(reached))).toBeGreaterThanOrEqual(scheduled);
      }),
    );
  });

  test('a rollout that is stuck, with a surge that never gets ready, takes nothing away', () => {
    expect(Math.min(...play(12, 12, 20, 3))).toBe(12);
  });

  test('a demand beyond it is followed as ever', () => {
    const pods = play(12, 12, 100);
    expect(pods[pods.length - 1]).toBe(100);
  });
});

describe('a cron trigger of its own', () => {
  test('asks for so many that the tolerance leaves no fewer than wanted', () => {
    expect([4, 11, 12, 20, 100].map((pods) => scheduledPods(pods))).toEqual([4, 12, 13, 21, 109]);
    expect(scheduledPods(100, 0)).toBe(100);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2000 }), fc.constantFrom(0, 0.05, 0.1, 0.3), (minPods, tolerance) => {
        const asked = scheduledPods(minPods, tolerance);
        expect(asked).toBeGreaterThanOrEqual(minPods);
        // Whoever is one short is told to grow; asking for one less would leave it so.
        expect(asked / (minPods - 1)).toBeGreaterThan(1 + tolerance);
        expect(asked === minPods || (asked - 1) / (minPods - 1) <= 1 + tolerance + 1e-9).toBe(true);
      }),
    );
  });
});

describe('refused', () => {
  const window: ScheduledWindow = { minPods: 12, start: '0 8 * * *', end: '0 12 * * *' };
  const check = (change: object) => () => checkScheduledWindows('scheduled', [{ ...window, ...change }], 3, 30);

  test('nothing of a right window', () => {
    expect(check({})).not.toThrow();
    expect(check({ end: '0 8 * * 6' })).not.toThrow();
  });

  test.each([
    'Europe/Berlin',
    'Etc/UTC',
    'UTC',
    'Etc/GMT+2',
    'Asia/Kolkata',
    'America/Argentina/Buenos_Aires',
    'Japan',
  ])('nor the zone %s', (timeZone) => {
    expect(check({ timeZone })).not.toThrow();
  });

  test('nor a day that only leap years have', () => {
    expect(check({ start: '0 8 29 2 *' })).not.toThrow();
  });

  test.each([
    ['as few pods as run anyway', { minPods: 3 }, 'ScheduleInvalid'],
    ['more than ever run', { minPods: 31 }, 'ScheduleInvalid'],
    ['a window of no length', { end: ' 0 8 * * *' }, 'ScheduleInvalid'],
    ['one of no length that is spelt in two ways', { end: '00  8 * * ?' }, 'ScheduleInvalid'],
    ['a start that never comes', { start: '0 8 31 2 *' }, 'CronInvalid'],
    ['four fields', { start: '0 8 * *' }, 'CronInvalid'],
    ['an hour that is none', { end: '0 24 * * *' }, 'CronInvalid'],
    ['a zone that nobody knows', { timeZone: 'Europe/Nowhere' }, 'TimeZoneInvalid'],
    ['a zone without its capitals, which KEDA does not find', { timeZone: 'europe/berlin' }, 'TimeZoneInvalid'],
    ['a zone that JavaScript alone has', { timeZone: 'PST' }, 'TimeZoneInvalid'],
    ['an offset, which is a zone to JavaScript alone', { timeZone: '+02:00' }, 'TimeZoneInvalid'],
  ])('%s', (_, change, code) => {
    expect(expectRefusal(check(change), code).path).toMatch(/^scheduled\[0\]\./);
  });

  test('no number, no window', () => {
    for (const minPods of NO_WHOLE_NUMBER) expectRefusal(check({ minPods }), 'ScheduleInvalid');
    expectRefusal(
      () => checkScheduledWindows('scheduled', ['0 8 * * *' as unknown as ScheduledWindow], 3, 30),
      'ScheduleInvalid',
    );
  });
});
