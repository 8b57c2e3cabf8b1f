import { Lazy } from 'aws-cdk-lib';
import * as fc from 'fast-check';

/** What JavaScript and Python callers can pass where a whole number of at least 0 belongs. */
export const NO_WHOLE_NUMBER: readonly unknown[] = [
  NaN,
  Infinity,
  -Infinity,
  -1,
  0.5,
  59.999,
  Number.MAX_SAFE_INTEGER,
  1e300,
  '60',
  '',
  null,
  true,
  [60],
  { seconds: 60 },
  60n,
  new Date(0),
  (): number => 60,
  Symbol('60'),
];

/** The same, at random. */
export function noWholeNumber(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.constantFrom(...NO_WHOLE_NUMBER),
    fc.string(),
    fc.double({ max: -Number.MIN_VALUE }),
    fc.double({ min: Number.MAX_SAFE_INTEGER }),
    fc.double({ noInteger: true }),
    fc.array(fc.integer()),
  );
}

/** A number that CloudFormation would know only at deployment, as CDK encodes it. */
export function numberToken(): number {
  return Lazy.number({ produce: () => 60 });
}
