import { PumaEksError } from '../../lib/model/errors';

/** Asserts that an action is refused with this code, and that the message teaches: path, given, allowed, why. */
export function expectRefusal(action: () => unknown, code: string): PumaEksError {
  let thrown: unknown;
  try {
    action();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(PumaEksError);
  const refusal = thrown as PumaEksError;
  expect(refusal.code).toBe(code);
  expect(refusal.message).toMatch(new RegExp(`^cdk-puma-eks:${code}: .+ is .+\\. Allowed: .+[.!?] Why: .+[.!?]$`, 's'));
  return refusal;
}
