import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { refuse } from '../../model/errors';
import { WAF, capacitySum } from '../../model/waf';
import type { ManagedRules } from '../managed-rules';
import { groupUnits } from './managed-group';
import type { PlacedRule } from './placed-rule';
import type { Statement } from './statement';
import { leaves } from './statement';

/** One rule of a web ACL, of whatever kind, as the quotas see it. */
export interface WebAclEntry {
  readonly name: string;
  readonly units: number;
  /** How its units came about. */
  readonly arithmetic: string;
  /** IP sets and groups that it refers to. */
  readonly references: number;
}

export function ruleEntry({ name, capacity, scopeDown }: PlacedRule): WebAclEntry {
  return { name, ...capacity, references: ipSetsIn(scopeDown) };
}

export function groupEntry(rules: ManagedRules): WebAclEntry {
  const units = groupUnits(rules);
  const narrowed = units - rules._group.units;
  const arithmetic = `${rules._group.units} of ${rules.groupName}${narrowed > 0 ? ` + ${narrowed} for its scope-down statement` : ''}`;
  return {
    name: rules.name,
    units,
    arithmetic,
    references: 1 + ipSetsIn(rules._options.scopeDown?._statement),
  };
}

function ipSetsIn(statement: Statement | undefined): number {
  return leaves(statement).filter(({ kind }) => kind === 'ipSet').length;
}

/** Refuses a name that another rule has. */
export function checkName(path: string, name: string, others: readonly WebAclEntry[]): void {
  if (!others.some((other) => other.name === name)) return;
  refuse({
    code: 'RateRuleNameTaken',
    path: `${path}.name`,
    given: name,
    allowed: "a name that no other rule of this web ACL has; a component's rules are prefixed with its name",
    why: 'AWS WAF tells the rules of a web ACL, and their metrics, apart by name',
  });
}

/** Refuses the 11th rate rule. */
export function checkRateRuleCount(path: string, rules: readonly PlacedRule[]): void {
  if (rules.length <= WAF.rateRulesPerWebAcl) return;
  refuse({
    code: 'TooManyRateRules',
    path,
    given: `${rules.length - 1} rules + 1 = ${rules.length}: ${rules.map(({ name }) => name).join(', ')}`,
    allowed: `${WAF.rateRulesPerWebAcl} rate rules in a web ACL; a component's hosts can share a rule, services can share a load balancer of their own`,
    why: 'AWS WAF holds no more in a web ACL, and does not raise this quota',
  });
}

/** Refuses what is too much for one web ACL, the last of the entries being the one that is added. */
export function checkCapacity(path: string, entries: readonly WebAclEntry[]): void {
  if (entries.reduce((sum, { units }) => sum + units, 0) > WAF.capacityLimit) {
    refuse({
      code: 'WebAclCapacityExceeded',
      path,
      given: `${capacitySum(entries)}; this rule is ${entries.at(-1)!.arithmetic}`,
      allowed: `${WAF.capacityLimit} WCU in a web ACL: fewer paths (22 each), hosts (13 each), keys (30 each) or groups`,
      why: 'AWS WAF holds no more in a web ACL, and does not raise this quota',
    });
  }
  const references = entries.filter((entry) => entry.references > 0);
  const total = references.reduce((sum, entry) => sum + entry.references, 0);
  if (total <= WAF.referencesPerWebAcl) return;
  refuse({
    code: 'WebAclReferencesExceeded',
    path,
    given: `${references.map((entry) => `${entry.name} ${entry.references}`).join(' + ')} = ${total} IP sets and groups`,
    allowed: `${WAF.referencesPerWebAcl} in a web ACL; an IP set holds 10,000 ranges`,
    why: 'AWS WAF lets a web ACL refer to no more, and does not raise this quota',
  });
}

/** Rules in the order that AWS WAF asks them. */
export function inOrder(rules: readonly CfnWebACL.RuleProperty[]): CfnWebACL.RuleProperty[] {
  return [...rules].sort((a, b) => a.priority - b.priority);
}
