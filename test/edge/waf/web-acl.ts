import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PumaWebAcl } from '../../../lib/edge/puma-web-acl';
import type { PumaWebAclProps, RateRuleScope } from '../../../lib/edge/puma-web-acl-props';
import type { RateRule } from '../../../lib/edge/rate-rule';

/** One rendered rule of a web ACL. */
export interface RenderedRule {
  readonly Name: string;
  readonly Priority: number;
  readonly Action: unknown;
  readonly Statement: { readonly RateBasedStatement: Record<string, unknown> };
  readonly VisibilityConfig: unknown;
}

/** A web ACL in a stack of its own that knows neither account nor Region. */
export function webAcl(props?: PumaWebAclProps): PumaWebAcl {
  return new PumaWebAcl(new Stack(new App(), 'Stack'), 'Acl', props);
}

/** The template of the stack that a web ACL stands in. */
export function templateOf(acl: PumaWebAcl): Template {
  return Template.fromStack(Stack.of(acl));
}

/** Properties of the only web ACL of its stack. */
export function propertiesOf(acl: PumaWebAcl): Record<string, unknown> {
  const [resource] = Object.values(templateOf(acl).findResources('AWS::WAFv2::WebACL')) as {
    Properties: Record<string, unknown>;
  }[];
  return resource.Properties;
}

/** The rules as rendered, in the order of the template. */
export function rulesOf(acl: PumaWebAcl): RenderedRule[] {
  return propertiesOf(acl).Rules as RenderedRule[];
}

/** One rule as rendered, on its own in a web ACL. */
export function rendered(rule: RateRule, scope?: RateRuleScope): RenderedRule {
  const acl = webAcl();
  acl.addRateRule(rule, scope);
  return rulesOf(acl)[0];
}

/** The rate-based statement of a rule on its own. */
export function statementOf(rule: RateRule, scope?: RateRuleScope): Record<string, unknown> {
  return rendered(rule, scope).Statement.RateBasedStatement;
}
