import * as fc from 'fast-check';
import { disruption } from '../../lib/model/disruption';

/** Pods that Kubernetes lets go at once: it rounds a percentage up. */
function allowed(maxUnavailable: number | string, pods: number): number {
  return typeof maxUnavailable === 'number'
    ? maxUnavailable
    : Math.ceil((pods * Number(maxUnavailable.slice(0, -1))) / 100);
}

test('by default a fifth: three pods at 66 % are two at 99 %', () => {
  expect(disruption(60, 3)).toEqual({ maxUnavailable: '20%' });
});

test('a higher target takes one pod at a time, as soon as there are enough to bear it', () => {
  expect(disruption(70, 5)).toEqual({ maxUnavailable: 1 });
  expect(disruption(70, 4)).toMatchObject({ maxUnavailable: 1, advice: { id: 'disruptionOverDemand' } });
  expect(disruption(70, 4).advice?.message).toContain('Have minPods 5');
  expect(disruption(95, 100).advice?.message).toContain('Choose a lower target');
});

test('a fleet that may be busier before the autoscaler acts spares fewer at once', () => {
  expect(disruption(60, 6, 0.1)).toEqual({ maxUnavailable: '20%' });
  expect(disruption(60, 6, 0.3)).toEqual({ maxUnavailable: 1 });
  expect(disruption(60, 3, 0.3).advice?.message).toContain('3 pods may be 78 % busy');
  expect(disruption(60, 3, 0.3).advice?.message).toContain('Have minPods 5');
  expect(disruption(60, 3, 1).advice?.message).toContain('Choose a lower target or a smaller tolerance');
});

test('a smaller tolerance than the cluster’s own spares no more: an earlier API server drops it', () => {
  expect(disruption(66, 6, 0)).toEqual(disruption(66, 6));
});

test('two pods cannot spare one at a target of 60', () => {
  expect(disruption(60, 2).advice?.message).toContain('Have minPods 3');
  expect(disruption(45, 2).advice).toBeUndefined();
});

test('of one pod its own warning tells', () => {
  expect(disruption(60, 1)).toEqual({ maxUnavailable: 1 });
});

test('whatever the fleet, the rest carry the demand up to the tolerance, or there is advice; and nodes can always rotate', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 95 }),
      fc.integer({ min: 2, max: 60 }),
      fc.nat(200),
      fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
      (target, least, more, percent) => {
        const { maxUnavailable, advice } = disruption(target, least, percent === undefined ? undefined : percent / 100);
        const pods = least + more;
        const gone = allowed(maxUnavailable, pods);
        expect(gone).toBeGreaterThanOrEqual(1);
        const left = pods - gone;
        const share = (size: number, rest: number): number =>
          (target * (1 + Math.max(10, percent ?? 0) / 100) * size) / rest;
        // Advice only where not even the least fleet could spare a single pod.
        expect(advice === undefined ? share(pods, left) <= 100 + 1e-9 : share(least, least - 1) > 100).toBe(true);
      },
    ),
  );
});
