import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { ifKnown } from '../known';
import { ALB_LIMITS } from '../model/alb-limits';
import { refuse, wholeNumber } from '../model/errors';
import { checkLoadBalancerName } from './checks';
import type { EdgeQuotas } from './edge-options';
import type { PumaEdgeProps } from './puma-edge-props';

/** Refuses an edge that AWS would, or that nobody could reach. */
export function checkEdge(props: PumaEdgeProps): void {
  if (props.certificates.length === 0) {
    refuse({
      code: 'CertificateMissing',
      path: 'certificates',
      given: props.certificates,
      allowed: "at least one ACM certificate of the load balancer's Region",
      why: 'the listener speaks HTTPS only',
    });
  }
  if (props.allowFrom?.length === 0) {
    refuse({
      code: 'NobodyAllowed',
      path: 'allowFrom',
      given: props.allowFrom,
      allowed: 'at least one peer, or no `allowFrom` at all for the default',
      why: 'nobody could connect',
    });
  }
  ifKnown(props.loadBalancerName, (name) => checkLoadBalancerName('loadBalancerName', name));
  ifKnown(props.reservedCapacityUnits, checkCapacity);
  ifKnown(props.sslPolicy, checkSslPolicy);
  checkQuotas(props.quotas);
  checkAddresses(props);
  checkSubnets(props);
}

function checkCapacity(given: number): void {
  if (Number.isInteger(given) && given >= ALB_LIMITS.capacityUnits) return;
  refuse({
    code: 'CapacityReservationInvalid',
    path: 'reservedCapacityUnits',
    given,
    allowed: `a whole number of at least ${ALB_LIMITS.capacityUnits}, or none`,
    why: 'AWS reserves no fewer load balancer capacity units; they are counted whole',
  });
}

function checkSslPolicy(given: string): void {
  if (/^ELBSecurityPolicy-[A-Za-z0-9-]+$/.test(given)) return;
  refuse({
    code: 'SslPolicyInvalid',
    path: 'sslPolicy',
    given,
    allowed: "a policy of Elastic Load Balancing's own, such as ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    why: 'a load balancer takes no ciphers but those of a predefined policy',
  });
}

/** Refuses quotas that no account has. */
export function checkQuotas({ rules, certificates }: EdgeQuotas = {}): void {
  const most = ALB_LIMITS.rulePriority.max;
  const why = 'a listener has as many priorities, and AWS counts in whole numbers';
  ifKnown(rules, (given) => wholeNumber('QuotaInvalid', 'quotas.rules', given, 1, most, why));
  ifKnown(certificates, (given) => wholeNumber('QuotaInvalid', 'quotas.certificates', given, 1, most, why));
}

function checkAddresses({ ipAddressType, internetFacing = true }: PumaEdgeProps): void {
  if (Token.isUnresolved(ipAddressType) || internetFacing) return;
  if (ipAddressType !== elbv2.IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4) return;
  refuse({
    code: 'PublicIpv6NeedsInternet',
    path: 'ipAddressType',
    given: ipAddressType,
    allowed: 'DUAL_STACK or IPV4 for an internal load balancer',
    why: 'an internal load balancer has no public addresses, of which this type leaves out the IPv4 ones',
  });
}

function checkSubnets({ vpc, vpcSubnets, internetFacing = true }: PumaEdgeProps): void {
  // CDK's own error for a VPC without public subnets does not say whose subnets are missing, nor for what.
  const none = vpcSubnets === undefined && internetFacing && vpc.publicSubnets.length === 0;
  const selection = none
    ? { subnets: [], isPendingLookup: false }
    : vpc.selectSubnets(vpcSubnets ?? (internetFacing ? { subnetType: ec2.SubnetType.PUBLIC } : {}));
  if (selection.isPendingLookup || selection.subnets.length >= ALB_LIMITS.subnets) return;
  refuse({
    code: 'TooFewSubnets',
    path: 'vpcSubnets',
    given: `${selection.subnets.length}${none ? ' public ones' : ''}`,
    allowed: `subnets in at least ${ALB_LIMITS.subnets} zones${none ? ', public ones for clients of the internet, or internetFacing: false' : ''}`,
    why: 'AWS makes no load balancer in a single zone, and one zone may fail',
  });
}

/** Refuses rate rules at an edge that was given no web ACL. */
export function refuseRateRules(edge: IConstruct, path: string): never {
  return refuse({
    code: 'EdgeHasNoWebAcl',
    path,
    given: edge.node.path,
    allowed: 'rate rules with an edge that was given a `webAcl`, or no rate rules',
    why: 'rate rules are rules of the web ACL in front of the load balancer',
  });
}
