import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { ManifestSink } from '../kubernetes/manifest-sink';
import type { Timing } from '../model/timing';
import type { EdgeRoutingOptions } from './edge-routing-options';
import type { PumaEdgeProps } from './puma-edge-props';

/** Which controller of the cluster makes the load balancer from an `Ingress`. */
export enum IngressController {
  /**
   * The controller that EKS Auto Mode brings: most of what concerns the load balancer stands in an `IngressClass` of the edge's own.
   * It sets no listener attributes: `responseHeaders` are refused (`IngressHasNoResponseHeaders`).
   */
  EKS_AUTO_MODE = 'EKS_AUTO_MODE',
  /** The AWS Load Balancer Controller, 2.13 or later: everything stands in annotations, under a class that exists. */
  AWS_LOAD_BALANCER_CONTROLLER = 'AWS_LOAD_BALANCER_CONTROLLER',
}

/**
 * An edge whose load balancer the cluster's controller owns. The props are those of `PumaEdge`; `hostedZones` is refused
 * (`IngressHasNoAliases`). docs/ingress.md says of each how it is kept.
 */
export interface IngressEdgeProps extends PumaEdgeProps {
  /** Which controller makes the load balancer. */
  readonly controller: IngressController;

  /**
   * Where Kubernetes objects go: `ManifestSink.cluster(cluster)` or `ManifestSink.directory(path)`. YAML files can carry
   * nothing that only CloudFormation knows: give `securityGroup`, and a web ACL and a log bucket that exist.
   */
  readonly sink: ManifestSink;

  /**
   * Name of the IngressGroup: the load balancer's identity in the cluster. All routes of the edge are in it, and every
   * Ingress of that name shares the load balancer: another name makes another one. At most 63 lower-case letters, digits,
   * `-` and `.` (`GroupNameInvalid`).
   */
  readonly groupName: string;

  /**
   * Name of the IngressClass. With EKS Auto Mode one is made under this name; with the AWS Load Balancer Controller it must exist.
   *
   * @default - `groupName` with EKS Auto Mode, 'alb' with the AWS Load Balancer Controller, whose chart makes it
   */
  readonly ingressClassName?: string;

  /**
   * The load balancer's security group, when it exists; who may connect is then its owner's to say (`AllowFromUnused` with
   * `allowFrom`). The way to the pods is opened in it.
   *
   * @default - made here, for `allowFrom`
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * Tags of all that the controller makes. CDK's own tags do not reach it. With EKS Auto Mode the cluster's role must be
   * allowed to set them. With the AWS Load Balancer Controller a comma has no place in them, nor in `responseHeaders`
   * (`AnnotationCannotHold`).
   *
   * @default - the controller's own
   */
  readonly tags?: Record<string, string>;
}

/**
 * What requests a component gets, and how the load balancer treats its pods.
 *
 * The controller has all requests of an Ingress sign in, or none, and by Cognito alone: `authentication` by OpenID Connect throws
 * `IngressCannotSignInByOidc`, and together with `rules` `IngressRulesWouldSignIn`. A rule cannot have users sign in
 * (`IngressRuleCannotSignIn`) or a `priority`: rules are asked in the order in which they are written
 * (`IngressRulesGoAsWritten`), so that a later one may be hidden (`IngressRuleHidden`); their paths begin with a slash
 * (`IngressPathNotAbsolute`), and their names differ by more than capitals (`IngressRuleNameTaken`).
 * `issueListenerCertificate` throws `IngressIssuesNoCertificate`.
 */
export interface IngressRouteOptions extends EdgeRoutingOptions {
  /** Hostname that is routed to the pods, as in `EdgeRouteOptions`. */
  readonly hostname: string;

  /**
   * Further hostnames with the same pods behind them, at most 4 (`TooManyHosts`). Each is a listener rule of its own.
   *
   * @default - none
   */
  readonly additionalHostnames?: string[];

  /** Port of the Kubernetes Service, and of the pods behind it, which speak TLS there; 1024 to 65535. */
  readonly port: number;

  /** All timeouts. Its idle timeout must be that of the edge, or `IdleTimeoutMismatch` is thrown. */
  readonly timing: Timing;

  /** Name of the Kubernetes Service. */
  readonly serviceName: string;

  /** Namespace of the Service and of the Ingress. */
  readonly namespaceName: string;

  /** Name of the Ingress, at most 63 lower-case letters, digits and `-`. */
  readonly ingressName: string;

  /**
   * Path that health checks ask for over HTTPS; it must answer 200.
   *
   * @default /readyz
   */
  readonly healthCheckPath?: string;

  /**
   * Port of the health check, where it is not the traffic's; 1024 to 65535.
   *
   * @default - `port`
   */
  readonly healthCheckPort?: number;

  /**
   * `group.order` of the Ingress, 1 to 1000 (`GroupOrderInvalid`), which no other of the group may have
   * (`GroupOrderTaken`); lower is looked at first, and an Ingress without comes before all.
   *
   * @default - none for exact hostnames, of which none can hide another; for wildcards derived from them, the deepest first
   */
  readonly groupOrder?: number;

  /**
   * Where the Ingress goes.
   *
   * @default - the edge's sink
   */
  readonly sink?: ManifestSink;
}
