import type { NumberRange } from './alb';
import { refuse, wholeNumber } from './errors';

/** CDK encodes a number that is not known yet as a double near -1.9e289 (prefix 0xFBFF); nothing else is that small. */
const ENCODED_TOKEN_BELOW = -1e288;
/** What CDK's encoded strings and lists begin with. */
const ENCODED_TOKEN_PREFIX = '${Token[';

/** A rule for one value: where it stands, what is allowed, why. */
export interface ValueRule {
  readonly code: string;
  readonly path: string;
  readonly why: string;
}

/** Refuses a value that is known only at deployment where something is computed from it, as tokens cannot be. */
export function checkKnown(path: string, given: unknown): void {
  if (!isEncodedToken(given)) return;
  refuse({
    code: 'MustBeKnownAtSynth',
    path,
    given: 'a token',
    allowed: 'a plain value, written in the app or in its configuration file',
    why: 'other things are computed from this value while the app runs, before CloudFormation resolves any token',
  });
}

/** Refuses anything but a finite number within the range, whatever a caller without types has passed. */
export function numberWithin(rule: ValueRule & NumberRange, given: unknown): number {
  const { code, path, why, min, max } = rule;
  checkKnown(path, given);
  if (typeof given === 'number' && given >= min && given <= max) return given;
  return refuse({ code, path, given, allowed: `a number from ${min} to ${max}`, why });
}

/** Refuses anything but a whole number within the range, whatever a caller without types has passed. */
export function wholeNumberWithin(rule: ValueRule & NumberRange, given: unknown): number {
  checkKnown(rule.path, given);
  // Adding 0 turns -0 into 0.
  return wholeNumber(rule.code, rule.path, given as number, rule.min, rule.max, rule.why) + 0;
}

/** Refuses anything but an object whose properties can be read by name. */
export function checkRecord(rule: ValueRule, given: unknown): void {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return;
  refuse({
    code: rule.code,
    path: rule.path,
    given,
    allowed: 'an object with the documented properties',
    why: rule.why,
  });
}

function isEncodedToken(given: unknown): boolean {
  if (typeof given === 'number') return given < ENCODED_TOKEN_BELOW && Number.isFinite(given);
  return typeof given === 'string' && given.includes(ENCODED_TOKEN_PREFIX);
}
