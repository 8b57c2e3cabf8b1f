import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { GET_METRIC_DATA, metricReadPolicy } from './metric-read';
import { MetricSource } from './metric-source';
import { awsTriggerAuthentication, scaledObject } from './scaled-object';
import { ifKnown } from '../known';
import type { ManifestSink } from '../kubernetes/manifest-sink';
import { checkPodRange, checkTargetBusyness, DEFAULT_TARGET_BUSYNESS } from '../model/busyness';
import {
  checkDimensionValue,
  checkMetricNamespace,
  checkPublishInterval,
  SAMPLE_INTERVAL_SECONDS,
  SAMPLES_NEEDED,
} from '../model/cloudwatch';
import { wholeNumber } from '../model/errors';
import { PUBLISH_INTERVAL_SECONDS, PUMA_METRICS } from '../model/metrics';
import { checkKubernetesName } from '../model/names';
import { DEFAULT_POD_RANGE, metricWindow, scalingPace } from '../model/scaling';
import type { Timing } from '../model/timing';

/** How many pods, and what they follow. */
export interface BusynessScalingOptions {
  /**
   * Pods at least, 1 or more: the pods publish the metric themselves, so none is never enough.
   *
   * @default 3
   */
  readonly minPods?: number;

  /**
   * Pods at most, at least `minPods`.
   *
   * @default - 30, or `minPods` if that is more
   */
  readonly maxPods?: number;

  /**
   * Busyness in percent that the fleet is kept at: a whole number from 1 to 95.
   *
   * The HPA acts on what is more than 10 % off (below 54 and above 66 at 60). Busyness saturates at 100, so one step
   * grows the fleet by 100/target at most: to 1.67 times its size at 60, to 1.05 times at 95.
   *
   * @default 60
   */
  readonly targetBusyness?: number;

  /**
   * Pods to run at least while the metric cannot be read. The fleet is never made smaller then, whatever this is.
   * Give what carries an ordinary peak, if a blind fleet should be a large one.
   *
   * @default - `minPods`: the fleet stays as it is
   */
  readonly fallbackPods?: number;

  /**
   * Where the metric is read.
   *
   * @default MetricSource.cloudWatch()
   */
  readonly metric?: MetricSource;
}

export interface BusynessScalingProps extends BusynessScalingOptions {
  /** Where the ScaledObject goes: a cluster that runs KEDA 2.18 or later (see `KedaInstallation`), or YAML files. */
  readonly sink: ManifestSink;

  /**
   * Name of the Deployment to scale, which must have no `spec.replicas` and no other autoscaler. The ScaledObject and
   * its HPA take this name too.
   */
  readonly deploymentName: string;

  /** Namespace of the Deployment. */
  readonly namespaceName: string;

  /** Name of the service, as its pods publish it in the metrics' dimension. */
  readonly serviceName: string;

  /** The pods' timing: the pace of scaling follows from warm-up and drain. */
  readonly timing: Timing;

  /**
   * CloudWatch namespace that the pods publish to.
   *
   * @default 'CdkPumaEks'
   */
  readonly metricNamespace?: string;

  /**
   * Seconds between two points that a pod publishes to CloudWatch, a whole share of the metric's period: 5, 10, 15, 20, 30
   * or 60. Scaling waits as long for the newest one.
   *
   * @default 10
   */
  readonly publishIntervalSeconds?: number;

  /**
   * Whether the pods answer Prometheus themselves: `MetricSource.prometheus()` then reads, by default, their counters.
   *
   * @default false
   */
  readonly podsAnswerPrometheus?: boolean;

  /**
   * Role of KEDA's operator, to be granted reading metrics.
   *
   * @default - nothing is granted here: `KedaInstallation` has granted it already, or use `grantReadMetrics`
   */
  readonly kedaOperatorRole?: iam.IRole;
}

/**
 * Pods follow busyness: a KEDA ScaledObject that tracks ONE fleet-wide series by target type `Value`.
 *
 * While the metric is late or missing the fleet keeps its size, or grows to `fallbackPods`; it never shrinks. Needs KEDA
 * 2.18: earlier versions refuse a fallback together with target type `Value`.
 */
export class BusynessScaling extends Construct {
  /** The ScaledObject's manifest: to make something wait for it. */
  public readonly resource: Construct;
  /** The TriggerAuthentication's manifest, when the source brings one. */
  public readonly authentication?: Construct;
  /** Pods at least. */
  public readonly minPods: number;
  /** Pods at most. */
  public readonly maxPods: number;
  /** Busyness in percent that is tracked. */
  public readonly targetBusyness: number;

  private readonly source: MetricSource;

