import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { EdgeAuthentication } from './edge-authentication';
import type { EdgeRule } from './edge-rule';

/** How a component's requests are spread over its pods, and what the load balancer does with some of them itself. */
export interface EdgeRoutingOptions {
  /**
   * How the load balancer picks a pod.
   *
   * - `ROUND_ROBIN` gives each pod its share, in turn. A slow pod gets as much as the others.
   * - `LEAST_OUTSTANDING_REQUESTS` favours pods with little to do. TRAP: a pod that fails fast always has least to do, and draws
   *   nearly all requests until its health check fails; a warning says so. No slow start.
   * - `WEIGHTED_RANDOM` comes with anomaly mitigation: a pod that errs more than the others gets less. It tells one only among
   *   at least 3 healthy pods, and takes 5xx answers of the application for errors too. No slow start, no stickiness.
   *
   * @default TargetGroupLoadBalancingAlgorithmType.ROUND_ROBIN
   */
  readonly algorithm?: elbv2.TargetGroupLoadBalancingAlgorithmType;

  /**
   * Seconds in which a new pod's share grows to the full, 30 to 900 (`SlowStartInvalid`); with `ROUND_ROBIN` only (`SlowStartNeedsRoundRobin`). It
   * does nothing for the first pods, nor for pods that all come at once: one must be healthy and beyond its slow start. Taken out of
   * the props again it stays, since AWS leaves alone what a template does not name: say 0 for one deployment.
   *
   * @default - a pod gets its full share at once, for it is warm before it is ready
   */
  readonly slowStartSeconds?: number;

  /**
   * Seconds that a client's requests go to the same pod, by a cookie, 1 to 604800 (`StickinessInvalid`). Not with
   * `WEIGHTED_RANDOM`, nor with `crossZone` off (`StickinessExcluded`). It undoes what spreads load evenly.
   *
   * @default - each request goes where the algorithm says
   */
  readonly stickinessSeconds?: number;

  /**
   * Whether a node of the load balancer sends requests to pods in all zones. False keeps them in their zone, at no charge
   * between zones; a zone without a healthy pod then answers 503. What was false before must be said to be true once.
   *
   * @default - true, as the load balancer has it
   */
  readonly crossZone?: boolean;

  /**
   * Healthy pods, percent of those registered, 1 to 100 (`HealthyPercentageInvalid`), below which a zone is taken out of the
   * load balancer's DNS name, and requests that come to it all the same go to unhealthy pods too. As with slow start, 0 takes it
   * away again.
   *
   * @default - one healthy pod is enough
   */
  readonly minimumHealthyPercentage?: number;

  /**
   * Users sign in before any request reaches the pods. For some paths alone: `EdgeRule.authenticate`. Synth warns where that
   * takes in paths that the component declares for programs.
   *
   * @default - everyone is let through
   */
  readonly authentication?: EdgeAuthentication;

  /**
   * Rules for some paths of the hostnames, looked at before the route itself.
   *
   * @default - none
   */
  readonly rules?: EdgeRule[];

  /**
   * Certificates that the listener gets for these hostnames, chosen by the name that a client asks for (SNI): those that the
   * edge's own certificates do not cover. One that several bring is served once. Together at most 25 (`TooManyCertificates`, or `quotas`).
   *
   * @default - the edge's certificates cover the hostnames
   */
  readonly listenerCertificates?: elbv2.IListenerCertificate[];

  /**
   * Whether ACM issues a certificate for the hostnames, validated by records in the edge's `hostedZones`, and the listener gets it.
   * Throws `CertificateNeedsZone` where a hostname lies in none of them, and `CertificateNameTooLong` for a main name of more than 64
   * characters.
   *
   * @default false
   */
  readonly issueListenerCertificate?: boolean;
}
