import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Token } from 'aws-cdk-lib';
import { checkKnown } from '../model/checks';
import { refuse, within } from '../model/errors';
import type { EdgeRule, EdgeRuleOptions } from './edge-rule';
import type { EdgeRoute } from './edge-route';
import { traitsOf } from './edge-traits';
import { rulePriority } from './listener-priority';
import type { IPumaEdge } from './puma-edge';
import { RouteTable } from './route-table';
import { checkConditions, checkPriority } from './rule-checks';

/** Makes the rules for some paths of a route, by their names. */
export function routeRules(
  route: EdgeRoute,
  edge: IPumaEdge,
  rules: readonly EdgeRule[],
): Record<string, elbv2.ApplicationListenerRule> {
  return Object.fromEntries(
    rules.map((rule, i) => [rule._options.name, within(`rules[${i}]`, () => makeRule(route, edge, rule))]),
  );
}

function makeRule(route: EdgeRoute, edge: IPumaEdge, rule: EdgeRule): elbv2.ApplicationListenerRule {
  const { hostnames } = route;
  const options = rule._options;
  const id = `Rule-${options.name}`;
  if (route.node.tryFindChild(id) !== undefined) refuseName(options.name);
  checkConditions(hostnames, options);
  const priority = priorityOf(route, options);
  RouteTable.of(edge).claimRule(
    {
      owner: `${route.node.path}/${id}`,
      route: route.node.path,
      hostnames,
      priority,
      paths: options.paths,
      narrowed: [options.methods, options.sourceCidrs].some((values) => (values?.length ?? 0) > 0),
    },
    traitsOf(edge).quotas.rules,
  );
  return new elbv2.ApplicationListenerRule(route, id, {
    listener: edge.listener,
    priority,
    conditions: conditions(hostnames, options),
    action: rule._action(elbv2.ListenerAction.forward([route.targetGroup])),
  });
}

function conditions(hostnames: string[], { paths, methods, sourceCidrs }: EdgeRuleOptions): elbv2.ListenerCondition[] {
  return [
    elbv2.ListenerCondition.hostHeaders(hostnames),
    elbv2.ListenerCondition.pathPatterns(paths),
    ...(methods?.length ? [elbv2.ListenerCondition.httpRequestMethods(methods)] : []),
    ...(sourceCidrs?.length ? [elbv2.ListenerCondition.sourceIps(sourceCidrs)] : []),
  ];
}

function priorityOf(route: EdgeRoute, { priority, paths, methods = [], sourceCidrs = [] }: EdgeRuleOptions): number {
  if (priority !== undefined) {
    checkPriority('priority', priority);
    return priority;
  }
  const matched = [...route.hostnames, ...paths, ...methods, ...sourceCidrs];
  matched.forEach((text) => checkKnown('paths (without `priority`)', text));
  if (Token.isUnresolved(route.priority))
    checkKnown('priority of the route (with rules that have none)', route.priority);
  return (
    rulePriority(route.priority, matched) ??
    refuse({
      code: 'NoRoomForRule',
      path: 'priority',
      given: undefined,
      allowed: `a number below ${route.priority}, that of the route, if there is one; or another \`priority\` of the route`,
      why: 'a rule goes before its route, and the route leaves no number below its own',
    })
  );
}

function refuseName(name: string): never {
  return refuse({
    code: 'RuleNameTaken',
    path: 'name',
    given: name,
    allowed: 'a name that no other rule of the route has',
    why: "the rule's logical id is made from it",
  });
}
