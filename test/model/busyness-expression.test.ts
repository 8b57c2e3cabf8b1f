import * as fc from 'fast-check';
import { busyness } from '../../lib/model/busyness';
import {
  busynessCounterQuery,
  busynessFormula,
  busynessMetricMath,
  busynessQuery,
} from '../../lib/model/busyness-expression';

/** expr-lang's conditional, arithmetic and `max` read the same in JavaScript. */
function formula(capacity: number, threads: number, target: number): number {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- evaluates our own expression
  const run = new Function(
    'capacity',
    'threads',
    'max',
    `return ${busynessFormula('capacity', 'threads', target)};`,
  ) as (...values: unknown[]) => number;
  return run(capacity, threads, Math.max);
}

function metricMath(capacity: number, threads: number): number | undefined {
  const If = (condition: boolean, value: number): number | undefined => (condition ? value : undefined);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- evaluates our own expression
  const run = new Function('capacity', 'threads', 'IF', `return ${busynessMetricMath('capacity', 'threads')};`) as (
    ...values: unknown[]
  ) => number | undefined;
  return run(capacity, threads, If);
}

const sums = fc.record({ capacity: fc.nat(100_000), threads: fc.nat(100_000) });

test('the formulas say what the model says, wherever there are threads', () => {
  fc.assert(
    fc.property(sums, fc.integer({ min: 1, max: 95 }), ({ capacity, threads }, target) => {
      fc.pre(threads > 0 && capacity <= threads);
      expect(formula(capacity, threads, target)).toBeCloseTo(busyness(capacity, threads)!, 9);
      expect(metricMath(capacity, threads)).toBeCloseTo(busyness(capacity, threads)!, 9);
    }),
  );
});

test('KEDA gets a finite number from 0 to 100 whatever the sums are', () => {
  fc.assert(
    fc.property(sums, fc.integer({ min: 1, max: 95 }), ({ capacity, threads }, target) => {
      const value = formula(capacity, threads, target);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(100);
    }),
  );
});

test('without threads the fleet is held: the target itself for KEDA, no data for CloudWatch', () => {
  expect(formula(0, 0, 60)).toBe(60);
  expect(metricMath(0, 0)).toBeUndefined();
});

test('free threads read a moment later than all threads do not give a negative number', () => {
  expect(formula(12, 10, 60)).toBe(0);
});

test('the PromQL speaks of the pods of one Deployment, and filters where there are no threads', () => {
  const query = busynessQuery('shop', 'email');
  expect(query).toContain('namespace="shop",pod=~"email-[a-z0-9]+-[a-z0-9]{5}"');
  expect(query).toMatch(/^\(1 - sum\(.+puma_pool_capacity.+\) \/ \(sum\(.+puma_max_threads.+\) > 0\)\) \* 100$/);
});

test('the PromQL of counters does too, over two scrapes a minute apart', () => {
  const query = busynessCounterQuery('shop', 'email');
  const pods = '{namespace="shop",pod=~"email-[a-z0-9]+-[a-z0-9]{5}"}';
  expect(query).toBe(
    `(1 - sum(rate(puma_spare_thread_seconds_total${pods}[120s])) / (sum(rate(puma_thread_seconds_total${pods}[120s])) > 0)) * 100`,
  );
});
