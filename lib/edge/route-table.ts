import { Token } from 'aws-cdk-lib';
import { ALB_LIMITS } from '../model/alb-limits';
import { refuse } from '../model/errors';
import { catches } from './listener-priority';

/** A route that wants its place on a listener. */
export interface RouteClaim {
  /** Construct path, for messages. */
  readonly owner: string;
  readonly hostnames: readonly string[];
  readonly priority: number;
}

/** What one listener routes where: no two routes may want one name or one priority, and none may hide another. */
export class RouteTable {
  private static readonly tables = new WeakMap<object, RouteTable>();

  /** The table of an edge, whichever class it is of. */
  public static of(edge: object): RouteTable {
    const table = this.tables.get(edge) ?? new RouteTable();
    this.tables.set(edge, table);
    return table;
  }

  private readonly routes: RouteClaim[] = [];

  private constructor() {
    // Made by RouteTable.of alone: one an edge.
  }

  /** Takes a route in, or refuses it. */
  public claim(route: RouteClaim): void {
    if (this.routes.length >= ALB_LIMITS.routes) {
      refuse({
        code: 'TooManyRoutes',
        path: 'hostname',
        given: route.hostnames[0],
        allowed: `${ALB_LIMITS.routes} routes on a load balancer`,
        why: 'each route is a target group, and AWS raises their number on a load balancer for nobody',
      });
    }
    for (const other of this.routes) {
      checkNames(route, other);
      if (Token.isUnresolved(route.priority) || Token.isUnresolved(other.priority)) continue;
      checkPriority(route, other);
      checkOrder(route, other);
    }
    this.routes.push(route);
  }
}

function checkNames(route: RouteClaim, other: RouteClaim): void {
  const twice = route.hostnames.find((name) => other.hostnames.includes(name));
  if (twice === undefined) return;
  refuse({
    code: 'HostnameAlreadyRouted',
    path: 'hostname',
    given: twice,
    allowed: `a name that no other route of this edge has; ${other.owner} has this one`,
    why: 'the ALB takes the first rule that matches, and the second would never be asked',
  });
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
