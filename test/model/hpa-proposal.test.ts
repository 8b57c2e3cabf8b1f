import * as fc from 'fast-check';
import { averageValueProposal, utilizationProposal, valueProposal } from '../../lib/model/hpa-proposal';

const TOLERANCES = { scaleUp: 0.1, scaleDown: 0.1 };
const of = (replicas: number, readyPods = replicas) => ({ replicas, readyPods });

describe('target type Value', () => {
  test('both bounds of the tolerance belong to it', () => {
    const propose = (value: number) => valueProposal(value, 60, of(10), TOLERANCES);
    expect([54, 60, 66].map(propose)).toEqual([10, 10, 10]);
    expect([53.999, 66.001].map(propose)).toEqual([9, 12]);
  });

  test('the tolerances up and down are two', () => {
    const propose = (value: number) => valueProposal(value, 60, of(10), { scaleUp: 0, scaleDown: 0.5 });
    expect([60, 61, 31, 29].map(propose)).toEqual([10, 11, 10, 5]);
  });

  test('counts on the pods that are ready, and within the tolerance leaves as many as are wanted', () => {
    // Five of ten are ready and full: 9 is less than the 10 there are, which is how a zero window shrinks a fleet in need.
    expect(valueProposal(100, 60, of(10, 5), TOLERANCES)).toBe(9);
    expect(valueProposal(62, 60, of(10, 5), TOLERANCES)).toBe(10);
  });

  test('TRAP: one series a pod is summed, so three pods at their target ask for nine', () => {
    expect(valueProposal(60 + 60 + 60, 60, of(3), TOLERANCES)).toBe(9);
  });
});

describe('target type AverageValue', () => {
  test('TRAP: a percentage is divided by the pods: ten at exactly 60 % become one, and stay there when full', () => {
    expect(averageValueProposal(60, 60, of(10), TOLERANCES)).toBe(1);
    expect(averageValueProposal(100, 60, of(2), TOLERANCES)).toBe(2);
  });

  test('a sum tracks: busy threads over the target share of a pod', () => {
    const propose = (busy: number, replicas: number) => averageValueProposal(busy, 6, of(replicas), TOLERANCES);
    expect([propose(12, 2), propose(30, 2), propose(90, 5), propose(12, 15)]).toEqual([2, 5, 15, 2]);
  });

  test('a cron trigger that asks for 12 leaves 11 as they are', () => {
    expect(averageValueProposal(12, 1, of(11), TOLERANCES)).toBe(11);
    expect(averageValueProposal(12, 1, of(10), TOLERANCES)).toBe(12);
  });
});

describe('a resource', () => {
  const propose = (utilizations: number[], replicas: number, rest = {}) =>
    utilizationProposal({ utilizations, ...rest }, 50, of(replicas), TOLERANCES);

  test('is the mean over the ready pods, in whole percent', () => {
    expect(propose([100, 100], 2)).toBe(4);
    expect(propose([55.9, 55.9], 2)).toBe(2);
    expect(propose([10, 10, 10, 10], 4)).toBe(1);
  });

  test('pods without a figure are full when the fleet would shrink, and idle when it would grow', () => {
    expect(propose([20, 20], 4, { missingPods: 2 })).toBe(4);
    expect(propose([90, 90], 4, { missingPods: 2 })).toBe(4);
    expect(propose([10, 10, 10, 10], 5, { missingPods: 1 })).toBe(3);
  });

  test('pods that start are idle when the fleet would grow, and left out when it would shrink', () => {
    expect(propose([100, 100], 4, { unreadyPods: 2 })).toBe(4);
    expect(propose([100, 100], 3, { unreadyPods: 1 })).toBe(4);
    expect(propose([20, 20], 4, { unreadyPods: 2 })).toBe(1);
  });

  test('without any figure there is no proposal', () => {
    expect(propose([], 3)).toBeUndefined();
  });
});

test('no proposal of Value is more than 100 / target of the ready pods, as busyness saturates', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.integer({ min: 1, max: 95 }),
      (ready, percent, target) => {
        const proposal = valueProposal(percent, target, of(ready), TOLERANCES);
        expect(proposal).toBeLessThanOrEqual(Math.ceil((100 / target) * ready)); // in the controller's own order
        expect(Number.isInteger(proposal)).toBe(true);
      },
    ),
  );
});
