import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import type { EdgeOptions } from './edge-options';
import type { IPumaWebAcl } from './puma-web-acl-props';

export interface PumaEdgeProps extends EdgeOptions {
  /** VPC of the load balancer and of the pods. */
  readonly vpc: ec2.IVpc;

  /**
   * Certificates of the HTTPS listener, at least one (`CertificateMissing`) and of its account and Region
   * (`ElsewhereThanLoadBalancer`, as for all that a load balancer refers to), new (`acm.Certificate`) or existing; the first is for
   * clients without SNI, and the others are chosen by the name that a client asks for. A route can bring further ones.
   */
  readonly certificates: elbv2.IListenerCertificate[];

  /**
   * Public or private hosted zones of Route 53: each hostname of a route that lies in one of them gets an alias record, A and, with
   * dual stack, AAAA; the deepest zone takes it, and of a public and a private one of the same name both. A name outside all
   * zones gets none. Throws `HostedZoneTwice`, and `MustBeKnownAtSynth` where the name of a zone is a token.
   *
   * @default - none: point the names at the load balancer yourself
   */
  readonly hostedZones?: route53.IHostedZone[];

  /**
   * Seconds after which a silent connection is closed, 1 to 4000 (`EdgeTimeoutInvalid`), on both sides of the load
   * balancer: longer than the slowest request, shorter than Puma's own timeout. Derive `Timing` from the same value.
   *
   * @default 60
   */
  readonly idleTimeoutSeconds?: number;

  /**
   * Seconds that a client's connection lives at most, 60 to 604800; not less than `idleTimeoutSeconds`
   * (`ClientKeepAliveTooShort`).
   *
   * @default 3600 - or `idleTimeoutSeconds`, when that is more
   */
  readonly clientKeepAliveSeconds?: number;

  /**
   * Subnets of the load balancer, in at least two zones (`TooFewSubnets`).
   *
   * @default - the public subnets when internet-facing, else private ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Who may connect, on ports 443 and 80, at least one (`NobodyAllowed`). An internal load balancer with dual stack needs it
   * (`AllowFromMissing`) unless CDK made the VPC with an IPv6 range: nobody knows another.
   *
   * @default - anyone when internet-facing, else the VPC's own addresses
   */
  readonly allowFrom?: ec2.IPeer[];

  /**
   * Web ACL in front of the load balancer; rate rules of the services go into it. It fails closed unless `webAclFailOpen` says
   * otherwise.
   *
   * @default - none
   */
  readonly webAcl?: IPumaWebAcl;
}
