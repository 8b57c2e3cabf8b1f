import { Annotations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { ALB_LIMITS } from '../model/alb-limits';
import { PREFIX } from '../model/errors';
import type { Timing } from '../model/timing';
import { isDualStack, knowsIpv6Range } from './edge-clients';
import type { EdgeRoutingOptions } from './edge-routing-options';
import type { PumaEdgeProps } from './puma-edge-props';

/** Warns of what is legal at an edge but unwise, whoever makes its load balancer. */
export function adviseOnEdge(edge: IConstruct, props: PumaEdgeProps): void {
  const { webAclFailOpen, clientCertificates, ipAddressType, vpc } = props;
  if (isDualStack(ipAddressType) && vpc instanceof ec2.Vpc && !knowsIpv6Range(vpc)) {
    Annotations.of(edge).addWarningV2(
      `${PREFIX}dualStackWithoutIpv6`,
      'The load balancer is to have IPv6 addresses, and its VPC has no IPv6 range that CDK made: AWS refuses a load balancer in ' +
        'subnets without one. Make the VPC with ipProtocol: DUAL_STACK, or acknowledge this if the ranges are made elsewhere.',
    );
  }
  if (props.reservedCapacityUnits !== undefined) {
    Annotations.of(edge).addWarningV2(
      `${PREFIX}reservationNeedsQuota`,
      'AWS lets an account reserve no load balancer capacity in a Region until its quota "Reserved Application Load Balancer Capacity ' +
        'Units (LCUs) per Region", 0 at first, is raised; the deployment fails before. Acknowledge this once it is.',
    );
  }
  if (props.sslPolicy !== undefined && !/-1-[23](-|$)/.test(props.sslPolicy)) {
    Annotations.of(edge).addWarningV2(
      `${PREFIX}oldTls`,
      `The TLS policy ${props.sslPolicy} lets clients speak TLS 1.0 or 1.1, whose ciphers are broken in practice and banned by PCI DSS ` +
        'and others. Take one from TLS 1.2 on, or acknowledge this while such clients must be served.',
    );
  }
  if (webAclFailOpen) {
    Annotations.of(edge).addWarningV2(
      `${PREFIX}webAclFailsOpen`,
      'While AWS WAF does not answer, requests reach the pods unlooked at: rate rules and managed groups stop nothing then. ' +
        'Acknowledge this if being up matters more than being guarded.',
    );
  }
  if (clientCertificates?._mutualAuthentication.mode === 'passthrough') {
    Annotations.of(edge).addWarningV2(
      `${PREFIX}clientCertificatesUnverified`,
      'Client certificates are passed on unverified, and a client without one gets through: acknowledge this once the ' +
        'application verifies X-Amzn-Mtls-Clientcert on each request.',
    );
  }
}

/** Warns of what is legal in a route but unwise, whoever makes its target group. */
export function adviseOnRouting(route: IConstruct, { algorithm }: EdgeRoutingOptions, { healthCheck }: Timing): void {
  if (algorithm !== elbv2.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS) return;
  Annotations.of(route).addWarningV2(
    `${PREFIX}leastOutstandingRequests`,
    'Least outstanding requests sends nearly everything to a pod that fails fast, until its health check fails ' +
      `(${healthCheck.unhealthyThreshold} checks, ${healthCheck.intervalSeconds} s apart). ` +
      'Round robin does not, nor does weighted random with anomaly mitigation, which needs at least ' +
      `${ALB_LIMITS.anomalyTargets} healthy pods to tell.`,
  );
}
