import * as fc from 'fast-check';
import { Capacity } from '../../lib/model/capacity';
import type { CapacityInputs } from '../../lib/model/capacity';
import { PumaEksError } from '../../lib/model/errors';
import { NO_WHOLE_NUMBER, noWholeNumber, numberToken } from '../support/illegal';
import { expectRefusal } from '../support/refusal';

const refused = (inputs: unknown, code: string) => expectRefusal(() => Capacity.derive(inputs as CapacityInputs), code);

describe('figures', () => {
  test('one pod of two workers and five threads, with an assumed service time', () => {
    expect(Capacity.derive()).toMatchObject({
      workers: 2,
      threads: 5,
      pods: 1,
      somaxconn: 4096,
      meanServiceTimeSeconds: 0.1,
      threadsPerPod: 10,
      requestsPerSecondPerPod: 100,
      requestsPerSecond: 100,
      burstPerPod: 1000,
      burst: 1000,
      usefulBacklog: 1000,
      warnings: [],
    });
  });

  test('the measured case: 100 requests a second take 1,000 of 3,000 connections within the 10 s (998 were answered)', () => {
    const capacity = Capacity.derive({ workers: 0, threads: 5, meanServiceTimeSeconds: 0.05 });
    expect(capacity.requestsPerSecond).toBe(100);
    expect(capacity.burst).toBe(1000);
  });

  test('single mode is one process', () => {
    expect(Capacity.derive({ workers: 0 }).threadsPerPod).toBe(Capacity.derive({ workers: 1 }).threadsPerPod);
  });

  test('fast responses: the kernel caps what a queue is good for', () => {
    const capacity = Capacity.derive({ meanServiceTimeSeconds: 0.005, pods: 3 });
    expect(capacity).toMatchObject({
      requestsPerSecond: 6000,
      burstPerPod: 20_000,
      burst: 60_000,
      usefulBacklog: 4096,
    });
  });

  test('floating point does not lose a connection', () => {
    expect(Capacity.derive({ workers: 1, threads: 7, meanServiceTimeSeconds: 0.07 }).burstPerPod).toBe(1000);
  });

  test('requests slower than the handshake deadline leave no burst, and a useful backlog of one', () => {
    const capacity = Capacity.derive({ workers: 0, threads: 1, meanServiceTimeSeconds: 20 });
    expect(capacity).toMatchObject({ burstPerPod: 0, burst: 0, usefulBacklog: 1 });
  });
});

describe('a declared burst', () => {
  const warnings = (inputs: CapacityInputs) => Capacity.derive(inputs).warnings;
  const tracking = { name: 'tracking', backlog: 4096 };

  test('over what can be answered in time is advised against, with the arithmetic', () => {
    const [advice, ...others] = warnings({ pods: 3, queues: [{ ...tracking, expectedBurst: 9000 }] });
    expect(others).toEqual([]);
    expect(advice.id).toBe('burstOverHandshakeDeadline');
    expect(advice.message).toBe(
      'tracking: a burst of 9000 connections over 3 pods is 3000 a pod. A pod answers 2 workers × 5 threads ÷ 0.1 s ' +
        '(assumed) = 100 requests a second, so 1000 within the 10 s that an ALB waits for a TLS handshake; the other 2000 on ' +
        'each pod end as 502. Have 9 pods before it comes, make requests faster, or turn it away with a rate rule; a deeper ' +
        'backlog cannot help.',
    );
  });

  test('the advised number of pods is enough, and one less is not', () => {
    const queues = [{ ...tracking, expectedBurst: 9000 }];
    expect(warnings({ pods: 9, queues })).toEqual([]);
    expect(warnings({ pods: 8, queues })).toHaveLength(1);
  });

  test('over the backlog, though it could be answered in time, is advised against', () => {
    const inputs = { meanServiceTimeSeconds: 0.005, pods: 3 };
    const [advice] = warnings({ ...inputs, queues: [{ name: 'api', expectedBurst: 9000 }] });
    expect(advice.id).toBe('burstOverBacklog');
    expect(advice.message).toContain('is 3000 a pod, and its queue holds 1024');
    expect(advice.message).toContain('Set a backlog of 3000.');
    expect(warnings({ ...inputs, queues: [{ name: 'api', backlog: 3000, expectedBurst: 9000 }] })).toEqual([]);
  });

  test('over what any queue can hold asks for pods', () => {
    const [deepest] = warnings({ meanServiceTimeSeconds: 0.005, queues: [{ name: 'api', expectedBurst: 4096 }] });
    expect(deepest.message).toContain('Set a backlog of 4096.');
    const [advice] = warnings({
      meanServiceTimeSeconds: 0.005,
      pods: 3,
      queues: [{ ...tracking, expectedBurst: 30_000 }],
    });
    expect(advice.message).toContain('The kernel gives 4096 at most: have 8 pods');
  });

  test('in single mode, with one pod, when nothing can help', () => {
    const queues = [{ name: 'report', expectedBurst: 5 }];
    const [advice] = warnings({ workers: 0, threads: 1, meanServiceTimeSeconds: 20, queues });
    expect(advice.message).toContain('over 1 pod is 5 a pod. A pod answers 1 threads ÷ 20 s = 0.05 requests a second');
    expect(advice.message).toContain('No number of pods can help');
  });

  test('is not checked where none is declared', () => {
    expect(warnings({ meanServiceTimeSeconds: 20, queues: [tracking, { name: 'api' }] })).toEqual([]);
  });
});

