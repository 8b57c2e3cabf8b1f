import { refuse } from './errors';

/** CDK encodes a number that is not known yet as a double near -1.9e289 (prefix 0xFBFF); nothing else is that small. */
const ENCODED_TOKEN_BELOW = -1e288;
/** What CDK's encoded strings and lists begin with. */
const ENCODED_TOKEN_PREFIX = '${Token[';

/** Refuses a value that is known only at deployment where something is computed from it, as tokens cannot be. */
export function checkKnown(path: string, given: unknown): void {
  const encoded =
    typeof given === 'number' ? given < ENCODED_TOKEN_BELOW && Number.isFinite(given) : isEncodedText(given);
  if (encoded) {
    refuse({
      code: 'MustBeKnownAtSynth',
      path,
      given: 'a token',
      allowed: 'a plain value, written in the app or in its configuration file',
      why: 'other things are computed from this value while the app runs, before CloudFormation resolves any token',
    });
  }
}

/** Refuses anything but a finite number within the range, whatever a caller without types has passed. */
export function numberWithin(code: string, path: string, given: number, min: number, max: number, why: string): number {
  checkKnown(path, given);
  if (typeof given !== 'number' || !(given >= min && given <= max)) {
    refuse({ code, path, given, allowed: `a number from ${min} to ${max}`, why });
  }
  return given;
}

/** Refuses anything but an object whose properties can be read by name. */
export function checkRecord(code: string, path: string, given: unknown): void {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return;
  refuse({
    code,
    path,
    given,
    allowed: 'an object with the documented properties',
    why: 'each figure is read from it by its name',
  });
}

function isEncodedText(given: unknown): boolean {
  return typeof given === 'string' && given.includes(ENCODED_TOKEN_PREFIX);
}
