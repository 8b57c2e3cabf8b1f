import * as fc from 'fast-check';
import { podsFor } from '../../lib/model/busyness';
import type { LoadCurve } from '../../lib/model/load-curve';
import { hpaBehavior, metricWindow, scalingPace } from '../../lib/model/scaling';
import type { Sight } from '../../lib/model/sight';
import { seenBy } from '../../lib/model/sight';
import type { Strategy } from '../../lib/model/simulation';
import { outcomeOf, secondsToReach, simulate } from '../../lib/model/simulation';
import { Timing } from '../../lib/model/timing';
import { TRAITS } from './traits';

type BusynessSight = Extract<Sight, { kind: 'busyness' }>;
const CLOUDWATCH: BusynessSight = {
  kind: 'busyness',
  periodSeconds: 60,
  endOffsetSeconds: 20,
  aligned: true,
  countBacklog: false,
  targetBusyness: 60,
  schedule: 'none',
};

function strategy(sight: Partial<BusynessSight> = {}, initialPods = 3): Required<Strategy> {
  const whole = { ...CLOUDWATCH, ...sight };
  return {
    name: 'busyness',
    initialPods,
    autoscaler: {
      sight: whole,
      settings: {
        minReplicas: 3,
        maxReplicas: 30,
        metrics: [
          { type: 'Value', target: 60 },
          ...(whole.schedule === 'metric' ? [{ type: 'AverageValue' as const, target: 1 }] : []),
        ],
        behavior: hpaBehavior(scalingPace(Timing.derive(), metricWindow(whole.periodSeconds))),
      },
    },
  };
}

function steps(...busyThreads: readonly number[]): LoadCurve {
  const points = busyThreads.flatMap((threads, i) => [
    { seconds: i * 1800, requestsPerSecond: threads * 10 },
    { seconds: (i + 1) * 1800 - (i + 1 === busyThreads.length ? 0 : 0.001), requestsPerSecond: threads * 10 },
  ]);
  return { name: 'steps', story: '', startMinute: 0, points };
}

test('12, 30, 90, 12 busy threads: settles within the tolerance of 60 % each time', () => {
  const { seconds } = simulate(steps(12, 30, 90, 12), TRAITS, {
    ...strategy(),
    autoscaler: { ...strategy().autoscaler, settings: { ...strategy().autoscaler.settings, minReplicas: 2 } },
  });
  const settled = [1799, 3599, 5399, 7199].map((i) => seconds[i]);
  for (const { busyThreads, ready } of settled) {
    const percent = (busyThreads / (ready * 10)) * 100;
    expect(percent).toBeGreaterThanOrEqual(50);
    expect(percent).toBeLessThanOrEqual(66);
  }
  expect(settled.map(({ ready }) => ready)).toEqual([2, 5, 15, 2]);
});

test('looks that a busy control plane misses leave the fleet as it is, and do not count as any', () => {
  const autoscaled = (missed: readonly number[]): Strategy => ({
    ...strategy(),
    autoscaler: { ...strategy().autoscaler, missed: new Set(missed) },
  });
  const looks = (missed: readonly number[]): number[] =>
    simulate(steps(30, 30), TRAITS, autoscaled(missed)).decisions.map(({ seconds }) => seconds);
  const every = looks([]);
  expect(looks([15, 60])).toEqual(every.filter((seconds) => seconds !== 15 && seconds !== 60));
  const { seconds } = simulate(steps(90), TRAITS, autoscaled(every));
  expect(new Set(seconds.map(({ replicas }) => replicas))).toEqual(new Set([3]));
});

test('what CloudWatch tells is the mean over its last whole period, two publishing intervals ago', () => {
  const { seconds } = simulate(steps(12, 30), TRAITS, { name: 'fixed', initialPods: 10 });
  const seen = (at: number): unknown => seenBy(CLOUDWATCH, { history: seconds.slice(0, at), scheduled: 0 })[0];
  expect([seen(1800), seen(1860), seen(1879), seen(1880)]).toEqual([12, 12, 12, 30]);
  const prometheus = { ...CLOUDWATCH, aligned: false, endOffsetSeconds: 0 };
  expect(seenBy(prometheus, { history: seconds.slice(0, 1830), scheduled: 0 })[0]).toBeCloseTo(21, 9);
});

test('with the backlog counted it tells of more than all threads', () => {
  const { seconds } = simulate(steps(90), TRAITS, { name: 'fixed', initialPods: 3 });
  const [percent] = seenBy({ ...CLOUDWATCH, countBacklog: true }, { history: seconds, scheduled: 0 });
  expect(percent).toBeGreaterThan(100);
});

test.each(['formula', 'metric'] as const)('a window (%s) brings its pods before the load does', (schedule) => {
  const scheduled = new Array<number>(60).fill(12, 10, 40);
  const { seconds } = simulate(steps(12, 12), TRAITS, strategy({ schedule }), scheduled);
  expect([seconds[599].ready, seconds[1799].ready >= 12, seconds[3599].ready]).toEqual([3, true, 3]);
  const open = seconds.slice(1000, 2400).map(({ ready }) => ready);
  expect(Math.min(...open)).toBeGreaterThanOrEqual(12);
  expect(Math.max(...open)).toBeLessThanOrEqual(14);
});

describe('time to reach a demand', () => {
  const reach = (threads: number, sight: Partial<BusynessSight> = {}) =>
    secondsToReach(threads, TRAITS, strategy(sight));

  test('is at least the metric’s lag and a pod’s start, and longer for a larger demand', () => {
    const [double, fivefold, tenfold] = [36, 90, 180].map((threads) => reach(threads)!);
    expect(double).toBeGreaterThanOrEqual(75 + 20);
    expect(fivefold).toBeGreaterThan(double);
    expect(tenfold).toBeGreaterThan(fivefold);
  });

  test('is shorter with points of 10 s', () => {
    expect(reach(90, { periodSeconds: 10 })!).toBeLessThan(reach(90)!);
  });

  test('what the most pods cannot carry is never reached', () => {
    expect(reach(301)).toBeUndefined();
  });
});

test('an outcome counts what the seconds say', () => {
  const outcome = outcomeOf(simulate(steps(60), TRAITS, { name: 'fixed', initialPods: 3 }));
  expect(outcome).toMatchObject({ name: 'fixed', leastPods: 3, mostPods: 3, podHours: 1.5, meanBusyness: 100 });
  expect(outcome.requests).toBeCloseTo(600 * 1800, 3);
  expect(outcome.refused).toBeCloseTo(300 * 1800 - 3000, 3);
  expect(outcome.longestWaitSeconds).toBeCloseTo(10, 6);
});

test('whatever the steady demand, the fleet settles at what it needs, within the tolerance', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 170 }), fc.integer({ min: 3, max: 30 }), (threads, from) => {
      const { seconds } = simulate(steps(threads, threads, threads, threads), TRAITS, strategy({}, from));
      const { ready } = seconds[seconds.length - 1];
      expect(ready).toBeGreaterThanOrEqual(Math.max(3, Math.ceil(threads / 6.6)));
      expect(ready).toBeLessThanOrEqual(Math.max(3, Math.ceil(podsFor(threads, 10, 54) + 1)));
    }),
    { numRuns: 10 },
  );
});
