import type * as eks from 'aws-cdk-lib/aws-eks';
import type * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { ManifestSink } from '../kubernetes/manifest-sink';
import type { Timing } from '../model/timing';
import type { BindingFlavor } from './binding-flavor';
import type { PodIdentity } from './pod-identity';
import type { PodMetricsOptions } from './pod-metrics-options';
import type { PodOptions } from './pod-options';
import type { PumaImage } from './puma-image';
import type { PumaSettings } from './puma-settings';
import type { WorkloadComponent } from './workload-component';

/** A component of the workload, with the target group that its pods join. */
export interface BoundComponent extends WorkloadComponent {
  /**
   * The target group.
   *
   * @default - none: the pods of this component are not registered anywhere
   */
  readonly targetGroup?: elbv2.IApplicationTargetGroup;
}

export interface PumaWorkloadProps {
  /** The cluster, of either EKS module. Throws `IpFamilyUnsupported` for one of IPv6 alone. */
  readonly cluster: eks.ICluster | eksv2.ICluster;

  /**
   * Where the Kubernetes objects go.
   *
   * @default - to the cluster
   */
  readonly sink?: ManifestSink;

  /**
   * Name of the Deployment, the Service and of what surrounds them; at most 63 characters. For good: another name makes all of
   * it anew, leaves the old where it is, and has no target group, which the old binding keeps. Throws `ServiceNameTaken` when
   * another workload of the app has it in the same namespace of the cluster.
   */
  readonly serviceName: string;

  /** The image of the application. */
  readonly image: PumaImage;

  /** The components, 1 or more. Throws `ComponentCountInvalid`. */
  readonly components: BoundComponent[];

  /** All timeouts. */
  readonly timing: Timing;

  /**
   * What Puma is told beside sockets and timeouts.
   *
   * @default - 2 workers of 5 threads
   */
  readonly puma?: PumaSettings;

  /**
   * A fixed number of pods, 1 or more. When it is taken away in favour of an autoscaler, Kubernetes falls back to one pod
   * until that acts, unless it has been made to forget the number just before:
   * `kubectl -n <namespace> apply edit-last-applied deployment/<service>`, and take the line `replicas` out.
   * Throws `ReplicasInvalid`.
   *
   * @default - left to an autoscaler
   */
  readonly replicas?: number;

  /**
   * Pods that an autoscaler leaves at least. Together with `targetBusyness` it says how many of them a drain of nodes may take
   * at once so that the rest carry the demand; where a single one is too many there is a warning.
   *
   * @default - not known: a fifth of the pods may go at once
   */
  readonly leastPods?: number;

  /**
   * Busyness in percent that an autoscaler keeps the pods at.
   *
   * @default 60
   */
  readonly targetBusyness?: number;

  /**
   * Percent above `targetBusyness` that an autoscaler leaves alone, 0 or more: the pods that a drain leaves must carry that too.
   *
   * @default - the HPA's own 10; less counts as 10, as Kubernetes before 1.35 drops a tolerance without a word
   */
  readonly scaleUpTolerancePercent?: number;

  /**
   * Traits of the pods.
   *
   * @default - see `PodOptions`
   */
  readonly pod?: PodOptions;

  /**
   * Environment variables of the container. No secrets: they would stand in the template.
   * Throws `EnvironmentNameInvalid`, `EnvironmentNameReserved`, and `SecretInEnvironment` for what looks like one.
   *
   * @default - AWS_REGION alone
   */
  readonly environment?: Record<string, string>;

  /**
   * Namespace of the objects. One that is not made here should carry the label by which the cluster's controller holds a
   * new pod back until its target is healthy: `eks.amazonaws.com/pod-readiness-gate-inject: enabled` on EKS Auto Mode,
   * `elbv2.k8s.aws/pod-readiness-gate-inject: enabled` with the AWS Load Balancer Controller. A rollout
   * waits there, for each pod, as long as registering and health checks take: it cannot know of the label.
   *
   * Another namespace later is a move that leaves the old objects, pods among them, where they are: delete them when the new
   * pods serve.
   *
   * @default - the service's name
   */
  readonly namespace?: string;

  /**
   * Whether the namespace is made here, under pod security "restricted". It is left behind when the service goes: deleting
   * it would delete all that others have put into it. Throws `NamespaceReserved` for `default` and `kube-…`.
   *
   * @default - true when `namespace` is not given
   */
  readonly createNamespace?: boolean;

  /**
   * How pods get AWS credentials.
   *
   * @default PodIdentity.podIdentityAssociation()
   */
  readonly identity?: PodIdentity;

  /**
   * Which controller registers pods.
   *
   * @default - the AWS Load Balancer Controller for a cluster of `aws-eks` or one made with `albController`, EKS Auto Mode's
   * for other clusters of `aws-eks-v2`
   */
  readonly bindingFlavor?: BindingFlavor;

  /**
   * Where the pods' figures go, and how often.
   *
   * @default - to CloudWatch, every 10 s
   */
  readonly metrics?: PodMetricsOptions;

  /**
   * Whether the controller registers the pods through an `Ingress`, which is made once the Service is: no component then has a
   * `targetGroup`.
   *
   * @default false
   */
  readonly ingress?: boolean;

  /**
   * CloudWatch namespace that pods publish to.
   *
   * @default 'CdkPumaEks'
   */
  readonly metricNamespace?: string;

  /**
   * Whether the pods' metrics are stored by the second, for scaling on points of 10 or 30 s.
   *
   * @default false
   */
  readonly highResolutionMetrics?: boolean;
}
