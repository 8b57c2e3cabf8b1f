import type { HpaBehavior, HpaRules } from '../../lib/model/hpa-behavior';
import { DEFAULT_HPA_BEHAVIOR, paced, stabilized } from '../../lib/model/hpa-behavior';

const RANGE = { minReplicas: 1, maxReplicas: 100 };
const NONE = { up: [], down: [] };

function behavior(up: Partial<HpaRules>, down: Partial<HpaRules> = {}): HpaBehavior {
  return {
    scaleUp: { ...DEFAULT_HPA_BEHAVIOR.scaleUp, ...up },
    scaleDown: { ...DEFAULT_HPA_BEHAVIOR.scaleDown, ...down },
  };
}

describe('windows', () => {
  const windows = behavior({ stabilizationWindowSeconds: 60 }, { stabilizationWindowSeconds: 300 });
  const noted = [
    { seconds: 0, replicas: 12 },
    { seconds: 250, replicas: 8 },
  ];

  test('up no further than the least of late, down no further than the greatest', () => {
    expect(stabilized(280, 6, 20, noted, windows)).toBe(8);
    expect(stabilized(280, 20, 5, noted, windows)).toBe(12);
    expect(stabilized(280, 10, 5, noted, windows)).toBe(10);
  });

  test('what is as old as the window no longer counts', () => {
    expect(stabilized(300, 20, 5, noted, windows)).toBe(8);
    expect(stabilized(310, 6, 20, noted, windows)).toBe(20);
  });
});

describe('policies', () => {
  test('the one that changes most counts, or the one that changes least, or none', () => {
    const policies = [
      { type: 'Percent', value: 50, periodSeconds: 60 },
      { type: 'Pods', value: 2, periodSeconds: 60 },
    ] as const;
    const step = (selectPolicy: HpaRules['selectPolicy'], current: number, wanted: number): number =>
      paced(0, current, wanted, RANGE, NONE, behavior({ selectPolicy, policies }, { selectPolicy, policies }));
    expect([step('Max', 10, 99), step('Min', 10, 99), step('Disabled', 10, 99)]).toEqual([15, 12, 10]);
    expect([step('Max', 10, 1), step('Min', 10, 1), step('Disabled', 10, 1)]).toEqual([5, 8, 10]);
  });

  test('percent are rounded up on the way up, and cut on the way down', () => {
    const policies = [{ type: 'Percent', value: 20, periodSeconds: 60 }] as const;
    const both = behavior({ policies }, { policies });
    expect([paced(0, 3, 99, RANGE, NONE, both), paced(0, 3, 1, RANGE, NONE, both)]).toEqual([4, 2]);
  });

  test('a period begins with the replicas before what has been changed in it', () => {
    const policies = [{ type: 'Pods', value: 4, periodSeconds: 60 }] as const;
    const both = behavior({ policies }, { policies });
    const events = { up: [{ seconds: 10, replicas: 3 }], down: [] };
    expect([paced(20, 10, 99, RANGE, events, both), paced(70, 10, 99, RANGE, events, both)]).toEqual([11, 14]);
    // More than the limit has gone already: it stays as it is, and nothing comes back.
    const gone = { up: [], down: [{ seconds: 10, replicas: 9 }] };
    expect(paced(20, 10, 1, RANGE, gone, both)).toBe(10);
  });

  test('range before policies', () => {
    expect(paced(0, 60, 150, RANGE, NONE, DEFAULT_HPA_BEHAVIOR)).toBe(100);
    expect(paced(0, 2, 0, RANGE, NONE, DEFAULT_HPA_BEHAVIOR)).toBe(1);
  });
});
