import type { ModelAdvice } from '../../model/explanation';
import { WAF, capacitySum } from '../../model/waf';
import type { ManagedGroup } from '../../model/waf-managed-groups';
import { MANAGED_GROUPS, RATE_RULES_FROM } from '../../model/waf-managed-groups';
import type { ManagedRules } from '../managed-rules';
import type { RateRule } from '../rate-rule';
import { countsByAsn, countsStrangersTogether } from './aggregation';
import type { PlacedRule } from './placed-rule';
import { narrowsHost } from './request-filter';
import type { Statement } from './statement';
import { leaves } from './statement';

/** What is legal but unwise in a rule on its hosts. */
export function adviceOn({ name, rule }: PlacedRule): ModelAdvice[] {
  if (narrowsHost(rule._filter)) return [];
  const path = `rateRules[${name}]`;
  if (rule._aggregation.by === 'CONSTANT') {
    return [
      {
        id: 'ceilingOnWholeHost',
        message: `${path} is a ceiling on every path: once it is reached, everyone is turned away from the whole host. Name the hot paths.`,
      },
    ];
  }
  if (!countsStrangersTogether(rule._aggregation)) return [];
  if (countsByAsn(rule._aggregation)) {
    return [
      {
        id: 'asnRuleWithoutScopeDown',
        message: `${path} counts every request from an ISP or hosting company: beyond the limit it throttles a whole ISP. Narrow it with paths, methods, withoutCookie or scopeDown.`,
      },
    ];
  }
  return [
    {
      id: 'fingerprintRuleWithoutScopeDown',
      message: `${path} counts every request with a TLS fingerprint: beyond the limit it throttles everyone with the same browser version. Narrow it with paths, methods, withoutCookie or scopeDown.`,
    },
  ];
}

/** What is legal but dear in all rules together. */
export function adviceOnAll(units: readonly { readonly name: string; readonly units: number }[]): ModelAdvice[] {
  if (units.reduce((sum, one) => sum + one.units, 0) <= WAF.capacityInBasicPrice) return [];
  return [
    {
      id: 'webAclCapacityOverBasicPrice',
      message: `The rules need ${capacitySum(units)}, and more than ${WAF.capacityInBasicPrice} WCU makes every request cost more. Fewer paths (22 WCU each), hosts (13 each) or keys (30 each) need less.`,
    },
  ];
}

/** Rules that read labels which nothing has put on a request by then: they never count, whatever comes. */
export function adviceOnLabels(placed: readonly PlacedRule[], groups: readonly ManagedRules[]): ModelAdvice[] {
  const early = groups.filter(({ _priority }) => _priority < RATE_RULES_FROM).map(({ groupName }) => groupName);
  return placed.flatMap(({ name, rule, scopeDown }) => {
    const missing = Object.entries(MANAGED_GROUPS as Record<string, ManagedGroup>).filter(
      ([groupName, { labels }]) =>
        !early.includes(groupName) && labelsRead(rule, scopeDown).some((label) => label.startsWith(labels!)),
    );
    return missing.map(([groupName]) => ({
      id: 'labelNeverThere',
      message: `rateRules[${name}] reads labels of ${groupName}, which puts none on a request before the rate rules are asked: give the web ACL that group, with beforeRateRules.`,
    }));
  });
}

function labelsRead({ _aggregation }: RateRule, scopeDown: Statement | undefined): string[] {
  const keys = _aggregation.by === 'CUSTOM_KEYS' ? _aggregation.keys : [];
  return [
    ...keys.map(({ _identity }) => /^labelNamespace (.*)$/.exec(_identity)?.[1] ?? ''),
    ...leaves(scopeDown).map((leaf) => (leaf.kind === 'label' ? leaf.key : '')),
  ];
}