  /**
   * Throws `PodRangeInvalid`, `TargetBusynessInvalid`, `FallbackPodsInvalid`, `NameInvalid`, `DimensionValueInvalid`,
   * `MetricNamespaceInvalid`, `PublishIntervalInvalid`.
   */
  constructor(scope: Construct, id: string, props: BusynessScalingProps) {
    super(scope, id);
    this.minPods = props.minPods ?? DEFAULT_POD_RANGE.minPods;
    this.maxPods = props.maxPods ?? Math.max(DEFAULT_POD_RANGE.maxPods, this.minPods);
    this.targetBusyness = props.targetBusyness ?? DEFAULT_TARGET_BUSYNESS;
    this.source = props.metric ?? MetricSource.cloudWatch();
    const metricNamespace = props.metricNamespace ?? PUMA_METRICS.namespace;
    const publishIntervalSeconds = props.publishIntervalSeconds ?? PUBLISH_INTERVAL_SECONDS;
    const fallbackPods = props.fallbackPods ?? this.minPods;
    checkPodRange('minPods', this.minPods, 'maxPods', this.maxPods);
    checkTargetBusyness('targetBusyness', this.targetBusyness);
    checkFallback(fallbackPods, this.maxPods);
    checkPublishInterval('publishIntervalSeconds', publishIntervalSeconds, this.source._periodSeconds);
    ifKnown(props.deploymentName, (name) => checkKubernetesName('deploymentName', name));
    ifKnown(props.namespaceName, (name) => checkKubernetesName('namespaceName', name));
    ifKnown(props.serviceName, (name) => checkDimensionValue('serviceName', name));
    ifKnown(metricNamespace, (namespace) => checkMetricNamespace('metricNamespace', namespace));

    const metadata = {
      name: props.deploymentName,
      namespace: props.namespaceName,
      labels: { 'app.kubernetes.io/name': props.deploymentName, 'app.kubernetes.io/managed-by': 'cdk-puma-eks' },
    };
    const identity = this.source._identity;
    if (identity?._kind === 'podIdentity') {
      this.authentication = props.sink._add(this, 'Authentication', [
        awsTriggerAuthentication(metadata, identity._roleArn),
      ]);
    }
    const source = this.source._render({
      serviceName: props.serviceName,
      metricNamespace,
      region: Stack.of(this).region,
      deploymentName: props.deploymentName,
      namespaceName: props.namespaceName,
      targetBusyness: this.targetBusyness,
      publishIntervalSeconds,
      podsAnswerPrometheus: props.podsAnswerPrometheus ?? false,
    });
    this.resource = props.sink._add(this, 'Resource', [
      scaledObject({
        metadata,
        deploymentName: props.deploymentName,
        minPods: this.minPods,
        maxPods: this.maxPods,
        fallbackPods,
        pace: scalingPace(props.timing, metricWindow(source.periodSeconds, publishIntervalSeconds)),
        source,
      }),
    ]);
    if (this.authentication) this.resource.node.addDependency(this.authentication);
    if (identity && props.kedaOperatorRole) {
      metricReadPolicy(this, 'OperatorReadsMetrics').attachToRole(props.kedaOperatorRole);
    }
    this.advise();
  }

  /**
   * Lets somebody read metrics, as KEDA must: `cloudwatch:GetMetricData`, which IAM cannot limit to a namespace or a
   * metric. For KEDA's operator, or for the role that `KedaIdentity.podIdentity(roleArn)` names.
   */
  public grantReadMetrics(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions: [GET_METRIC_DATA], resourceArns: ['*'] });
  }

  private advise(): void {
    const samples = (this.source._periodSeconds / SAMPLE_INTERVAL_SECONDS) * this.minPods;
    if (samples < SAMPLES_NEEDED) {
      Annotations.of(this).addWarningV2(
        'cdk-puma-eks:metricPeriodNoisy',
        `A point of ${this.source._periodSeconds} s over ${this.minPods} pod(s) averages ${samples} samples; with fewer than ${SAMPLES_NEEDED} the fleet follows noise. Take a longer period or more pods.`,
      );
    }
    if (this.minPods === 1) {
      Annotations.of(this).addWarningV2(
        'cdk-puma-eks:singlePod',
        'minPods is 1: a node that fails, or is replaced, takes the whole service with it. Two pods in two zones are the least that bears it.',
      );
    }
  }
}

function checkFallback(given: number, maxPods: number): void {
  if (Token.isUnresolved(given)) return;
  wholeNumber(
    'FallbackPodsInvalid',
    'fallbackPods',
    given,
    1,
    maxPods,
    'without the metric the fleet is kept at this size at least, and never above maxPods',
  );
}
