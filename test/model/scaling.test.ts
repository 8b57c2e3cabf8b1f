import * as fc from 'fast-check';
import { METRIC_PERIODS } from '../../lib/model/cloudwatch';
import { metricWindow, scalingPace } from '../../lib/model/scaling';
import { Timing } from '../../lib/model/timing';

test('the window of a minute: ends when every point is in, and bears one late minute', () => {
  expect(metricWindow()).toEqual({ periodSeconds: 60, endOffsetSeconds: 20, collectionSeconds: 120, lagSeconds: 95 });
});

test('points that pods send seldom are waited for', () => {
  expect(metricWindow(60, 30)).toEqual({
    periodSeconds: 60,
    endOffsetSeconds: 40,
    collectionSeconds: 120,
    lagSeconds: 115,
  });
});

test.each(METRIC_PERIODS)("a window of %d s is whole points, as KEDA demands, and at least a minute's", (period) => {
  const { collectionSeconds } = metricWindow(period);
  expect(collectionSeconds % period).toBe(0);
  expect(collectionSeconds).toBeGreaterThanOrEqual(60);
});

test('the default pace', () => {
  expect(scalingPace(Timing.derive(), metricWindow())).toEqual({
    scaleUp: { stabilizationSeconds: 0, periodSeconds: 60 },
    scaleDown: { stabilizationSeconds: 300, periodSeconds: 80 },
  });
});

test('a slow start slows the doubling, and keeps pods that a slow start would have to replace', () => {
  const pace = scalingPace(
    { applicationBootSeconds: 120, warmUpSeconds: 180, terminationGracePeriodSeconds: 75 },
    metricWindow(),
  );
  expect(pace.scaleUp.periodSeconds).toBe(300);
  expect(pace.scaleDown.stabilizationSeconds).toBe(395);
});

test('a long drain slows the way down', () => {
  const pace = scalingPace(Timing.derive({ drainSeconds: 300 }), metricWindow());
  expect(pace.scaleDown.periodSeconds).toBeGreaterThanOrEqual(340);
});

test('whatever the timing, the HPA API takes the pace', () => {
  const seconds = fc.nat(100_000);
  fc.assert(
    fc.property(
      fc.record({ applicationBootSeconds: seconds, warmUpSeconds: seconds, terminationGracePeriodSeconds: seconds }),
      fc.constantFrom(...METRIC_PERIODS),
      (pods, period) => {
        const { scaleUp, scaleDown } = scalingPace(pods, metricWindow(period));
        for (const { stabilizationSeconds, periodSeconds } of [scaleUp, scaleDown]) {
          expect(stabilizationSeconds).toBeLessThanOrEqual(3600);
          expect(periodSeconds).toBeGreaterThanOrEqual(1);
          expect(periodSeconds).toBeLessThanOrEqual(1800);
        }
        expect(scaleDown.stabilizationSeconds).toBeGreaterThanOrEqual(300);
      },
    ),
  );
});
