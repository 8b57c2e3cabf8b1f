import { Token } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ifKnown } from '../../known';
import { refuse, within } from '../../model/errors';
import { shortened } from '../../model/names';
import type { EdgeRule, EdgeRuleOptions } from '../edge-rule';
import { coversPath } from '../listener-priority';
import { checkConditions } from '../rule-checks';
import type { Annotations } from './values';
import { annotations } from './values';

/** Longest name for which `conditions.<name>` fits into the 63 characters of an annotation's name. */
const ACTION_NAME_LIMIT = 52;

/** Rules for some paths: what the Ingress has to say of each, in the order in which they are looked at. */
export interface PathRule {
  /** What the backend is called that stands for the action. */
  readonly action: string;
  readonly paths: readonly string[];
  readonly annotations: Annotations;
}

/** Renders the rules of a route. The controller looks at the paths of an Ingress in the order they are written. */
export function pathRules(hostnames: readonly string[], rules: readonly EdgeRule[] = []): PathRule[] {
  const names = new Set<string>();
  return rules.map((rule, i) =>
    within(`rules[${i}]`, () => {
      const action = shortened(`rule-${rule._options.name.toLowerCase()}`, ACTION_NAME_LIMIT);
      checkRule(rule, names.has(action));
      hostnames.forEach((hostname) => checkConditions([hostname], rule._options));
      rules.slice(0, i).forEach((earlier) => checkHidden(earlier._options, rule._options));
      names.add(action);
      const [rendered] = rule._action(elbv2.ListenerAction.fixedResponse(404)).renderRuleActions();
      return {
        action,
        paths: rule._options.paths,
        annotations: annotations({
          [`actions.${action}`]: JSON.stringify(fixedResponse(rendered)),
          [`conditions.${action}`]: conditions(rule._options),
        }),
      };
    }),
  );
}

function fixedResponse({ type, fixedResponseConfig }: elbv2.CfnListenerRule.ActionProperty): object {
  const { statusCode, contentType, messageBody } =
    fixedResponseConfig as elbv2.CfnListenerRule.FixedResponseConfigProperty;
  return { type, fixedResponseConfig: { statusCode, contentType, messageBody } };
}

function conditions({ methods = [], sourceCidrs = [] }: EdgeRuleOptions): string | undefined {
  const all = [
    ...(methods.length > 0 ? [{ field: 'http-request-method', httpRequestMethodConfig: { values: methods } }] : []),
    ...(sourceCidrs.length > 0 ? [{ field: 'source-ip', sourceIpConfig: { values: sourceCidrs } }] : []),
  ];
  return all.length === 0 ? undefined : JSON.stringify(all);
}

function checkRule({ _options: { name, priority, paths }, _authentication }: EdgeRule, taken: boolean): void {
  if (taken) {
    refuse({
      code: 'IngressRuleNameTaken',
      path: 'name',
      given: name,
      allowed: 'a name that no other rule of the route has, whatever its capitals',
      why: "the rule's action is found by it",
    });
  }
  if (_authentication) {
    refuse({
      code: 'IngressRuleCannotSignIn',
      path: 'authentication',
      given: name,
      allowed: '`authentication` of the whole route, or a PumaEdge, whose load balancer CDK makes',
      why: 'the controller has all requests of an Ingress sign in, or none',
    });
  }
  if (priority !== undefined) {
    refuse({
      code: 'IngressRulesGoAsWritten',
      path: 'priority',
      given: priority,
      allowed: 'no priority: put the rule before those that it should go before',
      why: 'the controller numbers the rules of an Ingress itself, in the order of their paths',
    });
  }
  paths.forEach((path, i) =>
    ifKnown(path, (known) => {
      if (known.startsWith('/')) return;
      refuse({
        code: 'IngressPathNotAbsolute',
        path: `paths[${i}]`,
        given: known,
        allowed: 'a path that begins with a slash: /* for all',
        why: 'Kubernetes takes no other path in an Ingress',
      });
    }),
  );
}

function checkHidden(earlier: EdgeRuleOptions, rule: EdgeRuleOptions): void {
  if ((earlier.methods ?? earlier.sourceCidrs) !== undefined) return;
  const known = [...earlier.paths, ...rule.paths].every((path) => !Token.isUnresolved(path));
  if (!known || !rule.paths.every((path) => earlier.paths.some((wider) => coversPath(wider, path)))) return;
  refuse({
    code: 'IngressRuleHidden',
    path: 'paths',
    given: rule.paths,
    allowed: `a place before the rule ${earlier.name}, whose paths are ${earlier.paths.join(', ')}`,
    why: 'the ALB takes the first rule that matches: the second would never be asked',
  });
}
