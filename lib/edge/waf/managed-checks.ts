import { ifKnown } from '../../known';
import type { ModelAdvice } from '../../model/explanation';
import { refuse } from '../../model/errors';
import { WAF } from '../../model/waf';
import type { ManagedGroup } from '../../model/waf-managed-groups';
import type { ManagedRules } from '../managed-rules';
import type { ManagedRulesOptions } from '../managed-rules-props';
import { BotControlLevel, ManagedRuleAction, ManagedRulesMode } from '../managed-rules-props';
import { checkWafName } from './checks';
import type { ProgramPaths } from './program-paths';
import { mayMatch } from './program-paths';

/** Rules of the Anti-DDoS group that pass over its exempt paths, whatever they do (API shape `ClientSideAction`). */
const SPARE_EXEMPT_PATHS = ['ChallengeAllDuringEvent', 'ChallengeDDoSRequests'];

/** Refuses a version of a group that has none, and what is none. */
export function checkVersion(path: string, version: string | undefined, versioned: boolean): void {
  ifKnown(version, (given) => {
    if (versioned && /^[\w#:.\-/]{1,64}$/.test(given)) return;
    refuse({
      code: 'ManagedRulesVersionInvalid',
      path: `${path}.version`,
      given,
      allowed: versioned
        ? 'a version as AWS names it, such as Version_1.10'
        : 'no version: AWS does not version this group',
      why: 'AWS WAF refuses a web ACL that asks for a version which is not there',
    });
  });
}

/** Refuses overrides that AWS WAF would refuse, and those that say two things of one rule. */
export function checkOverrides(path: string, { excludedRules = [], ruleActions = {} }: ManagedRulesOptions): void {
  const names = [...excludedRules, ...Object.keys(ruleActions)];
  names.forEach((name) => checkWafName(`${path}.excludedRules/ruleActions`, name));
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  if (repeated !== undefined || names.length > WAF.overridesPerGroup) {
    refuse({
      code: 'ManagedRuleOverridesInvalid',
      path: `${path}.excludedRules`,
      given: names,
      allowed: `each rule once, in excludedRules or in ruleActions, and at most ${WAF.overridesPerGroup}`,
      why: 'AWS WAF takes one action for a rule of a group',
    });
  }
}

/** Where a group stands; refuses to put one behind the rate rules that has its place before them. */
export function priorityOf(path: string, { priority, early }: ManagedGroup, before: boolean | undefined): number {
  if (early !== undefined) return before ? early : priority;
  if (before === false) {
    refuse({
      code: 'ManagedRulesAlwaysFirst',
      path: `${path}.beforeRateRules`,
      given: before,
      allowed: 'true or nothing',
      why: 'it turns most away for least, and rate rules need not count what it has turned away',
    });
  }
  return priority;
}

/** Refuses a group that would challenge programs: they can do nothing with a page that wants a browser. */
export function checkGroupChallenges(groups: readonly ManagedRules[], declared: readonly ProgramPaths[]): void {
  for (const group of groups) {
    const given = challengesOf(group);
    if (given === undefined) continue;
    for (const { owner, hostnames, paths } of declared) {
      const path = paths.find((one) => mayMatch(group._options.scopeDown?._statement, hostnames, one));
      if (path === undefined) continue;
      refuse({
        code: 'ChallengeOnProgramPath',
        path: `managedRules[${group.name}]`,
        given,
        allowed: `no challenge on ${path}, which ${owner} declares for programs: mode COUNT, or scopeDown: RequestMatch.not(RequestMatch.pathPrefix('${path}'))`,
        why: 'a challenge is a page that a browser must run; API clients and link scanners never solve it, and are locked out or count a click',
      });
    }
  }
}

/** What of a group challenges clients, wherever it looks. */
function challengesOf({ mode, groupName, _config, _options: { ruleActions = {} } }: ManagedRules): string | undefined {
  if (mode === ManagedRulesMode.COUNT) return undefined;
  if (_config?.kind === 'botControl' && _config.level === (BotControlLevel.TARGETED as string))
    return `${groupName} at level ${_config.level}, which challenges clients that bring no token`;
  const [found] = Object.entries(ruleActions).filter(
    ([rule, action]) =>
      (action === ManagedRuleAction.CHALLENGE || action === ManagedRuleAction.CAPTCHA) &&
      !(_config?.kind === 'antiDdos' && SPARE_EXEMPT_PATHS.includes(rule)),
  );
  return found?.join(': ');
}

/** What is legal but unwise in a managed group. */
export function adviceOnGroup({ name, groupName, _group, _options }: ManagedRules): ModelAdvice[] {
  const { excludedRules = [], ruleActions = {} } = _options;
  const known = _group.rules;
  const unknown = [...excludedRules, ...Object.keys(ruleActions)].filter(
    (rule) => known.length > 0 && !known.includes(rule),
  );
  const advice: ModelAdvice[] = [];
  if (unknown.length > 0) {
    advice.push({
      id: 'managedRuleUnknown',
      message: `managedRules[${name}] overrides ${unknown.join(', ')}, which ${groupName} is not documented to have: AWS WAF passes over such an override without a word. Documented: ${known.join(', ')}.`,
    });
  }
  const allowed = Object.keys(ruleActions).filter((rule) => ruleActions[rule] === ManagedRuleAction.ALLOW);
  if (allowed.length > 0) {
    advice.push({
      id: 'managedRuleAllows',
      message: `managedRules[${name}] lets through what ${allowed.join(', ')} matches, past every later rule, rate rules among them. COUNT lets it through to them.`,
    });
  }
  return advice;
}
