import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { GET_METRIC_DATA, metricReadPolicy } from './metric-read';
import type { BusynessScalingOptions } from './busyness-scaling-options';
import { blindPods, checkExtras, checkFallback, modelled, tolerancesOf } from './busyness-scaling-model';
import type { ModelledScaling } from './busyness-scaling-model';
import { cpuTrigger } from './extra-triggers';
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler';
import { MetricSource } from './metric-source';
import { awsTriggerAuthentication, scaledObject } from './scaled-object';
import { claimTarget } from './scaled-targets';
import { checkPodLabels } from './selector-labels';
import type { RenderedSource } from './scaled-object';
import { ifKnown } from '../known';
import { labelsOf } from '../kubernetes/labels';
import type { ManifestSink } from '../kubernetes/manifest-sink';
import type { ObjectMeta } from '../kubernetes/kubernetes-object';
import { checkPodRange, checkTargetBusyness, DEFAULT_TARGET_BUSYNESS, targetBusynessAdvice } from '../model/busyness';
import {
  checkDimensionValue,
  checkMetricNamespace,
  checkPublishInterval,
  SAMPLE_INTERVAL_SECONDS,
  SAMPLES_NEEDED,
} from '../model/cloudwatch';
import { PREFIX } from '../model/errors';
import type { HpaBehavior } from '../model/hpa-behavior';
import { PUBLISH_INTERVAL_SECONDS, PUMA_METRICS } from '../model/metrics';
import { checkKubernetesName } from '../model/names';
import { DEFAULT_POD_RANGE, hpaBehavior, metricWindow, scalingPace } from '../model/scaling';
import type { Timing } from '../model/timing';

export interface BusynessScalingProps extends BusynessScalingOptions {
  /**
   * Where the ScaledObject, or the HPA, goes: a cluster that runs KEDA 2.18 or later (see `KedaInstallation`), or an adapter for
   * `MetricSource.external()`; or YAML files.
   */
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
   * Labels by which KEDA counts the pods, where `scheduled` must know how many there are.
   *
   * @default - those that `PumaWorkload` gives its pods: `app.kubernetes.io/name` is the Deployment's name
   */
  readonly podLabels?: Record<string, string>;

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
 * Pods follow busyness: a KEDA ScaledObject, or with `MetricSource.external()` a plain HorizontalPodAutoscaler, that tracks ONE
 * fleet-wide series by target type `Value`.
 *
 * While the metric is late or missing the fleet keeps its size, or grows to `fallbackPods`; it never shrinks. Needs KEDA
 * 2.18: earlier versions refuse a fallback together with target type `Value`.
 */
export class BusynessScaling extends Construct {
  /** The manifest of the ScaledObject, or of the HPA: to make something wait for it. */
  public readonly resource: Construct;
  /** The TriggerAuthentication's manifest, when the source brings one. */
  public readonly authentication?: Construct;
  /** Pods at least. */
  public readonly minPods: number;
  /** Pods at most. */
  public readonly maxPods: number;
  /** Busyness in percent that is tracked. */
  public readonly targetBusyness: number;

  /** What the simulator plays. @internal */
  public readonly _model: ModelledScaling;

  private readonly source: MetricSource;

