import * as rules from '../../lib/model/alarms';
import { perMillionExpression, saturatedBusyness } from '../../lib/model/alarms';

/** CloudWatch's functions, for one point in time; a series without data there is undefined. */
function evaluate(expression: string, values: Record<string, number | undefined>): number {
  const functions = {
    SUM: (series: (number | undefined)[]): number => series.reduce<number>((sum, value) => sum + (value ?? 0), 0),
    FILL: (series: number | undefined, value: number): number => series ?? value,
    IF: (condition: boolean, then: number, otherwise: number): number => (condition ? then : otherwise),
  };
  const names = { ...functions, ...values };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- evaluates our own expression
  const run = new Function(...Object.keys(names), `return ${expression};`) as (...args: unknown[]) => number;
  return run(...Object.values(names));
}

describe('errors in a million requests', () => {
  const expression = perMillionExpression(['errors'], ['requests'], 3);

  test('18 in a million, the keep-alive race, is above the threshold for 502', () => {
    const rate = evaluate(expression, { errors: 18, requests: 1_000_000 });
    expect(rate).toBeCloseTo(18, 2);
    expect(rate).toBeGreaterThan(rules.ELB_502.perMillion);
  });

  test('two errors in a quiet hour are none, three are', () => {
    expect(evaluate(expression, { errors: 2, requests: 10 })).toBe(0);
    expect(evaluate(expression, { errors: 3, requests: 10 })).toBeGreaterThan(rules.ELB_502.perMillion);
  });

  test('errors alone, without a request that found a target, are a million in a million', () => {
    expect(evaluate(expression, { errors: 5, requests: undefined })).toBe(1_000_000);
  });

  test('adds up over components, some of them without data', () => {
    const several = perMillionExpression(['e0', 'e1'], ['r0', 'r1'], 5);
    const rate = evaluate(several, { e0: 10, e1: undefined, r0: 490, r1: 500 });
    expect(rate).toBe(10_000);
    expect(several).not.toMatch(/[^ ]\/ 0/);
  });
});

test('saturation begins above any legal target', () => {
  expect(saturatedBusyness(60)).toBe(95);
  for (let target = 1; target <= 95; target++) {
    expect(saturatedBusyness(target)).toBeGreaterThan(target);
    expect(saturatedBusyness(target)).toBeLessThanOrEqual(100);
  }
});

test.each(Object.entries(rules).filter(([, rule]) => typeof rule === 'object'))(
  '%s fits in the day that CloudWatch looks back',
  (_, rule) => {
    const { periodSeconds, evaluationPeriods, datapointsToAlarm } = rule as rules.AlarmWindow;
    expect(periodSeconds % 60).toBe(0);
    expect(periodSeconds * evaluationPeriods).toBeLessThanOrEqual(86_400);
    expect(datapointsToAlarm).toBeLessThanOrEqual(evaluationPeriods);
  },
);
