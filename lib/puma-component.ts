import type { BlastProtection } from './edge/blast-protection';
import type { EdgeRoutingOptions } from './edge/edge-routing-options';
import type { RateRule } from './edge/rate-rule';
import type { CertificateSource } from './tls/certificate-source';
import type { IServerCertificate } from './tls/server-certificate';

/**
 * One application component of a Puma process: a host, a port, a certificate, a target group and a host rule of its own.
 */
export interface PumaComponent {
  /**
   * Name of the component, unique in the service: it names ports, target groups and dashboards.
   * Lower-case letters, digits and `-`, at most 63 characters.
   * Throws `NameInvalid`, `ComponentNameTwice`, and `ComponentNameReserved` for `cdk-puma-probes`.
   */
  readonly name: string;

  /**
   * Host that the listener routes to this component, and that its certificate carries: `api.example.com`.
   * A leading `*.` makes it a wildcard; an exact host always wins over a wildcard.
   * Throws `HostnameInvalid`, `ComponentHostTwice`.
   */
  readonly hostname: string;

  /**
   * Further hosts of the same component.
   *
   * @default - none
   */
  readonly additionalHostnames?: string[];

  /**
   * TCP port that Puma binds for this component, 1024 to 65535, unique in the service.
   * Throws `PortInvalid`, `ComponentPortTwice`, and `ProbePortTaken` for `puma.probePort`.
   */
  readonly port: number;

  /**
   * Depth of the listening socket's queue, 1 to 4096 (`net.core.somaxconn` since Linux 5.4 caps it).
   * Throws `BacklogInvalid`, `BacklogOverSomaxconn`.
   *
   * @default 1024 - what Puma asks for by itself
   */
  readonly backlog?: number;

  /**
   * New connections that may arrive at once for this component, over all pods: a campaign's opening, a link scanner.
   * Synth warns, with the arithmetic, when the pods could not finish their TLS handshakes within the 10 s that an ALB
   * waits.
   *
   * @default - not checked
   */
  readonly expectedBurst?: number;

  /**
   * Path of a health endpoint of the application, asked by the ALB on this component's own port.
   *
   * A saturated pod then fails its checks, and is pulled when it is needed most: for an application that can fail while Puma is
   * well. Throws `HealthCheckPathInvalid`.
   *
   * @default - the runtime's `/readyz` on the probe port, which answers while every thread is busy
   */
  readonly healthCheckPath?: string;

  /**
   * The certificate that Puma serves for this component; it must be for all its hostnames (`CertificateForAnotherHost`).
   *
   * @default - one of its own in a secret `/Cert/<hostname>`, from `certificateSource`
   */
  readonly certificate?: IServerCertificate;

  /**
   * Where the component's own certificate comes from. Throws `CertificateOptionUnused` together with `certificate` or
   * `certificateSecretName`.
   *
   * @default CertificateSource.issued()
   */
  readonly certificateSource?: CertificateSource;

  /**
   * Whether the policy of the component's own secret denies its reading to everyone but the pods and what issues it, to
   * administrators too: see `ServerCertificateProps.denyOtherReaders`. Throws `CertificateOptionUnused` together with
   * `certificate` or `certificateSecretName`.
   *
   * @default false
   */
  readonly denyOtherCertificateReaders?: boolean;

  /**
   * Name of an existing secret that holds `{"cert": "<PEM>", "key": "<PEM>"}`, in place of `certificate` (`CertificateTwice`
   * with both): such as one that was retained when its component or stack went.
   *
   * @default - see `certificate`
   */
  readonly certificateSecretName?: string;

  /**
   * ARN of the customer managed KMS key that encrypts the secret of `certificateSecretName`, for the pods to decrypt with.
   * Throws `CertificateKeyArnInvalid`, and `CertificateKeyUnused` without `certificateSecretName`.
   *
   * @default - the service's own key for secrets; a secret under the account's `aws/secretsmanager` key needs none
   */
  readonly certificateKeyArn?: string;

  /**
   * Rate rules for this component's hosts; they join the edge's web ACL.
   *
   * @default - none
   */
  readonly rateRules?: RateRule[];

  /**
   * Protection against blasts of requests, its limits derived from what the pods can carry; it joins the edge's web ACL, and
   * counts until told to block.
   *
   * @default - none
   */
  readonly blastProtection?: BlastProtection;

  /**
   * Paths of this component's hosts that programs ask for, not people in browsers, by how they begin: `/api/`; `/` for all.
   * A rule that challenges there is refused (`ChallengeOnProgramPath`); synth warns where users must sign in there.
   *
   * @default - those of `blastProtection`
   */
  readonly programPaths?: string[];

  /**
   * How the load balancer spreads requests over the pods, and what it does with some of them itself.
   *
   * @default - round robin, and every request goes to a pod
   */
  readonly routing?: EdgeRoutingOptions;

  /**
   * Priority of the listener rule, 1 to 50000.
   *
   * @default - derived from the hostname, so that it does not move when another component comes or goes
   */
  readonly rulePriority?: number;
}
