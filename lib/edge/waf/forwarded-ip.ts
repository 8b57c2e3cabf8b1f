import { refuse } from '../../model/errors';
import { WAF } from '../../model/waf';
import { known } from './checks';

/** Where a statement finds a forwarded address. */
export interface ForwardedIp {
  readonly headerName: string;
  readonly fallbackBehavior: string;
}

/** Where an IP set match finds a forwarded address: the only statement that lets one choose which of several. */
export interface ForwardedIpPlace extends ForwardedIp {
  readonly position: string;
}

/** Refuses a header that AWS WAF could not read an address from. */
export function checkForwardedHeader(path: string, given: string): string {
  const header = known(path, given);
  if (typeof header !== 'string' || header.length > WAF.forwardedHeaderLength || !/^[a-zA-Z0-9-]+$/.test(header)) {
    refuse({
      code: 'ForwardedHeaderInvalid',
      path,
      given,
      allowed: `a header's name of letters, digits and '-', at most ${WAF.forwardedHeaderLength} characters, such as X-Forwarded-For`,
      why: "AWS WAF reads the first address in this header in place of the connection's own",
    });
  }
  return header;
}

/** The one configuration that all forwarded addresses of a statement share. */
export function sharedForwardedIp(path: string, given: readonly ForwardedIp[]): ForwardedIp | undefined {
  const [first, ...others] = given;
  if (
    others.some((other) => other.headerName !== first?.headerName || other.fallbackBehavior !== first.fallbackBehavior)
  ) {
    refuse({
      code: 'ForwardedIpConflict',
      path,
      given: given.map((one) => `${one.headerName} (${one.fallbackBehavior})`).join(', '),
      allowed: 'the same header and fallback in every key of the rule that reads a forwarded address',
      why: 'a rate-based statement has one ForwardedIPConfig for all its keys',
    });
  }
  return first;
}
