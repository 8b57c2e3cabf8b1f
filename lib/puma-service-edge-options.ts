import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import type { EdgeOptions } from './edge/edge-options';
import type { IPumaWebAcl, PumaWebAclProps } from './edge/puma-web-acl-props';

/**
 * The load balancer that a service makes for itself. Its certificates are `listenerCertificates` of the service, its timeouts
 * those of `timing`, its VPC the cluster's.
 */
export interface PumaServiceEdgeOptions extends EdgeOptions {
  /**
   * The web ACL that is made in front: managed groups, rate rules of all hosts, what must not be shown, logs. Rate rules and
   * blast protection of the components join it. For a load balancer without one, make a `PumaEdge` and give it as `edge`.
   *
   * @default - see `PumaWebAclProps`; its logs are encrypted with the service's key for logs
   */
  readonly webAcl?: PumaWebAclProps;

  /**
   * A web ACL that exists or that this app makes for several load balancers, in place of `webAcl` (`WebAclTwice` with both).
   *
   * @default - one of the load balancer's own
   */
  readonly existingWebAcl?: IPumaWebAcl;

  /**
   * Hosted zones of Route 53 that the components' hostnames get alias records in, as in `PumaEdgeProps`.
   *
   * @default - none: point the names at the load balancer yourself
   */
  readonly hostedZones?: route53.IHostedZone[];

  /**
   * Subnets of the load balancer, in at least two zones (`TooFewSubnets`).
   *
   * @default - the public subnets when internet-facing, else private ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Who may connect, on ports 443 and 80, as in `PumaEdgeProps`.
   *
   * @default - anyone when internet-facing, else the VPC's own addresses
   */
  readonly allowFrom?: ec2.IPeer[];
}
