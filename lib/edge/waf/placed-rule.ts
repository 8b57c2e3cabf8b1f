import { Tokenization } from 'aws-cdk-lib';
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { refuse } from '../../model/errors';
import type { RateRuleCapacity } from '../../model/waf';
import { rateRuleCapacity } from '../../model/waf';
import type { RateRule } from '../rate-rule';
import { RateRuleMode } from '../rate-rule';
import { customKeyCount, renderAggregation } from './aggregation';
import { checkWafName } from './checks';
import { renderStatement } from './render-statement';
import { scopeDown } from './request-filter';
import type { Statement } from './statement';
import { wcuOf } from './wcu';

/** Room for the rules of one step, so that a rule that comes or goes does not renumber the other steps. */
const STEP_SIZE = 100;

/** A rate rule as it stands in a web ACL: under its full name, on its hosts, priced. */
export interface PlacedRule {
  /** Name of the rule and of its metric. */
  readonly name: string;
  readonly rule: RateRule;
  readonly scopeDown?: Statement;
  readonly capacity: RateRuleCapacity;
}

/** Puts a rule on hosts, under a prefix. */
export function placeRule(rule: RateRule, hostnames: readonly string[], namePrefix?: string): PlacedRule {
  const name =
    namePrefix === undefined ? rule.name : checkWafName(`rateRules[${rule.name}].name`, `${namePrefix}-${rule.name}`);
  const narrowed = scopeDown(`rateRules[${name}]`, rule._filter, hostnames);
  if (rule._aggregation.by === 'CONSTANT' && narrowed === undefined) {
    refuse({
      code: 'CeilingWithoutScope',
      path: `rateRules[${name}]`,
      given: 'every path of every host',
      allowed: 'a ceiling with paths, methods, withoutCookie or scopeDown, or one that is put on hostnames',
      why: 'AWS WAF counts all requests together only within a scope-down statement',
    });
  }
  return {
    name,
    rule,
    scopeDown: narrowed,
    capacity: rateRuleCapacity(customKeyCount(rule._aggregation), wcuOf(narrowed)),
  };
}

/** The rules in their order, whatever order they were added in: by step, then by name. */
export function renderRules(placed: readonly PlacedRule[]): CfnWebACL.RuleProperty[] {
  const ordered = [...placed].sort((a, b) => a.rule.step - b.rule.step || (a.name < b.name ? -1 : 1));
  return ordered.map((one, i) => {
    const first = ordered.findIndex((other) => other.rule.step === one.rule.step);
    return renderRule(one, one.rule.step * STEP_SIZE + i - first);
  });
}

function renderRule({ name, rule, scopeDown }: PlacedRule, priority: number): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    action: actionOf(rule),
    ...immunityOf(rule),
    statement: {
      rateBasedStatement: {
        ...renderAggregation(rule._aggregation),
        limit: rule.limit,
        evaluationWindowSec: rule.windowSeconds,
        scopeDownStatement: scopeDown && renderStatement(scopeDown),
      },
    },
    visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: name, sampledRequestsEnabled: true },
  };
}

function actionOf(rule: RateRule): CfnWebACL.RuleActionProperty {
  switch (rule.mode) {
    case RateRuleMode.COUNT:
      return { count: {} };
    case RateRuleMode.BLOCK:
      return { block: tooManyRequests(rule) };
    case RateRuleMode.CHALLENGE:
      return { challenge: {} };
    case RateRuleMode.CAPTCHA:
      return { captcha: {} };
  }
}

function immunityOf({ mode, _immunitySeconds }: RateRule): Partial<CfnWebACL.RuleProperty> {
  if (_immunitySeconds === undefined) return {};
  const config = { immunityTimeProperty: { immunityTime: _immunitySeconds } };
  return mode === RateRuleMode.CAPTCHA ? { captchaConfig: config } : { challengeConfig: config };
}

function tooManyRequests(rule: RateRule): CfnWebACL.BlockActionProperty {
  return {
    customResponse: {
      responseCode: 429,
      responseHeaders: [{ name: 'retry-after', value: Tokenization.stringifyNumber(rule.retryAfterSeconds) }],
      customResponseBodyKey: rule._body?._key,
    },
  };
}
