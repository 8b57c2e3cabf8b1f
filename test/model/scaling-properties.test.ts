import * as fc from 'fast-check';
import { trackingStep } from '../../lib/model/busyness';
import type { HpaSample, HpaSettings } from '../../lib/model/hpa';
import { playHpa } from '../../lib/model/hpa';
import type { LoadCurve } from '../../lib/model/load-curve';
import { hpaBehavior, metricWindow, scalingPace } from '../../lib/model/scaling';
import type { Sight } from '../../lib/model/sight';
import { simulate } from '../../lib/model/simulation';
import { Timing } from '../../lib/model/timing';
import { TRAITS } from './traits';

const RANGE = { minReplicas: 2, maxReplicas: 30 };
const CPU = { cpuRequest: 2, cpuShare: 0.3 };

/** Every way to see the fleet, by index. */
const SIGHTS = [60, 30, 10].flatMap((periodSeconds) =>
  [false, true].flatMap((countBacklog) =>
    (['none', 'formula', 'metric'] as const).map((schedule): Sight => ({
      ...{ kind: 'busyness', periodSeconds, endOffsetSeconds: 20, aligned: schedule !== 'metric' },
      ...{ countBacklog, targetBusyness: 60, schedule, cpu: periodSeconds === 30 ? CPU : undefined },
    })),
  ),
);

function settingsOf(sight: Sight): HpaSettings {
  const guarded = sight.kind === 'busyness' && sight.cpu !== undefined;
  const scheduled = sight.kind === 'busyness' && sight.schedule === 'metric';
  return {
    ...RANGE,
    behavior: hpaBehavior(scalingPace(Timing.derive(), metricWindow())),
    metrics: [
      { type: 'Value', target: 60 },
      ...(scheduled ? [{ type: 'AverageValue' as const, target: 1 }] : []),
      ...(guarded ? [{ type: 'Utilization' as const, target: 70 }] : []),
    ],
  };
}

/** A load of straight lines between points five minutes apart, in requests a second. */
function curveOf(rates: readonly number[]): LoadCurve {
  const points = rates.map((requestsPerSecond, i) => ({ seconds: i * 300, requestsPerSecond }));
  return { name: 'any', story: '', startMinute: 0, points };
}

test('one step: the busier, the more pods, whatever the tolerance', () => {
  const percent = fc.double({ min: 0, max: 400, noNaN: true });
  const tolerance = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(percent, percent, fc.integer({ min: 1, max: 50 }), tolerance, (a, b, pods, tolerated) => {
      const step = (busyness: number): number =>
        trackingStep({ pods, busyness, targetBusyness: 60, minPods: 1, maxPods: 1000, tolerance: tolerated });
      expect(step(Math.max(a, b))).toBeGreaterThanOrEqual(step(Math.min(a, b)));
    }),
  );
});

test('a metric that is missing, of one or of two, takes no pod away, however low the other is', () => {
  const value = fc.option(fc.double({ min: 0, max: 200, noNaN: true }), { nil: undefined });
  const looks = fc.array(fc.tuple(value, value), { minLength: 30, maxLength: 80 });
  const settings = settingsOf(SIGHTS.find((sight) => sight.kind === 'busyness' && sight.cpu !== undefined)!);
  const two: HpaSettings = {
    ...settings,
    metrics: [settings.metrics[0], settings.metrics[settings.metrics.length - 1]],
  };
  fc.assert(
    fc.property(looks, fc.integer({ min: 2, max: 30 }), (given, from) => {
      const samples = given.map(([busy, cpu], i): HpaSample => {
        const usage = cpu === undefined ? undefined : { utilizations: new Array<number>(from).fill(cpu) };
        return { seconds: i * 15, readyPods: from, values: [busy, usage] };
      });
      const blind = playHpa(two, from, samples).filter((_, i) => given[i].includes(undefined));
      for (const { current, replicas } of blind) expect(replicas).toBeGreaterThanOrEqual(current);
    }),
  );
});

test('a load of any shape, seen in any way: never fewer pods than the least, never more than the most', () => {
  const rates = fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 2, maxLength: 12 });
  const scheduled = fc.array(fc.constantFrom(0, 0, 5, 30), { minLength: 60, maxLength: 60 });
  fc.assert(
    fc.property(rates, scheduled, fc.constantFrom(...SIGHTS), (given, byMinute, sight) => {
      const autoscaler = { settings: settingsOf(sight), sight };
      const { seconds } = simulate(curveOf(given), TRAITS, { name: '', initialPods: 3, autoscaler }, byMinute);
      for (const { replicas, ready } of seconds) {
        expect(replicas >= RANGE.minReplicas && replicas <= RANGE.maxReplicas && ready >= 0).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});

test('the greater a steady load, the more pods in the end', () => {
  const load = fc.integer({ min: 0, max: 3000 });
  fc.assert(
    fc.property(load, load, fc.integer({ min: 2, max: 30 }), fc.constantFrom(...SIGHTS), (a, b, initialPods, sight) => {
      const settled = (rate: number): number => {
        const autoscaler = { settings: settingsOf(sight), sight };
        const steady = curveOf(new Array<number>(14).fill(rate));
        const { seconds } = simulate(steady, TRAITS, { name: '', initialPods, autoscaler });
        return seconds[seconds.length - 1].replicas;
      };
      expect(settled(Math.max(a, b))).toBeGreaterThanOrEqual(settled(Math.min(a, b)));
    }),
    { numRuns: 40 },
  );
});
