import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { make, object } from './make-workload';

/** A number of pods as Kubernetes makes it of a field that may be a percentage: `maxSurge` and a budget round up. */
function ofPods(field: number | string, pods: number): number {
  return typeof field === 'number' ? field : Math.ceil((pods * Number(field.slice(0, -1))) / 100);
}

/** Ready pods, step by step, of a rollout that goes as its strategy allows; `failing` new pods never get ready. */
function rollOut(pods: number, strategy: { maxSurge: string; maxUnavailable: number }, failing = 0): number[] {
  const surge = ofPods(strategy.maxSurge, pods);
  const least = pods - ofPods(strategy.maxUnavailable, pods);
  let [old, fresh, starting] = [pods, 0, 0];
  const ready: number[] = [];
  for (let step = 0; step < 10 * pods && (old > 0 || fresh < pods); step += 1) {
    starting += Math.max(0, Math.min(pods - fresh - starting, pods + surge - old - fresh - starting));
    const started = Math.max(0, starting - failing);
    fresh += started;
    starting -= started;
    old -= Math.min(old, Math.max(0, old + fresh - least));
    ready.push(old + fresh);
  }
  return ready;
}

const strategy = object(make().stack, 'Deployment').spec.strategy.rollingUpdate;

test('a rollout never has fewer ready pods than before it, of any number, and comes to its end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), (pods) => {
      const ready = rollOut(pods, strategy);
      expect(Math.min(...ready)).toBeGreaterThanOrEqual(pods);
      expect(ready[ready.length - 1]).toBe(pods);
    }),
  );
});

test('a rollout whose pods never get ready leaves the old ones where they are', () => {
  for (const pods of [1, 3, 12, 30]) expect(new Set(rollOut(pods, strategy, pods))).toEqual(new Set([pods]));
});

describe('a drain of nodes', () => {
  const budget = (props: Parameters<typeof make>[0] = {}) => object(make(props).stack, 'PodDisruptionBudget').spec;

  test('takes a fifth of the pods at once, where that leaves enough for the demand', () => {
    expect(budget()).toMatchObject({ maxUnavailable: '20%', unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    expect(budget({ leastPods: 3, targetBusyness: 60 }).maxUnavailable).toBe('20%');
    expect(budget({ leastPods: 3 }).maxUnavailable).toBe('20%');
  });

  test('one pod at a time at a higher target, with a warning where even that is too much', () => {
    expect(budget({ leastPods: 9, targetBusyness: 80 }).maxUnavailable).toBe(1);
    const { stack } = make({ leastPods: 3, targetBusyness: 80 });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('minPods 9.+disruptionOverDemand'));
    expect(object(stack, 'PodDisruptionBudget').spec.maxUnavailable).toBe(1);
  });

  test('one pod at a time where the autoscaler bears more above its target', () => {
    expect(budget({ leastPods: 6, scaleUpTolerancePercent: 10 }).maxUnavailable).toBe('20%');
    expect(budget({ leastPods: 6, scaleUpTolerancePercent: 30 }).maxUnavailable).toBe(1);
  });

  test('is never refused for good: some pod may always go', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 95 }), (leastPods, targetBusyness) => {
        expect(ofPods(budget({ leastPods, targetBusyness }).maxUnavailable, leastPods)).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 15 },
    );
  });
});
