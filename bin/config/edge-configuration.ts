import type { VerifiedClientOptions } from '../../lib/edge/client-certificates';
import type { CognitoAuthenticationOptions, OidcAuthenticationOptions } from '../../lib/edge/edge-authentication';
import type { EdgeLogBucketOptions } from '../../lib/edge/edge-logs';
import type { EdgeRoutingOptions } from '../../lib/edge/edge-routing-options';
import type { AuthenticatedRuleOptions, FixedResponseRuleOptions } from '../../lib/edge/edge-rule';
import type { PumaStackEdgeOptions } from '../../lib/puma-stack';
import type { WebAclConfiguration } from './web-acl-configuration';

export interface EdgeConfiguration extends Omit<
  PumaStackEdgeOptions,
  | 'webAcl'
  | 'ipAddressType'
  | 'sslPolicy'
  | 'clientCertificates'
  | 'desyncMitigationMode'
  | 'xffHeaderProcessingMode'
  | 'logs'
> {
  /**
   * The web ACL: managed groups, what must not be shown, logs. Rate rules of a component's hosts are said there.
   *
   * @default - rate rules of the components alone
   */
  readonly webAcl?: WebAclConfiguration;

  /**
   * IPv4, or IPv6 beside it: then the subnets need IPv6 ranges, and names get AAAA records. The hop to the pods is IPv4.
   *
   * @default 'ipv4'
   */
  readonly ipAddressType?: 'ipv4' | 'dualstack' | 'dualstack-without-public-ipv4';

  /**
   * Name of the TLS policy of the HTTPS listener.
   *
   * @default 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09' - TLS 1.3 and 1.2, forward secrecy only, post-quantum key exchange
   */
  readonly sslPolicy?: string;

  /**
   * Mutual TLS: whether clients must show a certificate, of every host behind the listener. `passThrough` hands it on unverified:
   * the application must verify it.
   *
   * @default - none
   */
  readonly clientCertificates?: 'passThrough' | VerifiedClientsConfiguration;

  /**
   * Requests that do not keep to RFC 7230: `defensive` refuses those that are dangerous, `strictest` all, `monitor` none.
   *
   * @default 'defensive'
   */
  readonly desyncMitigationMode?: 'monitor' | 'defensive' | 'strictest';

  /**
   * What becomes of `X-Forwarded-For`. `preserve` only behind a proxy that can be trusted, since anyone else can then claim
   * any address.
   *
   * @default 'append'
   */
  readonly xffHeaderProcessingMode?: 'append' | 'preserve' | 'remove';

  /**
   * Access, connection and health-check logs.
   *
   * @default - a bucket of their own
   */
  readonly logs?: EdgeLogsConfiguration;
}

export interface VerifiedClientsConfiguration {
  /** The load balancer verifies them and lets nobody else in. */
  readonly verify: VerifiedClientOptions;
}

/** @exactlyOne */
export interface EdgeLogsConfiguration {
  /** A bucket of their own; `{}` for all defaults. */
  readonly newBucket?: Omit<EdgeLogBucketOptions, 'serverAccessLogsBucket'>;
  /** Why there are no logs. */
  readonly none?: string;
}

export interface RoutingConfiguration extends Omit<
  EdgeRoutingOptions,
  'algorithm' | 'authentication' | 'rules' | 'listenerCertificates'
> {
  /**
   * How the load balancer picks a pod. `least_outstanding_requests` draws nearly all requests to a pod that fails fast;
   * `weighted_random` sends less to a pod that errs more than the others, among at least 3 healthy ones.
   *
   * @default 'round_robin'
   */
  readonly algorithm?: 'round_robin' | 'least_outstanding_requests' | 'weighted_random';

  /**
   * Users sign in before any request reaches the pods.
   *
   * @default - everyone is let through
   */
  readonly authentication?: AuthenticationConfiguration;

  /**
   * Rules for some paths of the hostnames, looked at before the route itself.
   *
   * @default - none
   */
  readonly rules?: RuleConfiguration[];
}

/** @exactlyOne */
export interface AuthenticationConfiguration {
  /** By an identity provider that speaks OpenID Connect. */
  readonly oidc?: OidcConfiguration;
  /** By an Amazon Cognito user pool. */
  readonly cognito?: WrittenAuthentication<CognitoAuthenticationOptions>;
}

export interface OidcConfiguration extends WrittenAuthentication<Omit<OidcAuthenticationOptions, 'clientSecret'>> {
  /** Name or ARN of the secret of Secrets Manager that holds the client secret; CloudFormation reads it at deployment. */
  readonly clientSecretName: string;

  /**
   * Field of the secret, where that is JSON.
   *
   * @default - the secret is the client secret and nothing else
   */
  readonly clientSecretField?: string;
}

type WrittenAuthentication<Options> = Omit<Options, 'onUnauthenticated'> & {
  /**
   * What becomes of a request whose user has not signed in: sent to sign in, answered with 401, or let through.
   *
   * @default 'authenticate'
   */
  readonly onUnauthenticated?: 'authenticate' | 'deny' | 'allow';
};

/** @exactlyOne */
export interface RuleConfiguration {
  /** The load balancer answers: a page for maintenance, a path that nobody outside should reach. */
  readonly fixedResponse?: FixedResponseRuleOptions;
  /** Users sign in before a pod sees their requests. Take in `/oauth2/idpresponse`, which the sign-in comes back to. */
  readonly authenticate?: AuthenticateRuleConfiguration;
}

export interface AuthenticateRuleConfiguration extends Omit<AuthenticatedRuleOptions, 'authentication'> {
  /** How users sign in. */
  readonly authentication: AuthenticationConfiguration;
}
