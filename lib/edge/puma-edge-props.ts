import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { EdgeLogs } from './edge-logs';
import type { IPumaWebAcl } from './puma-web-acl-props';

export interface PumaEdgeProps {
  /** VPC of the load balancer and of the pods. */
  readonly vpc: ec2.IVpc;

  /** Certificates of the HTTPS listener, at least one (`CertificateMissing`); the first is for clients without SNI. */
  readonly certificates: elbv2.IListenerCertificate[];

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
   * Whether the load balancer has public addresses.
   *
   * @default true
   */
  readonly internetFacing?: boolean;

  /**
   * Subnets of the load balancer, in at least two zones (`TooFewSubnets`).
   *
   * @default - the public subnets when internet-facing, else private ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Who may connect, on ports 443 and 80.
   *
   * @default - anyone when internet-facing, else the VPC's own addresses
   */
  readonly allowFrom?: ec2.IPeer[];

  /**
   * TLS versions and ciphers of the HTTPS listener. Without a policy AWS would take one of 2016 that still speaks TLS 1.0.
   *
   * @default - SslPolicy.TLS13_12_RES_PQ: TLS 1.3 and 1.2, forward secrecy only, post-quantum key exchange where the
   * client can
   */
  readonly sslPolicy?: elbv2.SslPolicy;

  /**
   * Whether AWS refuses to delete the load balancer. Turn it off in one deployment, delete in the next.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Access, connection and health-check logs.
   *
   * @default EdgeLogs.newBucket()
   */
  readonly logs?: EdgeLogs;

  /**
   * Web ACL in front of the load balancer; rate rules of the services go into it. It fails closed: while AWS WAF does
   * not answer, requests are refused.
   *
   * @default - none
   */
  readonly webAcl?: IPumaWebAcl;

  /**
   * Whether the web ACL is put in front of the load balancer here. False leaves that to another, such as Firewall Manager, and
   * `webAcl` says only where rate rules go.
   *
   * @default true
   */
  readonly associateWebAcl?: boolean;

  /**
   * Name of the load balancer: at most 32 letters, digits and hyphens, not beginning with `internal-`.
   *
   * @default - made by CloudFormation, so that the load balancer can be replaced
   */
  readonly loadBalancerName?: string;
}