describe('refusals', () => {
  test.each<['workers' | 'threads' | 'pods' | 'somaxconn', number, number]>([
    ['workers', 0, 1000],
    ['threads', 1, 1000],
    ['pods', 1, 100_000],
    ['somaxconn', 1, 2_147_483_647],
  ])('%s from %d to %d', (name, min, max) => {
    for (const value of [min - 1, max + 1, ...NO_WHOLE_NUMBER]) {
      expect(refused({ [name]: value }, 'CapacityInvalid').path).toBe(`capacity.${name}`);
    }
    for (const value of [min, max]) expect(Capacity.derive({ [name]: value })[name]).toBe(value);
  });

  test('meanServiceTimeSeconds may be a fraction, from 0.0001 to 3600', () => {
    for (const value of [0, 0.00009, 3600.1, NaN, Infinity, -1, '1', null, true, 1n]) {
      expect(refused({ meanServiceTimeSeconds: value }, 'CapacityInvalid').path).toBe(
        'capacity.meanServiceTimeSeconds',
      );
    }
    for (const value of [0.0001, 0.5, 3600]) expect(Capacity.derive({ meanServiceTimeSeconds: value }).pods).toBe(1);
  });

  test('a backlog over somaxconn, which the kernel would cut without a word', () => {
    const refusal = refused({ queues: [{ name: 'api' }, { name: 't', backlog: 4097 }] }, 'BacklogOverSomaxconn');
    expect(refusal.path).toBe('capacity.queues[1].backlog');
    refused({ somaxconn: 128, queues: [{ name: 't', backlog: 129 }] }, 'BacklogOverSomaxconn');
    expect(() =>
      Capacity.derive({ somaxconn: 128, queues: [{ name: 't', backlog: 128 }, { name: 'api' }] }),
    ).not.toThrow();
  });

  test('a backlog or a burst that is no number of connections', () => {
    for (const backlog of [0, -1, 0.5, NaN, '1024', null]) {
      const refusal = refused({ queues: [{ name: 't', backlog }] }, 'BacklogInvalid');
      expect(refusal.path).toBe('capacity.queues[0].backlog');
    }
    for (const expectedBurst of [-1, 0.5, NaN, Infinity, '9', null]) {
      const refusal = refused({ queues: [{ name: 't', expectedBurst }] }, 'CapacityInvalid');
      expect(refusal.path).toBe('capacity.queues[0].expectedBurst');
    }
  });

  test('tokens: the capacity is computed at synth', () => {
    for (const name of ['workers', 'threads', 'pods', 'somaxconn', 'meanServiceTimeSeconds']) {
      expect(refused({ [name]: numberToken() }, 'MustBeKnownAtSynth').path).toBe(`capacity.${name}`);
    }
    refused({ queues: [{ name: 't', backlog: numberToken() }] }, 'MustBeKnownAtSynth');
    refused({ queues: [{ name: 't', expectedBurst: numberToken() }] }, 'MustBeKnownAtSynth');
  });

  test('what is no object or no list', () => {
    for (const value of [null, 5, 'x', []]) expect(refused(value, 'CapacityInvalid').path).toBe('capacity');
    for (const queues of [null, {}, 'x', [null], ['t']]) {
      expect(refused({ queues }, 'CapacityInvalid').path).toMatch(/^capacity\.queues/);
    }
  });
});

