import * as fc from 'fast-check';
import {
  busyness,
  busynessWithBacklog,
  checkPodRange,
  checkTargetBusyness,
  growthCap,
  podsFor,
  targetBusynessAdvice,
  trackingStep,
} from '../../lib/model/busyness';
import { NO_WHOLE_NUMBER, numberToken } from '../support/illegal';
import { expectRefusal } from '../support/refusal';

describe('busyness', () => {
  test('is the share of threads at work, in percent', () => {
    expect(busyness(10, 10)).toBe(0);
    expect(busyness(4, 10)).toBe(60);
    expect(busyness(0, 10)).toBe(100);
  });

  test('counts requests that wait only in the backlog-aware variant', () => {
    expect(busyness(-8, 10)).toBe(100);
    expect(busynessWithBacklog(18, 10)).toBe(180);
  });

  test('says nothing where nothing can be said', () => {
    for (const [part, whole] of [
      [0, 0],
      [1, -1],
      [NaN, 10],
      [1, NaN],
      [Infinity, 10],
      [0, Infinity],
    ]) {
      expect(busyness(part, whole)).toBeUndefined();
      expect(busynessWithBacklog(part, whole)).toBeUndefined();
    }
  });

  test('is within 0 and 100 for any sums of real pods', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 1e6 }), (threads, capacity) => {
        const value = busyness(capacity, threads) ?? NaN;
        expect(value >= 0 && value <= 100).toBe(true);
      }),
    );
  });
});

describe('a step of target tracking', () => {
  const step = (pods: number, percent: number) =>
    trackingStep({ pods, busyness: percent, targetBusyness: 60, minPods: 2, maxPods: 15 });

  test('is what was measured on a real control plane', () => {
    expect([step(2, 100), step(5, 100), step(9, 100), step(15, 100)]).toEqual([4, 9, 15, 15]);
  });

  test('does nothing within the tolerance of 10 %', () => {
    expect([step(10, 54), step(10, 60), step(10, 65.9)]).toEqual([10, 10, 10]);
    expect([step(10, 53), step(10, 67)]).toEqual([9, 12]);
    const wide = { pods: 10, targetBusyness: 50, minPods: 1, maxPods: 99, tolerance: 0.5 };
    expect([trackingStep({ ...wide, busyness: 75 }), trackingStep({ ...wide, busyness: 76 })]).toEqual([10, 16]);
  });

  test('counts on the pods that are ready', () => {
    const half = { pods: 10, readyPods: 5, targetBusyness: 60, minPods: 1, maxPods: 99 };
    expect([trackingStep({ ...half, busyness: 100 }), trackingStep({ ...half, busyness: 60 })]).toEqual([9, 10]);
  });

  test('stays between the least and the most pods', () => {
    expect([step(15, 1), step(14, 100)]).toEqual([2, 15]);
  });

  test('grows by at most 100 / target, as busyness saturates', () => {
    expect(growthCap(60)).toBeCloseTo(1.67, 2);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.integer({ min: 1, max: 95 }),
        (pods, percent, targetBusyness) => {
          const wanted = trackingStep({ pods, busyness: percent, targetBusyness, minPods: 1, maxPods: 1e9 });
          expect(Number.isInteger(wanted)).toBe(true);
          expect(wanted).toBeLessThanOrEqual(Math.ceil(pods * growthCap(targetBusyness)));
        },
      ),
    );
  });
});

test('pods for a demand carry it at their target, and one fewer would not', () => {
  expect([podsFor(12, 10, 60), podsFor(30, 10, 60), podsFor(90, 10, 60), podsFor(91, 10, 60)]).toEqual([2, 5, 15, 16]);
  const whole = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(whole(100_000), whole(500), whole(95), (busy, threads, target) => {
      const pods = podsFor(busy, threads, target);
      const percent = (n: number): number => (busy / (n * threads)) * 100;
      expect(percent(pods)).toBeLessThanOrEqual(target + 1e-6);
      expect(pods === 1 || percent(pods - 1) > target - 1e-6).toBe(true);
    }),
  );
});

describe('target', () => {
  test('from 1 to 95', () => {
    for (const value of [1, 60, 95]) expect(checkTargetBusyness('targetBusyness', value)).toBe(value);
    for (const value of [0, 96, ...NO_WHOLE_NUMBER]) {
      expectRefusal(() => checkTargetBusyness('targetBusyness', value as number), 'TargetBusynessInvalid');
    }
    expectRefusal(() => checkTargetBusyness('targetBusyness', numberToken()), 'MustBeKnownAtSynth');
  });

  test('above 90 a full fleet is within the tolerance: never scales out', () => {
    expect(targetBusynessAdvice(60)).toBeUndefined();
    expect(targetBusynessAdvice(90)).toBeUndefined();
    expect(targetBusynessAdvice(91)?.id).toBe('targetBusynessWithinTolerance');
    const stuck = (targetBusyness: number) =>
      trackingStep({ pods: 10, busyness: 100, targetBusyness, minPods: 1, maxPods: 99 }) === 10;
    for (let target = 1; target <= 95; target += 1) {
      expect([target, targetBusynessAdvice(target) !== undefined]).toEqual([target, stuck(target)]);
    }
  });
});

describe('range of pods', () => {
  const check = (min: unknown, max: unknown) => () => checkPodRange('minPods', min as number, 'maxPods', max as number);

  test('needs at least one pod, and no fewer at most than at least', () => {
    expect(check(3, 30)).not.toThrow();
    expect(check(1, 1)).not.toThrow();
    expect(expectRefusal(check(5, 4), 'PodRangeInvalid').message).toContain(
      'maxPods is 4. Allowed: at least 5, which is minPods',
    );
    expect(expectRefusal(check(0, 4), 'PodRangeInvalid').path).toBe('minPods');
    for (const value of NO_WHOLE_NUMBER) {
      expect(expectRefusal(check(value, 30), 'PodRangeInvalid').path).toBe('minPods');
      expect(expectRefusal(check(3, value), 'PodRangeInvalid').path).toBe('maxPods');
    }
    expectRefusal(check(numberToken(), 30), 'MustBeKnownAtSynth');
    expectRefusal(check(3, numberToken()), 'MustBeKnownAtSynth');
  });
});
