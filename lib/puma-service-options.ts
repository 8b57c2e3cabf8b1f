import type { AsherahProps } from './keys/asherah-props';
import type { TimingInputs } from './model/timing';
import type { AlarmThresholds } from './monitoring/alarm-thresholds';
import type { PumaAlarms } from './monitoring/puma-alarms';
import type { PumaComponent } from './puma-component';
import type { BusynessScalingOptions } from './scaling/busyness-scaling-options';
import type { CertificateAuthority } from './tls/certificate-authority';
import type { BindingFlavor } from './workload/binding-flavor';
import type { PodIdentity } from './workload/pod-identity';
import type { PumaImage } from './workload/puma-image';
import type { PumaSettings } from './workload/puma-settings';
import type { PodMetricsOptions } from './workload/pod-metrics-options';
import type { PodOptions } from './workload/pod-options';

/** What a Puma service is, wherever it runs. */
export interface PumaServiceOptions {
  /**
   * Name of the service: of its Deployment, its metrics' dimension, its dashboard.
   * Lower-case letters, digits and `-`, at most 40 characters.
   *
   * It is for good. Under another name all in the cluster is made anew and the old left where it is, and since a target group has
   * one binding, the load balancer's controller refuses the new one: the deployment fails, is rolled back, and the old pods serve on. The
   * README says how a service is renamed by a second one beside it.
   *
   * @default - the construct's id in kebab case
   */
  readonly serviceName?: string;

  /** The image with the application, Ruby, Puma 5.6 or later and an AWS gem (`aws-sdk-core`). */
  readonly image: PumaImage;

  /** The application's components: one to ten hosts and ports in one Puma process. Throws `ComponentCountInvalid`. */
  readonly components: PumaComponent[];

  /**
   * Who signs the certificates that the service issues for its components. Throws `CertificateAuthorityUnused` when it
   * issues none.
   *
   * @default - each certificate signs itself: a load balancer does not verify the certificates of its targets
   */
  readonly certificateAuthority?: CertificateAuthority;

  /** Whom the alarms tell, or, by `PumaAlarms.none(reason)`, why there are none. Silence here is not a default. */
  readonly alarms: PumaAlarms;

  /**
   * Workers, threads and what else Puma is told.
   *
   * @default - 2 workers of 5 threads
   */
  readonly puma?: PumaSettings;

  /**
   * Mean time, in seconds, that a request holds a thread, 0.0001 to 3600: what synth compares declared bursts with.
   * Measure it.
   *
   * @default 0.1 - assumed
   */
  readonly meanServiceTimeSeconds?: number;

  /**
   * The few figures, in seconds, that all timeouts are derived from. Throws `TimingDiffersFromEdge` where an edge that was
   * given has other ones.
   *
   * @default - an ALB idle timeout of 60 s, and what follows from it
   */
  readonly timing?: TimingInputs;

  /**
   * How many pods, and what they follow.
   *
   * @default - 3 to 30 pods at a busyness of 60 %
   */
  readonly scaling?: BusynessScalingOptions;

  /**
   * A fixed number of pods, in place of `scaling`. When it is taken away in favour of `scaling`, Kubernetes falls back to
   * one pod until the autoscaler acts, unless it has been made to forget the number just before:
   * `kubectl -n <namespace> apply edit-last-applied deployment/<service>`, and take the line `replicas` out.
   * Throws `ReplicasInvalid`, and `ReplicasAndScaling` together with `scaling`.
   *
   * @default - the pods follow busyness
   */
  readonly replicas?: number;

  /**
   * Application-layer encryption with Asherah: a master key, a metastore, grants and settings in the pods.
   *
   * @default - none
   */
  readonly asherah?: AsherahProps;

  /**
   * Namespace of the Kubernetes objects. One that is not made here should carry the label by which the cluster's controller
   * holds a new pod back until its target is healthy: `eks.amazonaws.com/pod-readiness-gate-inject: enabled` on EKS Auto
   * Mode, `elbv2.k8s.aws/pod-readiness-gate-inject: enabled` with the AWS Load Balancer Controller. A rollout waits there, for
   * each pod, as long as registering and health checks take: it cannot know of the label.
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
   * Environment variables of the container. No secrets: they would stand in the template. Throws `SecretInEnvironment` for
   * what looks like one, and `EnvironmentNameReserved` for `AWS_REGION` and for what Asherah is told by `asherah` or `keys`.
   * Throws `EnvironmentNameInvalid`.
   *
   * @default - none but the runtime's own
   */
  readonly environment?: Record<string, string>;

  /**
   * Resources, user, writable paths and other traits of the pods.
   *
   * @default - see `PodOptions`
   */
  readonly pod?: PodOptions;

  /**
   * Where the pods' figures go, and how often: to CloudWatch, to Prometheus. `cloudWatch: false` throws `CloudWatchNeeded`
   * while `scaling` or an alarm reads them there (`scaling.metric`, `podAlarms`), and `HighResolutionUnused`.
   *
   * @default - to CloudWatch, every 10 s
   */
  readonly metrics?: PodMetricsOptions;

  /**
   * CloudWatch namespace of the pods' metrics. Give services of one name in one account and Region, such as those of a
   * staging cluster, a namespace each: else their figures add up.
   *
   * @default 'CdkPumaEks'
   */
  readonly metricNamespace?: string;

  /**
   * Whether the pods' metrics are stored by the second, for scaling on points of 10 or 30 s. It costs the same to store, and
   * more to alarm on.
   *
   * @default - true when `scaling` reads points shorter than 60 s. False then is refused (`MetricResolutionTooLow`)
   */
  readonly highResolutionMetrics?: boolean;

  /**
   * Whether the alarms on what the pods publish are made: on saturation, silence and certificates that run out. False when
   * something else watches that, such as Prometheus' Alertmanager; those on load balancer and targets stay.
   *
   * @default true
   */
  readonly podAlarms?: boolean;

  /**
   * Alarm thresholds that differ from the defaults.
   *
   * @default - see `AlarmThresholds`
   */
  readonly alarmThresholds?: AlarmThresholds;

  /**
   * How pods get AWS credentials.
   *
   * @default PodIdentity.podIdentityAssociation()
   */
  readonly identity?: PodIdentity;

  /**
   * Which controller registers pods with target groups.
   * Throws `BindingFlavorUnused` together with `ingress`.
   *
   * @default - the AWS Load Balancer Controller for a cluster of `aws-eks` or one made with `albController`, EKS Auto Mode's
   * for other clusters of `aws-eks-v2`
   */
  readonly bindingFlavor?: BindingFlavor;
}