describe('explain()', () => {
  test('derives each figure with the numbers', () => {
    const rows = Capacity.derive({ pods: 3, meanServiceTimeSeconds: 0.04 }).explain();
    expect(rows.map((row) => [row.name, row.value, row.derivation])).toEqual([
      ['threadsPerPod', 10, '2 workers × 5 threads'],
      ['meanServiceTimeSeconds', 0.04, 'given'],
      ['requestsPerSecondPerPod', 250, 'threadsPerPod 10 ÷ 0.04 s'],
      ['requestsPerSecond', 750, '250 × 3 pods'],
      ['burstPerPod', 2500, '250 requests/s × 10 s for a TLS handshake'],
      ['burst', 7500, '2500 × 3 pods'],
      ['usefulBacklog', 2500, 'burstPerPod 2500, at most somaxconn 4096'],
    ]);
  });
});

describe('properties', () => {
  const legal: fc.Arbitrary<CapacityInputs> = fc.record(
    {
      workers: fc.integer({ min: 0, max: 1000 }),
      threads: fc.integer({ min: 1, max: 1000 }),
      meanServiceTimeSeconds: fc.double({ min: 0.0001, max: 3600, noNaN: true }),
      pods: fc.integer({ min: 1, max: 100_000 }),
      somaxconn: fc.integer({ min: 1, max: 65_535 }),
    },
    { requiredKeys: [] },
  );

  test('legal inputs give finite figures in proportion', () => {
    fc.assert(
      fc.property(legal, (inputs) => {
        const capacity = Capacity.derive(inputs);
        for (const { value } of capacity.explain()) expect(Number.isFinite(value) && value >= 0).toBe(true);
        expect(capacity.burstPerPod).toBeLessThanOrEqual(capacity.requestsPerSecondPerPod * 10 * (1 + 1e-9));
        expect(capacity.burstPerPod).toBeGreaterThan(capacity.requestsPerSecondPerPod * 10 * (1 - 1e-9) - 1);
        expect(capacity.usefulBacklog).toBeLessThanOrEqual(capacity.somaxconn);
        expect(capacity.usefulBacklog).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  test('a burst is advised against exactly when a pod cannot take its share', () => {
    fc.assert(
      fc.property(
        legal,
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 1, max: 65_535 }),
        (inputs, expectedBurst, depth) => {
          const { somaxconn, burstPerPod, pods } = Capacity.derive(inputs);
          const backlog = Math.min(depth, somaxconn);
          const { warnings } = Capacity.derive({ ...inputs, queues: [{ name: 'api', backlog, expectedBurst }] });
          expect(warnings.length).toBe(Math.ceil(expectedBurst / pods) > Math.min(burstPerPod, backlog) ? 1 : 0);
          for (const { message } of warnings) expect(message).not.toMatch(/NaN|Infinity|undefined/);
        },
      ),
    );
  });

  test('what is no whole number is always refused', () => {
    fc.assert(
      fc.property(fc.constantFrom('workers', 'threads', 'pods', 'somaxconn'), noWholeNumber(), (name, value) => {
        expect(() => Capacity.derive({ [name]: value })).toThrow(PumaEksError);
      }),
    );
  });
});
