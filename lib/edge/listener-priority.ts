import { createHash } from 'node:crypto';

/** Rules for exact hostnames; all are looked at before any wildcard. */
export const EXACT_PRIORITIES = { first: 1, last: 39_999 };
/** Rules that hold a wildcard, in ten bands of a thousand: the deeper the wildcard, the earlier. */
export const WILDCARD_PRIORITIES = { first: 40_000, last: 49_999 };

const BAND = 1000;
/** Labels behind the `*` of the shallowest wildcard there is, `*.example.com`: the last of the ten bands. */
const SHALLOWEST = 2;

/**
 * The priority of a rule, from its hostnames alone: no other route can move it, so adding a service to a load balancer
 * never renumbers another's rule. Two routes may meet on one number; the route table refuses that.
 */
export function listenerPriority(hostnames: readonly string[]): number {
  const wildcards = hostnames.filter(isWildcard);
  if (wildcards.length === 0) return pick(hostnames, EXACT_PRIORITIES.first, EXACT_PRIORITIES.last);
  const depth = Math.min(...wildcards.map((wildcard) => wildcard.split('.').length - 1));
  const band = Math.max(0, 9 - (depth - SHALLOWEST));
  const first = WILDCARD_PRIORITIES.first + band * BAND;
  return pick(hostnames, first, first + BAND - 1);
}

/**
 * The priority of a rule for some paths of a route, from what it matches and the route's own priority alone: below that, so that it
 * is looked at before, and in the route's band, so that a wildcard's rule never goes before another name's. Undefined where the
 * route leaves no room below itself.
 */
export function rulePriority(route: number, conditions: readonly string[]): number | undefined {
  const first = route < WILDCARD_PRIORITIES.first ? EXACT_PRIORITIES.first : Math.floor(route / BAND) * BAND;
  return route > first ? pick(conditions, first, route - 1) : undefined;
}

/** Whether an ALB's path pattern takes everything that another does, as far as that is plain: `*` at the end, or the same. */
export function coversPath(pattern: string, other: string): boolean {
  if (pattern === other) return true;
  return /^[^*?]*\*$/.test(pattern) && other.startsWith(pattern.slice(0, -1));
}

/** Whether a hostname stands for many. */
export function isWildcard(hostname: string): boolean {
  return hostname.startsWith('*.');
}

/** Whether the ALB's `*` takes this name too: it matches any characters, dots included, unlike a certificate's. */
export function catches(wildcard: string, hostname: string): boolean {
  return isWildcard(wildcard) && wildcard !== hostname && hostname.endsWith(wildcard.slice(1));
}

function pick(hostnames: readonly string[], first: number, last: number): number {
  const digest = createHash('sha256')
    .update([...new Set(hostnames)].sort().join('\n'))
    .digest();
  return first + (digest.readUIntBE(0, 6) % (last - first + 1));
}
