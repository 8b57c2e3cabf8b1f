import * as fc from 'fast-check';
import type { HpaBehavior } from '../../lib/model/hpa-behavior';
import { DEFAULT_HPA_BEHAVIOR } from '../../lib/model/hpa-behavior';
import type { HpaSample, HpaSettings } from '../../lib/model/hpa';
import { playHpa } from '../../lib/model/hpa';
import { hpaBehavior, metricWindow, scalingPace } from '../../lib/model/scaling';
import { Timing } from '../../lib/model/timing';

const OURS = hpaBehavior(scalingPace(Timing.derive(), metricWindow()));
const AT_ONCE: HpaBehavior = {
  ...DEFAULT_HPA_BEHAVIOR,
  scaleDown: { ...DEFAULT_HPA_BEHAVIOR.scaleDown, stabilizationWindowSeconds: 0 },
};

function settings(behavior: HpaBehavior = OURS, more: Partial<HpaSettings> = {}): HpaSettings {
  return { minReplicas: 2, maxReplicas: 30, metrics: [{ type: 'Value', target: 60 }], behavior, ...more };
}

/** Looks, 15 s apart, at a fleet that is always ready. */
function play(setting: HpaSettings, from: number, values: readonly (number | undefined)[]): number[] {
  let replicas = from;
  const samples: HpaSample[] = [];
  const decisions = values.map((value, i) => {
    samples.push({ seconds: i * 15, readyPods: replicas, values: [value] });
    replicas = playHpa(setting, from, samples)[i].replicas;
    return replicas;
  });
  return decisions;
}

const constant = (value: number | undefined, looks: number): (number | undefined)[] =>
  new Array<number | undefined>(looks).fill(value);

describe('a fleet that is always ready', () => {
  test('full, it grows by 100 / target a look, up to four pods or its double a minute', () => {
    expect(play(settings(), 2, constant(100, 9))).toEqual([4, 6, 6, 6, 8, 12, 12, 12, 16]);
  });

  test('idle, it keeps its size for five minutes, then loses a fifth every 80 s', () => {
    const decisions = play(settings(), 20, constant(10, 36));
    expect(decisions.slice(0, 20)).toEqual(constant(20, 20));
    expect([...new Set(decisions)]).toEqual([20, 16, 12, 9]);
  });

  test('a single low value among high ones changes nothing', () => {
    const values = [...constant(60, 10), 5, ...constant(60, 10)];
    expect(play(settings(), 10, values)).toEqual(constant(10, 21));
  });

  test('neither below the least nor above the most', () => {
    expect(Math.max(...play(settings(), 25, constant(100, 40)))).toBe(30);
    expect(Math.min(...play(settings(), 3, constant(0, 80)))).toBe(2);
  });

  test('what is outside the range is put back into it at the next look, whatever the metric', () => {
    expect(play(settings(), 50, [undefined])).toEqual([30]);
    expect(play(settings(), 1, [undefined])).toEqual([2]);
  });
});

describe('a metric that is gone', () => {
  test('leaves the fleet as it is, and is followed again when it is back', () => {
    expect(play(settings(), 10, [...constant(undefined, 40), 100])).toEqual([...constant(10, 40), 17]);
  });

  test('of two may be outvoted upward, never downward', () => {
    const two = settings(OURS, {
      metrics: [
        { type: 'Value', target: 60 },
        { type: 'Utilization', target: 70 },
      ],
    });
    const look = (value: number | undefined, cpu: number | undefined): number => {
      const usage = cpu === undefined ? undefined : { utilizations: new Array<number>(10).fill(cpu) };
      return playHpa(two, 10, [{ seconds: 0, readyPods: 10, values: [value, usage] }])[0].replicas;
    };
    expect([look(undefined, 140), look(100, undefined)]).toEqual([20, 17]);
    expect([look(undefined, 10), look(10, undefined)]).toEqual([10, 10]);
  });
});

test('the larger of busyness and CPU wins', () => {
  const guarded = settings(DEFAULT_HPA_BEHAVIOR, {
    metrics: [
      { type: 'Value', target: 60 },
      { type: 'Utilization', target: 70 },
    ],
  });
  const [decision] = playHpa(guarded, 10, [
    { seconds: 0, readyPods: 10, values: [30, { utilizations: new Array<number>(10).fill(105) }] },
  ]);
  expect(decision).toMatchObject({ proposals: [5, 15], proposal: 15, replicas: 15 });
});

describe('TRAP: half the pods not ready, the other half full', () => {
  const samples = Array.from({ length: 12 }, (_, i) => ({ seconds: i * 15, readyPods: 5, values: [100] }));

  test('without a window the fleet shrinks while it is needed most', () => {
    expect(playHpa(settings(AT_ONCE), 10, samples)[0].replicas).toBe(9);
  });

  test('with ours it keeps its size', () => {
    expect(playHpa(settings(), 10, samples).map(({ replicas }) => replicas)).toEqual(constant(10, 12));
  });
});

test('pods of a rollout that share the load make nothing shrink: the ratio is applied to them too', () => {
  const surging = Array.from({ length: 40 }, (_, i) => ({ seconds: i * 15, readyPods: 15, values: [(60 * 12) / 15] }));
  expect(new Set(playHpa(settings(), 12, surging).map(({ replicas }) => replicas))).toEqual(new Set([12]));
});

describe('whatever it is told', () => {
  const value = fc.option(fc.double({ min: 0, max: 400, noNaN: true }), { nil: undefined });
  const look = fc.record({ value, notReady: fc.nat(5) });
  const looks = fc.array(look, { minLength: 1, maxLength: 60 });

  test('it keeps to range, windows and policies', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), looks, (from, given) => {
        let pods = from;
        const samples = given.map(({ value: seen, notReady }, i): HpaSample => {
          return { seconds: i * 15, readyPods: Math.max(1, pods - notReady), values: [seen] };
        });
        const decisions = playHpa(settings(), from, samples);
        for (const { current, replicas, proposal, seconds } of decisions) {
          pods = replicas;
          expect(replicas >= 2 && replicas <= 30).toBe(true);
          // No step goes beyond what was asked for, none against it, and none where nothing could be asked.
          const [low, high] = [Math.min(current, proposal ?? current), Math.max(current, proposal ?? current)];
          expect(replicas >= low && replicas <= high).toBe(true);
          const minute = decisions.filter((earlier) => earlier.seconds > seconds - 60 && earlier.seconds <= seconds);
          const added = minute.reduce((sum, step) => sum + Math.max(0, step.replicas - step.current), 0);
          const removed = minute.reduce((sum, step) => sum + Math.max(0, step.current - step.replicas), 0);
          const before = replicas - added + removed;
          expect(replicas <= current || replicas <= Math.max(2 * before, before + 4)).toBe(true);
        }
      }),
    );
  });

  test('it does not shrink in the first five minutes of its life', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), looks, (from, given) => {
        const samples = given
          .slice(0, 20)
          .map(({ value: seen }, i): HpaSample => ({ seconds: i * 15, readyPods: from, values: [seen] }));
        for (const { replicas } of playHpa(settings(), from, samples)) expect(replicas).toBeGreaterThanOrEqual(from);
      }),
    );
  });
});
