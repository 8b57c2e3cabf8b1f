import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { ClientCertificates } from './client-certificates';
import type { EdgeLogs } from './edge-logs';
import type { ResponseHeaderOptions } from './response-headers';

/** How a load balancer is set up, wherever it stands. */
export interface EdgeOptions {
  /**
   * Whether the load balancer has public addresses. A later change makes another load balancer, and fails: AWS lets a target group
   * belong to one alone. The README says how services go over to a second edge.
   *
   * @default true
   */
  readonly internetFacing?: boolean;

  /**
   * IPv4, or IPv6 beside it: then its subnets need IPv6 ranges, clients of both kinds are let in, and names get AAAA records.
   * `DUAL_STACK_WITHOUT_PUBLIC_IPV4` needs a load balancer that is internet-facing (`PublicIpv6NeedsInternet`), clients that
   * all have IPv6, and nobody to sign in (`SignInNeedsIpv4`). The hop to the pods is IPv4.
   *
   * @default IpAddressType.IPV4
   */
  readonly ipAddressType?: elbv2.IpAddressType;

  /**
   * TLS versions and ciphers of the HTTPS listener (`SslPolicyInvalid`). Without a policy AWS would take one of 2016 that still
   * speaks TLS 1.0, which CDK calls `RECOMMENDED`: those below TLS 1.2 get a warning.
   *
   * @default - SslPolicy.TLS13_12_RES_PQ: TLS 1.3 and 1.2, forward secrecy only, post-quantum key exchange where the
   * client can
   */
  readonly sslPolicy?: elbv2.SslPolicy;

  /**
   * Mutual TLS: whether clients must show a certificate, of every host behind the listener.
   *
   * @default - none
   */
  readonly clientCertificates?: ClientCertificates;

  /**
   * Headers that hardened answers carry. Each replaces what the application sends under that name.
   *
   * @default - the application's own; `Server` is removed
   */
  readonly responseHeaders?: ResponseHeaderOptions;

  /**
   * Requests that do not keep to RFC 7230. `DEFENSIVE` refuses those that are dangerous, and closes the connection after those
   * that are ambiguous; `STRICTEST` refuses whatever does not keep to it; `MONITOR` refuses nothing.
   *
   * @default DesyncMitigationMode.DEFENSIVE
   */
  readonly desyncMitigationMode?: elbv2.DesyncMitigationMode;

  /**
   * What becomes of `X-Forwarded-For`. `APPEND`: the last entry is the load balancer's own word and the earlier ones the client's.
   * `PRESERVE` only behind a proxy that can be trusted, since anyone else can then claim any address; `REMOVE` hides the client.
   *
   * @default XffHeaderProcessingMode.APPEND
   */
  readonly xffHeaderProcessingMode?: elbv2.XffHeaderProcessingMode;

  /**
   * Whether clients may speak HTTP/2. Pods are always spoken to in HTTP/1.1.
   *
   * @default true
   */
  readonly http2?: boolean;

  /**
   * Whether pods are told the client's TLS version and cipher, in `X-Amzn-Tls-Version` and `X-Amzn-Tls-Cipher-Suite`.
   *
   * @default false
   */
  readonly tlsHeaders?: boolean;

  /**
   * Whether traffic can be shifted away from an impaired zone, by you or by AWS (Application Recovery Controller). It does nothing
   * until a shift is started; pods in the other zones must then carry everything. A client stays until its connection ends: at
   * most `clientKeepAliveSeconds`.
   *
   * @default true
   */
  readonly zonalShift?: boolean;

  /**
   * Load balancer capacity units (LCU) that are held ready, at least 100 (`CapacityReservationInvalid`), for a blast that is
   * known to come: the load balancer does not scale below them. They are spread over the zones, and paid by the hour whether
   * used or not. An account may reserve none until AWS has raised its quota for the Region, which is 0: a warning says so. AWS
   * lowers a reservation twice a day at most. The stack does not wait until it is granted: that takes minutes, sometimes hours, and
   * depends on what AWS has to spare.
   *
   * @default - none: the load balancer scales by itself
   */
  readonly reservedCapacityUnits?: number;

  /**
   * Whether requests reach the pods while AWS WAF does not answer. False refuses them, with status 500: safe, and down with WAF.
   * True lets them through unlooked at, rate rules and all; a warning says so.
   *
   * @default false
   */
  readonly webAclFailOpen?: boolean;

  /**
   * Whether the web ACL is put in front of the load balancer here. False leaves that to another, such as Firewall Manager, and
   * `webAcl` says only where rate rules go.
   *
   * @default true
   */
  readonly associateWebAcl?: boolean;

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
   * Name of the load balancer: at most 32 letters, digits and hyphens (`ElbNameInvalid`), not beginning with `internal-`
   * (`LoadBalancerNameReserved`). A later change makes another load balancer, as one of `internetFacing` does, which a name that
   * stays cannot have.
   *
   * @default - made by CloudFormation, so that the load balancer can be replaced
   */
  readonly loadBalancerName?: string;

  /**
   * Quotas that AWS has raised for the account; synth refuses what is beyond them. Whole numbers from 1 (`QuotaInvalid`).
   *
   * @default - AWS's defaults
   */
  readonly quotas?: EdgeQuotas;
}

/** Quotas of a load balancer that AWS raises on request. */
export interface EdgeQuotas {
  /**
   * Listener rules beside the default ones (`TooManyRules`): one for each route and each further rule of it. Routes are 100
   * at most whatever this says, for each is a target group (`TooManyRoutes`).
   *
   * @default 100
   */
  readonly rules?: number;

  /**
   * Certificates beside the listener's first (`TooManyCertificates`).
   *
   * @default 25
   */
  readonly certificates?: number;
}
