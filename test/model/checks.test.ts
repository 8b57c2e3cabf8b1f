import { Fn, Lazy, Token } from 'aws-cdk-lib';
import { checkKnown, checkRecord, numberWithin, wholeNumberWithin } from '../../lib/model/checks';
import { expectRefusal } from '../support/refusal';

const rule = { code: 'SomethingInvalid', path: 'something', why: 'it is a test' };

describe('checkKnown', () => {
  test("knows CDK's tokens without CDK, as long as CDK encodes them so", () => {
    const tokens = [
      Lazy.number({ produce: () => 1 }),
      Token.asNumber(Fn.ref('Parameter')),
      Lazy.string({ produce: () => 'text' }),
      `prefix-${Fn.importValue('Export')}`,
    ];
    for (const token of tokens)
      expectRefusal(() => checkKnown('timing.idleTimeoutSeconds', token), 'MustBeKnownAtSynth');
  });

  test('does not show a token, which means nothing to a reader', () => {
    const token = Lazy.number({ produce: () => 1 });
    expect(expectRefusal(() => checkKnown('n', token), 'MustBeKnownAtSynth').message).not.toContain('e+289');
  });

  test('lets everything else through, for the range to judge', () => {
    for (const value of [0, -1, NaN, -Infinity, 1e300, '60', '$Token', undefined, null, {}]) {
      expect(() => checkKnown('n', value)).not.toThrow();
    }
  });
});

test('numberWithin takes fractions, both ends included', () => {
  const range = { ...rule, min: 0.5, max: 2 };
  for (const value of [0.5, 1.25, 2]) expect(numberWithin(range, value)).toBe(value);
  for (const value of [0.49, 2.01, NaN, '1', undefined]) expectRefusal(() => numberWithin(range, value), rule.code);
  expectRefusal(() => numberWithin(range, Lazy.number({ produce: () => 1 })), 'MustBeKnownAtSynth');
});

test('wholeNumberWithin takes whole numbers, and gives 0 for -0', () => {
  const range = { ...rule, min: 0, max: 2 };
  for (const value of [0, 1, 2]) expect(wholeNumberWithin(range, value)).toBe(value);
  expect(Object.is(wholeNumberWithin(range, -0), 0)).toBe(true);
  for (const value of [-1, 3, 0.5, '1', undefined]) expectRefusal(() => wholeNumberWithin(range, value), rule.code);
});

test('checkRecord takes objects alone', () => {
  expect(() => checkRecord(rule, {})).not.toThrow();
  for (const value of [null, [], 'text', 1, undefined]) expectRefusal(() => checkRecord(rule, value), rule.code);
});
