import { refuse } from '../../model/errors';
import { WAF } from '../../model/waf';
import type { ManagedRules } from '../managed-rules';
import { checkPattern } from './match-checks';
import type { AntiDdosConfig } from './managed-group';
import type { ProgramPaths } from './program-paths';

/**
 * The host, which stands before the path in what the Anti-DDoS group compares: `www.example.com/api/orders`, the path without
 * empty segments and without a slash at its end. A pattern anchored to the path's beginning never matches (API shape
 * `ClientSideAction`).
 */
const HOST = '^[^/]+';

/** Refuses what is no pattern, and what begins where the host stands. */
export function checkExemptPattern(path: string, given: string): void {
  const pattern = checkPattern(path, given, WAF.exemptRegexLength);
  if (!/^\^(\((\?:)?)*\\?\//.test(pattern)) return;
  refuse({
    code: 'ExemptPathNeverMatches',
    path,
    given,
    allowed: `a pattern for host and path together, the path without a slash at its end: ${HOST}/api(/|$)`,
    why: 'AWS WAF compares the host with the path behind it, so nothing begins with a slash, and everyone would be challenged there',
  });
}

/** Refuses a challenge that AWS WAF would refuse: with no pattern of paths that it is not for, or with too many. */
export function checkExemptPaths(groups: readonly ManagedRules[], declared: readonly ProgramPaths[]): void {
  for (const { name, _config } of groups) {
    if (_config?.kind !== 'antiDdos' || _config.challenge === undefined) continue;
    const patterns = exemptPatterns(_config, declared);
    if (patterns.length >= 1 && patterns.length <= WAF.exemptRegexes) continue;
    refuse({
      code: 'ExemptPathsInvalid',
      path: `managedRules[${name}].exemptPathPatterns`,
      given: patterns,
      allowed: `1 to ${WAF.exemptRegexes} patterns, those of the components' programPaths and blastProtection among them; there are ${patterns.length}`,
      why: 'the Anti-DDoS group takes no more, and challenges only where it is told whom not to',
    });
  }
}

/** What nobody is challenged on: what was said, and the paths that programs ask for, on whichever host. */
export function exemptPatterns({ exempt }: AntiDdosConfig, declared: readonly ProgramPaths[]): string[] {
  return [...exempt, ...pathPatterns(declared)];
}

/** Few patterns for many beginnings of paths: as many in one as it holds. */
function pathPatterns(declared: readonly ProgramPaths[]): string[] {
  const beginnings = [...new Set(declared.flatMap(({ paths }) => paths))].sort().map(beginning);
  const patterns: string[][] = [];
  for (const one of beginnings) {
    const last = patterns.at(-1);
    if (last && anyOf([...last, one]).length <= WAF.exemptRegexLength) last.push(one);
    else patterns.push([one]);
  }
  return patterns.map(anyOf);
}

function anyOf(beginnings: readonly string[]): string {
  return `${HOST}(${beginnings.join('|')})`;
}

/** `/t/` is compared as `/t` where nothing follows. */
function beginning(prefix: string): string {
  const literal = prefix.replace(/\/$/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return prefix.endsWith('/') ? `${literal}(/|$)` : literal;
}
