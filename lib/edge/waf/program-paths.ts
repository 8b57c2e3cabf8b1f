import { refuse } from '../../model/errors';
import type { PlacedRule } from './placed-rule';
import { challenges } from './rate-rule-mode';
import type { Statement } from './statement';

/** Beginnings of paths that programs ask for, not people in browsers: API endpoints, links that scanners follow. */
export interface ProgramPaths {
  /** Where they were declared, for the message: `email-tracking`. */
  readonly owner: string;
  /** Hosts that have them. Empty: all. */
  readonly hostnames: readonly string[];
  readonly paths: readonly string[];
}

/** Refuses a challenge that a program would meet: it can do nothing with a page that wants a browser. */
export function checkChallenges(placed: readonly PlacedRule[], declared: readonly ProgramPaths[]): void {
  for (const { name, rule, scopeDown } of placed) {
    if (!challenges(rule.mode)) continue;
    for (const { owner, hostnames, paths } of declared) {
      const path = paths.find((one) => mayMatch(scopeDown, hostnames, one));
      if (path === undefined) continue;
      refuse({
        code: 'ChallengeOnProgramPath',
        path: `rateRules[${name}].mode`,
        given: rule.mode,
        allowed: `BLOCK or COUNT on ${path}, which ${owner} declares for programs; or scopeDown: RequestMatch.not(RequestMatch.pathPrefix('${path}'))`,
        why: 'a challenge is a page that a browser must run; API clients and link scanners never solve it, and are locked out or count a click',
      });
    }
  }
}

type Verdict = 'never' | 'maybe' | 'always';

/** Whether a scope-down may hold for a request to these hosts whose path begins so. */
export function mayMatch(statement: Statement | undefined, hostnames: readonly string[], prefix: string): boolean {
  const hosts = hostnames.length > 0 ? hostnames : [undefined];
  return hosts.some((host) => statement === undefined || verdict(statement, host, prefix) !== 'never');
}

function verdict(statement: Statement, host: string | undefined, prefix: string): Verdict {
  switch (statement.kind) {
    case 'all':
      return least(statement.of.map((one) => verdict(one, host, prefix)));
    case 'any':
      return opposite(least(statement.of.map((one) => opposite(verdict(one, host, prefix)))));
    case 'not':
      return opposite(verdict(statement.of, host, prefix));
    case 'bytes':
      if (statement.field.part !== 'path') return 'maybe';
      if (statement.position === 'STARTS_WITH') return beginning(statement.text, prefix);
      if (statement.position === 'EXACTLY') return statement.text.startsWith(prefix) ? 'maybe' : 'never';
      return 'maybe';
    case 'regex':
      return isHost(statement) && host !== undefined ? ofHost(statement.pattern, host) : 'maybe';
    case 'asn':
    case 'country':
    case 'label':
    case 'ipSet':
      return 'maybe';
  }
}

function beginning(text: string, prefix: string): Verdict {
  if (prefix.startsWith(text)) return 'always';
  return text.startsWith(prefix) ? 'maybe' : 'never';
}

function isHost({ field }: Extract<Statement, { kind: 'regex' }>): boolean {
  return field.part === 'header' && field.name === 'host';
}

/** A wildcard stands for names that a pattern may or may not take: one of a narrower name among them. */
function ofHost(pattern: string, host: string): Verdict {
  if (!host.startsWith('*')) return new RegExp(pattern).test(host) ? 'always' : 'never';
  const parent = host.slice(1).replaceAll('.', '\\.');
  if (new RegExp(pattern).test(host.replace('*', 'any'))) return 'always';
  return pattern.includes(parent) ? 'maybe' : 'never';
}

function least(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('never')) return 'never';
  return verdicts.includes('maybe') ? 'maybe' : 'always';
}

function opposite(given: Verdict): Verdict {
  return given === 'maybe' ? 'maybe' : given === 'never' ? 'always' : 'never';
}
