import { Token } from 'aws-cdk-lib';

/** Runs a check on a value that is known at synth; an absent value or an unresolved token passes. */
export function ifKnown<T>(value: T | undefined, check: (known: T) => unknown): void {
  if (value !== undefined && !Token.isUnresolved(value)) check(value);
}
