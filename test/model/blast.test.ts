import * as fc from 'fast-check';
import type { BlastInputs } from '../../lib/model/blast';
import { BlastLimits } from '../../lib/model/blast';
import { Capacity } from '../../lib/model/capacity';
import { numberToken } from '../support/illegal';
import { expectRefusal } from '../support/refusal';

const pods = (count: number, meanServiceTimeSeconds = 0.1): Capacity =>
  Capacity.derive({ pods: count, meanServiceTimeSeconds });
const derive = (inputs: Partial<BlastInputs> = {}): BlastLimits => BlastLimits.derive({ capacity: pods(3), ...inputs });

describe('limits against a blast', () => {
  test('follow from what three pods can carry', () => {
    expect(derive()).toMatchObject({
      slowestResponseSeconds: 0.1,
      requestsPerSecond: 300,
      requestsPerWindow: 18_000,
      network: 1800,
      address: 360,
      ceiling: 14_400,
      windowSeconds: 60,
      warnings: [],
    });
  });

  test('follow the slowest responses on the links, where these are known', () => {
    expect(derive({ slowestResponseSeconds: 0.05 })).toMatchObject({ requestsPerWindow: 36_000, ceiling: 28_800 });
  });

  test('follow the window', () => {
    expect(derive({ windowSeconds: 300 })).toMatchObject({ requestsPerWindow: 90_000, network: 9000, address: 1800 });
  });

  test('leave an address one request a second, and a network what they leave an address', () => {
    expect(derive({ capacity: pods(1, 2) })).toMatchObject({
      requestsPerWindow: 300,
      address: 60,
      network: 60,
      ceiling: 240,
    });
  });

  test('never let one client have more than all', () => {
    expect(derive({ capacity: pods(1, 20) })).toMatchObject({
      requestsPerWindow: 30,
      address: 24,
      network: 24,
      ceiling: 24,
    });
  });

  test('are what was given, where something was', () => {
    const limits = derive({ networkLimit: 500, addressLimit: 50, ceilingLimit: 5000 });
    expect(limits).toMatchObject({ network: 500, address: 50, ceiling: 5000 });
    const given = limits.explain().filter(({ derivation }) => derivation === 'given');
    expect(given.map(({ name }) => name)).toEqual(['network', 'address', 'ceiling']);
  });

  test('explain themselves, with the arithmetic', () => {
    const rows = Object.fromEntries(
      derive()
        .explain()
        .map((row) => [row.name, row]),
    );
    expect(rows.requestsPerSecond.derivation).toBe('3 pods × 10 threads = 30 ÷ 0.1 s');
    expect(rows.requestsPerWindow.derivation).toBe('300 requests/s × 60 s');
    expect(rows.network).toMatchObject({ value: 1800, derivation: expect.stringContaining('0.1 × 18000') });
    expect(rows.ceiling).toMatchObject({ value: 14_400, derivation: '0.8 × 18000' });
    expect(rows.reactionSeconds.value).toBe(30);
    Object.values(rows).forEach(({ source }) => expect(source).not.toBe(''));
  });

  test('stand in the order of the ladder, and AWS WAF takes them, whatever the capacity', () => {
    fc.assert(
      fc.property(
        fc.record({
          pods: fc.integer({ min: 1, max: 1000 }),
          threads: fc.integer({ min: 1, max: 100 }),
          meanServiceTimeSeconds: fc.double({ min: 0.001, max: 2, noNaN: true }),
        }),
        fc.constantFrom(60, 120, 300, 600),
        (inputs, windowSeconds) => {
          const limits = BlastLimits.derive({ capacity: Capacity.derive(inputs), windowSeconds });
          expect(limits.address).toBeGreaterThanOrEqual(10);
          expect(limits.network).toBeGreaterThanOrEqual(limits.address);
          expect(limits.ceiling).toBeGreaterThanOrEqual(limits.network);
          expect(limits.ceiling).toBeLessThanOrEqual(limits.requestsPerWindow);
          expect(limits.warnings).toEqual([]);
        },
      ),
    );
  });

  test('out of that order are warned of', () => {
    expect(derive({ networkLimit: 100, addressLimit: 200 }).warnings).toEqual([
      { id: 'blastLimitsOutOfOrder', message: expect.stringContaining('200 requests in 60 s for an address, 100') },
    ]);
  });
});

describe('refused are', () => {
  test.each([9, 1.5, NaN, 2_000_000_001])('a limit of %p', (limit) => {
    expectRefusal(() => derive({ networkLimit: limit }), 'BlastLimitInvalid');
    expectRefusal(() => derive({ addressLimit: limit }), 'BlastLimitInvalid');
    expectRefusal(() => derive({ ceilingLimit: limit }), 'BlastLimitInvalid');
  });

  test.each([0, -1, NaN, 3601])('slowest responses of %p s', (slowestResponseSeconds) => {
    expectRefusal(() => derive({ slowestResponseSeconds }), 'BlastResponseTimeInvalid');
  });

  test('windows that AWS does not offer', () => {
    expectRefusal(() => derive({ windowSeconds: 30 }), 'BlastWindowInvalid');
  });

  test('pods that carry too little for any limit, with the arithmetic', () => {
    const { message } = expectRefusal(() => derive({ capacity: pods(1, 60) }), 'BlastCapacityTooSmall');
    expect(message).toContain('0.8 × 0.167 requests/s × 60 s = 8 requests');
    expect(derive({ capacity: pods(1, 60), ceilingLimit: 10 }).ceiling).toBe(10);
  });

  test('tokens, and what is no object', () => {
    expectRefusal(() => derive({ ceilingLimit: numberToken() }), 'MustBeKnownAtSynth');
    expectRefusal(() => derive({ slowestResponseSeconds: numberToken() }), 'MustBeKnownAtSynth');
    expectRefusal(() => BlastLimits.derive([] as unknown as BlastInputs), 'BlastInvalid');
  });
});
