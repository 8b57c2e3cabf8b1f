import type * as eks from 'aws-cdk-lib/aws-eks';
import type * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IngressEdge } from './edge/ingress-edge';
import type { IPumaEdge } from './edge/puma-edge';
import type { KeyHierarchy } from './keys/key-hierarchy';
import type { ManifestSink } from './kubernetes/manifest-sink';
import type { PumaServiceEdgeOptions } from './puma-service-edge-options';
import type { PumaServiceOptions } from './puma-service-options';

export interface PumaServiceProps extends PumaServiceOptions {
  /**
   * The EKS cluster, of either module of aws-cdk-lib, made or imported.
   * Throws `ClusterNetworkUnknown` for one that was imported without its VPC or security group, and
   * `IpFamilyUnsupported` for one of IPv6 alone.
   */
  readonly cluster: eks.ICluster | eksv2.ICluster;

  /**
   * The edge in front of the service; several services may share one. It is for good: AWS lets a target group belong to one load
   * balancer, so a deployment that changes the edge fails. The README says how a service goes over to another.
   *
   * @default - an edge of its own, in the cluster's VPC, with `listenerCertificates` and a web ACL, as `edgeOptions` say
   */
  readonly edge?: IPumaEdge;

  /**
   * An edge whose load balancer the cluster's controller makes, from an `Ingress` for each component, in place of `edge`
   * (`IngressAndEdge`). CloudFormation does not know that load balancer: its alarms must be given up on purpose, by
   * `loadBalancerAlarms: false` (`IngressHasNoAlarms`). A component's `rulePriority` is then its Ingress's `group.order`, 1 to 1000.
   *
   * @default - none
   */
  readonly ingress?: IngressEdge;

  /**
   * Certificates of the HTTPS listener, when the service has an edge of its own. Throws `ListenerCertificatesMissing`
   * without, and `ListenerCertificatesUnused` together with `edge` or `ingress`.
   *
   * @default - none: `edge` or `ingress` must be given
   */
  readonly listenerCertificates?: elbv2.IListenerCertificate[];

  /**
   * How the edge of the service's own is set up. Throws `EdgeOptionsUnused` together with `edge` or `ingress`.
   *
   * @default - see `PumaServiceEdgeOptions`
   */
  readonly edgeOptions?: PumaServiceEdgeOptions;

  /**
   * Whether this service's monitoring has the alarms on the load balancer's own 500, 502, 503 and 504. CloudWatch counts
   * them for all services behind one load balancer together: false for all but one of those that share an edge.
   *
   * @default true
   */
  readonly loadBalancerAlarms?: boolean;

  /**
   * The KMS keys, with Asherah's if the service encrypts. Throws `AsherahTwice` together with `asherah`.
   *
   * @default - a key hierarchy of its own, by `asherah`
   */
  readonly keys?: KeyHierarchy;

  /**
   * Where the Kubernetes objects go.
   *
   * @default - to the cluster, through its kubectl provider
   */
  readonly sink?: ManifestSink;
}
