import { Token } from 'aws-cdk-lib';
import type { EdgeQuotas } from '../edge-options';
import { ALB_LIMITS } from '../../model/alb-limits';
import { refuse } from '../../model/errors';
import { checkCertificateCount, checkHostnameOnce } from '../claim-checks';
import { catches } from '../listener-priority';

/** An Ingress that wants its place in the group. */
export interface GroupClaim {
  /** Construct path, for messages. */
  readonly owner: string;
  readonly hostnames: readonly string[];
  /** Its `group.order`; absent when it has none. */
  readonly order?: number;
  /** Listener rules that the controller makes of it. */
  readonly rules: number;
  /** Certificates that it brings. */
  readonly certificates: number;
}

/** What the Ingresses of one group route where: the counterpart of `RouteTable`, by the controller's rules. */
export class GroupTable {
  private readonly claims: GroupClaim[] = [];
  private rules = 0;

  constructor(
    private readonly quotas: EdgeQuotas = {},
    private certificates: number,
  ) {
    this.checkCertificates('certificates');
  }

  /** Takes an Ingress in, or refuses it. */
  public claim(claim: GroupClaim): void {
    if (this.claims.length >= ALB_LIMITS.routes) {
      refuse({
        code: 'TooManyRoutes',
        path: 'hostname',
        given: claim.hostnames[0],
        allowed: `${ALB_LIMITS.routes} routes on a load balancer`,
        why: 'each route is a target group, and AWS raises their number on a load balancer for nobody',
      });
    }
    for (const other of this.claims) {
      checkHostnameOnce(claim, other);
      checkOrder(claim, other);
    }
    this.rules += claim.rules;
    this.checkRules();
    this.certificates += claim.certificates;
    this.checkCertificates('listenerCertificates');
    this.claims.push(claim);
  }

  private checkRules(): void {
    const quota = this.quotas.rules ?? ALB_LIMITS.rules;
    if (this.rules <= quota) return;
    refuse({
      code: 'TooManyRules',
      path: 'hostname',
      given: this.rules,
      allowed: `${quota} rules on a load balancer, or \`quotas.rules\` of the edge once AWS has raised it; the controller makes one of each hostname, and of each path of a rule`,
      why: 'AWS lets a load balancer have no more until it has raised the quota',
    });
  }

  private checkCertificates(path: string): void {
    const quota = this.quotas.certificates ?? ALB_LIMITS.certificates;
    checkCertificateCount(path, this.certificates - 1, quota);
  }
}

function checkOrder(claim: GroupClaim, other: GroupClaim): void {
  if (Token.isUnresolved(claim.order) || Token.isUnresolved(other.order)) return;
  if (claim.order !== undefined && claim.order === other.order) {
    refuse({
      code: 'GroupOrderTaken',
      path: 'groupOrder',
      given: claim.order,
      allowed: `another number, as \`groupOrder\` of this route or of ${other.owner}, which has this one`,
      why: 'the controller refuses a group in which two have one place; those of wildcards come from their hostnames, so that they never move, and two can meet',
    });
  }
  // One without an order goes before all that have one.
  const [first, second] = (claim.order ?? 0) < (other.order ?? 0) ? [claim, other] : [other, claim];
  for (const wildcard of first.hostnames) {
    const hidden = second.hostnames.find((name) => catches(wildcard, name));
    if (hidden === undefined) continue;
    refuse({
      code: 'RouteShadowed',
      path: 'groupOrder',
      given: claim.order,
      allowed: `a place for ${hidden} (${second.owner}) before that of ${wildcard} (${first.owner}, ${first.order ?? 'before all'})`,
      why: "the ALB takes the first rule that matches: the wildcard would take the other name's requests",
    });
  }
}
