import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ALB_LIMITS } from '../model/alb-limits';
import { refuse } from '../model/errors';
import { checkCertificateCount, checkHostnameOnce } from './claim-checks';
import { catches, coversPath } from './listener-priority';
import type { IPumaEdge } from './puma-edge';

/** A route that wants its place on a listener. */
export interface RouteClaim {
  /** Construct path, for messages. */
  readonly owner: string;
  readonly hostnames: readonly string[];
  readonly priority: number;
}

/** A rule for some paths of a route. */
export interface RuleClaim extends RouteClaim {
  /** The route's construct path. */
  readonly route: string;
  readonly paths: readonly string[];
  /** Whether it takes these paths by some methods or from some addresses alone. */
  readonly narrowed: boolean;
}

/** What one listener routes where: no two routes may want one name or one priority, and none may hide another. */
export class RouteTable {
  private static readonly tables = new WeakMap<object, RouteTable>();
  private static readonly imported = new WeakMap<IConstruct, Map<string, RouteTable>>();

  /** The table of an edge, whichever class it is of; one for a listener, however often an app imports it. */
  public static of(edge: IPumaEdge): RouteTable {
    const table = this.tables.get(edge) ?? this.byArn(edge);
    this.tables.set(edge, table);
    return table;
  }

  private static byArn({ listener, node }: IPumaEdge): RouteTable {
    if (Token.isUnresolved(listener.listenerArn)) return new RouteTable();
    const listeners = this.imported.get(node.root) ?? new Map<string, RouteTable>();
    this.imported.set(node.root, listeners);
    const table = listeners.get(listener.listenerArn) ?? new RouteTable();
    listeners.set(listener.listenerArn, table);
    return table;
  }

  private readonly routes: RouteClaim[] = [];
  private readonly rules: RuleClaim[] = [];
  private certificates = 0;

  private constructor() {
    // Made by RouteTable.of alone: one a listener.
  }

  /** Takes a route in, or refuses it. */
  public claim(route: RouteClaim, quota: number = ALB_LIMITS.rules): void {
    if (this.routes.length >= ALB_LIMITS.routes) {
      refuse({
        code: 'TooManyRoutes',
        path: 'hostname',
        given: route.hostnames[0],
        allowed: `${ALB_LIMITS.routes} routes on a load balancer`,
        why: 'each route is a target group, and AWS raises their number on a load balancer for nobody',
      });
    }
    this.count('hostname', quota);
    for (const other of this.routes) {
      checkHostnameOnce(route, other);
      checkPlace(route, other);
    }
    this.rules.forEach((rule) => checkPlace(route, rule));
    this.routes.push(route);
  }

  /** Takes a rule of a route in, or refuses it. */
  public claimRule(rule: RuleClaim, quota: number): void {
    this.count('rules', quota);
    for (const other of this.routes) {
      if (other.owner === rule.route) checkBefore(rule, other);
      else checkPlace(rule, other);
    }
    for (const other of this.rules) {
      if (other.route !== rule.route) checkPlace(rule, other);
      else checkHidden(rule, other);
    }
    this.rules.push(rule);
  }

  /** Takes further certificates of the listener in, or refuses them. */
  public claimCertificates(path: string, count: number, quota: number): void {
    this.certificates += count;
    checkCertificateCount(path, this.certificates, quota);
  }

  private count(path: string, quota: number): void {
    const rules = this.routes.length + this.rules.length + 1;
    if (rules <= quota) return;
    refuse({
      code: 'TooManyRules',
      path,
      given: `${this.routes.length} routes + ${this.rules.length} rules of theirs + 1`,
      allowed: `${quota} rules on a load balancer, or \`quotas.rules\` of the edge once AWS has raised it`,
      why: 'AWS lets a load balancer have no more until it has raised the quota',
    });
  }
}

function isKnown(...claims: RouteClaim[]): boolean {
  return claims.every(({ priority }) => !Token.isUnresolved(priority));
}

function checkPlace(claim: RouteClaim, other: RouteClaim): void {
  if (!isKnown(claim, other)) return;
  checkPriority(claim, other);
  checkOrder(claim, other);
}

function checkPriority(route: RouteClaim, other: RouteClaim): void {
  if (route.priority !== other.priority) return;
  refuse({
    code: 'PriorityTaken',
    path: 'priority',
    given: route.priority,
    allowed: `any other whole number from ${ALB_LIMITS.rulePriority.min} to ${ALB_LIMITS.rulePriority.max}, as \`priority\` of this route or of ${other.owner}, which has this one`,
    why: 'a listener takes each priority once; they come from the hostnames, so that they never move, and two can meet',
  });
}

function checkOrder(route: RouteClaim, other: RouteClaim): void {
  const [first, second] = route.priority < other.priority ? [route, other] : [other, route];
  for (const wildcard of first.hostnames) {
    const hidden = second.hostnames.find((name) => catches(wildcard, name));
    if (hidden === undefined) continue;
    refuse({
      code: 'RouteShadowed',
      path: 'priority',
      given: route.priority,
      allowed:
        `a lower number for ${hidden} (${second.owner}, now ${second.priority}) ` +
        `than for ${wildcard} (${first.owner}, now ${first.priority})`,
      why: "the ALB takes the first rule that matches: the wildcard would take the other name's requests",
    });
  }
}

/** A rule must be looked at before its own route, or never is. */
function checkBefore(rule: RuleClaim, route: RouteClaim): void {
  if (!isKnown(rule, route) || rule.priority < route.priority) return;
  refuse({
    code: 'RuleHidden',
    path: 'priority',
    given: rule.priority,
    allowed: `a number below ${route.priority}, that of the route ${route.owner}`,
    why: 'the ALB takes the first rule that matches: the route takes every path of its hostnames',
  });
}

/** Nor may one rule of a route take all that another is for. */
function checkHidden(rule: RuleClaim, other: RuleClaim): void {
  if (!isKnown(rule, other)) return;
  checkPriority(rule, other);
  const [first, second] = rule.priority < other.priority ? [rule, other] : [other, rule];
  if (first.narrowed || !second.paths.every((path) => first.paths.some((wider) => coversPath(wider, path)))) return;
  refuse({
    code: 'RuleHidden',
    path: 'priority',
    given: rule.priority,
    allowed:
      `a lower number for ${second.paths.join(', ')} (${second.owner}, now ${second.priority}) ` +
      `than for ${first.paths.join(', ')} (${first.owner}, now ${first.priority}), as \`priority\` of either`,
    why: 'the ALB takes the first rule that matches: the second would never be asked',
  });
}
