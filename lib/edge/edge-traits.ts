import type * as route53 from 'aws-cdk-lib/aws-route53';
import { ALB_LIMITS } from '../model/alb-limits';
import type { EdgeQuotas } from './edge-options';
import type { IPumaEdge } from './puma-edge';

/** What a route must know of its edge, and nobody else. */
export interface EdgeTraits {
  /** Zones that hostnames get records in. */
  readonly hostedZones: readonly route53.IHostedZone[];
  /** Whether clients reach the load balancer by IPv6 too. */
  readonly dualStack: boolean;
  /** Whether it can reach an identity provider, which it speaks to by IPv4 alone. */
  readonly reachesIpv4: boolean;
  /** Whether rules of its security group are ours to make. */
  readonly opensGroups: boolean;
  readonly quotas: Required<EdgeQuotas>;
}

const known = new WeakMap<object, EdgeTraits>();

/** Keeps the traits of an edge that is being made. */
export function rememberTraits(edge: IPumaEdge, traits: Omit<EdgeTraits, 'quotas'>, quotas: EdgeQuotas = {}): void {
  known.set(edge, {
    ...traits,
    quotas: { rules: quotas.rules ?? ALB_LIMITS.rules, certificates: quotas.certificates ?? ALB_LIMITS.certificates },
  });
}

/** The traits of an edge; of one that others have implemented, the plainest. */
export function traitsOf(edge: IPumaEdge): EdgeTraits {
  return (
    known.get(edge) ?? {
      hostedZones: [],
      dualStack: false,
      reachesIpv4: true,
      opensGroups: true,
      quotas: { rules: ALB_LIMITS.rules, certificates: ALB_LIMITS.certificates },
    }
  );
}
