import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import type { EdgeQuotas } from './edge-options';
import type { IPumaWebAcl } from './puma-web-acl-props';

/** An edge that exists already. */
export interface PumaEdgeAttributes {
  /** ARN of the Application Load Balancer. */
  readonly loadBalancerArn: string;
  /** ARN of its HTTPS listener; routes become rules of it. */
  readonly listenerArn: string;
  /** Its security group. */
  readonly securityGroup: ec2.ISecurityGroup;
  /** Its VPC. */
  readonly vpc: ec2.IVpc;
  /** Its idle timeout in seconds, as it is set: Puma's timeout is derived from it, and a wrong one means 502s. */
  readonly idleTimeoutSeconds: number;
  /**
   * Its client keep-alive in seconds.
   *
   * @default 3600
   */
  readonly clientKeepAliveSeconds?: number;
  /**
   * Its DNS name, needed by DNS records alone.
   *
   * @default - unknown
   */
  readonly loadBalancerDnsName?: string;
  /**
   * Hosted zone of its DNS name, needed by alias records alone.
   *
   * @default - unknown
   */
  readonly loadBalancerCanonicalHostedZoneId?: string;
  /**
   * Whether `allowTraffic` makes security-group rules. Turn it off where another stack has opened the same port between
   * the same two groups already, since EC2 refuses the same rule twice, and where another team keeps the groups.
   *
   * @default true
   */
  readonly manageSecurityGroupRules?: boolean;
  /**
   * Hosted zones of Route 53 that hostnames get alias records in. Needs `loadBalancerDnsName` and
   * `loadBalancerCanonicalHostedZoneId` (`AliasTargetUnknown`).
   *
   * @default - none: point the names at the load balancer yourself
   */
  readonly hostedZones?: route53.IHostedZone[];
  /**
   * Web ACL that rate rules of the services go into: one that this app makes for a load balancer that exists. A load balancer has
   * one web ACL.
   *
   * @default - none: rate rules are refused (`ImportedEdgeHasNoWebAcl`)
   */
  readonly webAcl?: IPumaWebAcl;
  /**
   * Whether `webAcl` is put in front of the load balancer here. False where that is done by another: by whoever made the load
   * balancer, or by another stack that imports it.
   *
   * @default true
   */
  readonly associateWebAcl?: boolean;
  /**
   * Whether clients reach it by IPv6 too, so that names get AAAA records.
   *
   * @default false
   */
  readonly dualStack?: boolean;
  /**
   * Quotas that AWS has raised for the account. Rules and certificates that others have put on the listener are not seen here:
   * lower the quotas by their number.
   *
   * @default - AWS's defaults
   */
  readonly quotas?: EdgeQuotas;
}
