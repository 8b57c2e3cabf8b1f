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
      (target, least, more) => {
        const { maxUnavailable, advice } = disruption(target, least);
        const pods = least + more;
        const gone = allowed(maxUnavailable, pods);
        expect(gone).toBeGreaterThanOrEqual(1);
        const left = pods - gone;
        const share = (size: number, rest: number): number => (target * 1.1 * size) / rest;
        // Advice only where not even the least fleet could spare a single pod.
        expect(advice === undefined ? share(pods, left) <= 100 + 1e-9 : share(least, least - 1) > 100).toBe(true);
      },
    ),
  );
});