  /**
   * Throws `PodRangeInvalid`, `TargetBusynessInvalid`, `FallbackPodsInvalid`, `NameInvalid`, `DimensionValueInvalid`,
   * `MetricNamespaceInvalid`, `PublishIntervalInvalid`, `CpuPercentInvalid`, `ToleranceInvalid`, `ScheduleInvalid`,
   * `CronInvalid`, `TimeZoneInvalid`, `NeedsKeda`, `AlreadyScaled`, `LabelInvalid`.
   */
  constructor(scope: Construct, id: string, props: BusynessScalingProps) {
    super(scope, id);
    this.minPods = props.minPods ?? DEFAULT_POD_RANGE.minPods;
    this.maxPods = props.maxPods ?? Math.max(DEFAULT_POD_RANGE.maxPods, this.minPods);
    this.targetBusyness = props.targetBusyness ?? DEFAULT_TARGET_BUSYNESS;
    this.source = props.metric ?? MetricSource.cloudWatch();
    const metricNamespace = props.metricNamespace ?? PUMA_METRICS.namespace;
    const publishIntervalSeconds = props.publishIntervalSeconds ?? PUBLISH_INTERVAL_SECONDS;
    checkPodRange('minPods', this.minPods, 'maxPods', this.maxPods);
    checkTargetBusyness('targetBusyness', this.targetBusyness);
    checkFallback(props.fallbackPods, this.maxPods);
    checkExtras(props, this.source, this);
    checkPublishInterval('publishIntervalSeconds', publishIntervalSeconds, this.source._periodSeconds);
    ifKnown(props.podLabels, (labels) => checkPodLabels('podLabels', labels));
    ifKnown(props.deploymentName, (name) => checkKubernetesName('deploymentName', name));
    ifKnown(props.namespaceName, (name) => checkKubernetesName('namespaceName', name));
    ifKnown(props.serviceName, (name) => checkDimensionValue('serviceName', name));
    ifKnown(metricNamespace, (namespace) => checkMetricNamespace('metricNamespace', namespace));

    claimTarget(props.sink._place, props.namespaceName, props.deploymentName, this.node.path);
    const tolerances = tolerancesOf(props.tolerance);
    const scheduled = props.scheduled ?? [];
    const source = this.source._render({
      serviceName: props.serviceName,
      metricNamespace,
      region: Stack.of(this).region,
      deploymentName: props.deploymentName,
      namespaceName: props.namespaceName,
      targetBusyness: this.targetBusyness,
      publishIntervalSeconds,
      podsAnswerPrometheus: props.podsAnswerPrometheus ?? false,
      podLabels: props.podLabels ?? { 'app.kubernetes.io/name': props.deploymentName },
      scheduled,
      scaleUpTolerance: tolerances.scaleUp,
    });
    const pace = scalingPace(props.timing, metricWindow(source.periodSeconds, publishIntervalSeconds));
    const behavior = hpaBehavior(pace, tolerances);
    this._model = modelled({
      minPods: this.minPods,
      maxPods: this.maxPods,
      targetBusyness: this.targetBusyness,
      cpuPercent: props.cpuPercent,
      scheduled,
      behavior,
      metric: this.source,
      source,
    });
    this.authentication = this.authenticate(props);
    const blind = blindPods(props.fallbackPods, this.minPods, tolerances.scaleUp);
    this.resource = this.add(props, source, behavior, blind);
    if (this.authentication) this.resource.node.addDependency(this.authentication);
    if (this.source._identity && props.kedaOperatorRole) {
      metricReadPolicy(this, 'OperatorReadsMetrics').attachToRole(props.kedaOperatorRole);
    }
    this.advise(tolerances.scaleUp);
  }

  /**
   * Lets somebody read metrics, as KEDA must: `cloudwatch:GetMetricData`, which IAM cannot limit to a namespace or a
   * metric. For KEDA's operator, or for the role that `KedaIdentity.podIdentity(roleArn)` names.
   */
  public grantReadMetrics(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions: [GET_METRIC_DATA], resourceArns: ['*'] });
  }

  private authenticate({ sink, deploymentName, namespaceName }: BusynessScalingProps): Construct | undefined {
    const identity = this.source._identity;
    if (identity?._kind !== 'podIdentity') return undefined;
    const metadata = metadataOf(deploymentName, namespaceName);
    return sink._add(this, 'Authentication', [awsTriggerAuthentication(metadata, identity._roleArn)]);
  }

  /** A ScaledObject and an HPA have ids of their own: what kubectl puts in another's place under one id it would leave behind. */
  private add(
    { sink, deploymentName, namespaceName, cpuPercent }: BusynessScalingProps,
    source: RenderedSource,
    behavior: HpaBehavior,
    fallbackPods: number,
  ): Construct {
    const { minPods, maxPods, targetBusyness } = this;
    const metadata = metadataOf(deploymentName, namespaceName);
    const settings = { metadata, deploymentName, minPods, maxPods, behavior };
    if (source.external) {
      const { external: metric } = source;
      return sink._add(this, 'Autoscaler', [
        horizontalPodAutoscaler({ ...settings, targetBusyness, cpuPercent, metric }),
      ]);
    }
    const triggers = [...source.triggers, ...(cpuPercent === undefined ? [] : [cpuTrigger(cpuPercent)])];
    return sink._add(this, 'Resource', [scaledObject({ ...settings, fallbackPods, source: { ...source, triggers } })]);
  }

  private advise(scaleUpTolerance: number | undefined): void {
    const saturates = this.source._countsBacklog
      ? undefined
      : targetBusynessAdvice(this.targetBusyness, scaleUpTolerance);
    if (saturates) Annotations.of(this).addWarningV2(`${PREFIX}${saturates.id}`, saturates.message);
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
        'minPods is 1: a node that fails, or is replaced, takes the whole service with it. It takes two pods in two zones to survive that.',
      );
    }
  }
}

function metadataOf(name: string, namespace: string): ObjectMeta {
  return { name, namespace, labels: labelsOf(name) };
}
