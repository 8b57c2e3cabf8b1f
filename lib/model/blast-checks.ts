import { wholeNumberWithin } from './checks';
import { refuse } from './errors';
import { WAF } from './waf';

/** Refuses a window that AWS WAF does not offer. */
export function checkBlastWindow(given: number | undefined): number {
  const seconds = given ?? WAF.defaultWindowSeconds;
  if (!(WAF.windowsSeconds as readonly number[]).includes(seconds)) {
    refuse({
      code: 'BlastWindowInvalid',
      path: 'blastProtection.windowSeconds',
      given,
      allowed: `${WAF.windowsSeconds.join(', ')} seconds`,
      why: 'AWS WAF offers these evaluation windows only, and the limits are computed for one',
    });
  }
  return seconds;
}

/** Refuses a limit that AWS WAF does not take. */
export function checkBlastLimit(name: string, given: number | undefined): number | undefined {
  if (given === undefined) return undefined;
  const { min, max } = WAF.rateLimit;
  const why = 'AWS WAF takes no other limit, whatever the window';
  return wholeNumberWithin({ code: 'BlastLimitInvalid', path: `blastProtection.${name}`, min, max, why }, given);
}
