import * as fc from 'fast-check';
import { settleTiming } from '../../lib/model/timing-numbers';
import type { TimingNumbers } from '../../lib/model/timing-numbers';
import { TIMING_RULES, holds } from '../../lib/model/timing-rules';

const { numbers } = settleTiming(undefined);
const flat = Object.keys(numbers).filter((name) => typeof numbers[name as keyof TimingNumbers] === 'number');

/** Any figures at all, whether they fit together or not. */
const anyNumbers = fc
  .record(Object.fromEntries(flat.map((name) => [name, fc.integer({ min: 0, max: 200 })])))
  .map((some): TimingNumbers => ({ ...numbers, ...some }));

/** What a rule's text says, evaluated: `idleTimeoutSeconds + 10`. */
function evaluate(text: string, values: TimingNumbers): number {
  return text
    .split(/ (?=[+-] )/)
    .map((term) => {
      const sign = term.startsWith('- ') ? -1 : 1;
      const operand = term.replace(/^[+-] /, '');
      return sign * (/^\d+$/.test(operand) ? Number(operand) : Number(values[operand as keyof TimingNumbers]));
    })
    .reduce((sum, term) => sum + term, 0);
}

test.each(TIMING_RULES.map((rule) => [rule.code, rule] as const))('%s says what it checks', (_, rule) => {
  fc.assert(
    fc.property(anyNumbers, (values) => {
      expect(evaluate(rule.rightText, values)).toBe(rule.right(values));
    }),
  );
});

test.each([
  ['>', [false, false, true]],
  ['>=', [false, true, true]],
  ['<', [true, false, false]],
  ['<=', [true, true, false]],
] as const)('relation %s', (relation, expected) => {
  const rule = { ...TIMING_RULES[0], left: 'drainSeconds' as const, relation, right: () => 10 };
  expect([9, 10, 11].map((drainSeconds) => holds(rule, { ...numbers, drainSeconds }))).toEqual(expected);
});

test('codes are unique, reasons are sentences', () => {
  expect(new Set(TIMING_RULES.map((rule) => rule.code)).size).toBe(TIMING_RULES.length);
  for (const rule of TIMING_RULES) expect(rule.why).toMatch(/^[A-Za-z].{20,}[^.]$/);
});
