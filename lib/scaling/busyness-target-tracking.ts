import { Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import { Construct } from 'constructs';
import { ifKnown } from '../known';
import { checkTargetBusyness, DEFAULT_TARGET_BUSYNESS } from '../model/busyness';
import { busynessMetricMath } from '../model/busyness-expression';
import {
  checkDimensionValue,
  checkMetricNamespace,
  checkMetricPeriod,
  checkTrackingRegion,
  DEFAULT_METRIC_PERIOD_SECONDS,
} from '../model/cloudwatch';
import { wholeNumber } from '../model/errors';
import { PUMA_METRICS } from '../model/metrics';

export interface BusynessTargetTrackingProps {
  /** The group whose instances follow busyness, made or imported. */
  readonly autoScalingGroup: autoscaling.IAutoScalingGroup;

  /** Name of the service, as its Pumas publish it in the metrics' dimension. */
  readonly serviceName: string;

  /**
   * Busyness in percent that the fleet is kept at: a whole number from 1 to 95.
   *
   * @default 60
   */
  readonly targetBusyness?: number;

  /**
   * CloudWatch namespace that the service publishes to.
   *
   * @default 'CdkPumaEks'
   */
  readonly metricNamespace?: string;

  /**
   * Length of a data point in seconds: 10, 30 or 60. Below 60 the metrics must be stored at high resolution
   * (`highResolutionMetrics`), which target tracking takes in all Regions but those of AWS GovCloud (US): refused there.
   * Source: EC2 Auto Scaling, "Create a target tracking policy using high-resolution metrics for faster response".
   *
   * @default 60
   */
  readonly periodSeconds?: number;

  /**
   * Seconds from an instance's state InService until its Puma shares the load, 0 to 3600: boot of the instance (unless a
   * lifecycle hook on launch waits for it), boot and warm-up of Puma. Until then it counts as on its way, or the group would
   * grow past what is needed.
   *
   * @default - the group's own default instance warm-up, which AWS recommends to set there; without one its default
   * cooldown, 300 s. Source: PutScalingPolicy, EstimatedInstanceWarmup
   */
  readonly instanceWarmUpSeconds?: number;

  /**
   * Whether the policy only ever adds instances, for a group that something else makes smaller.
   *
   * @default false
   */
  readonly disableScaleIn?: boolean;
}

/**
 * Instances of an Auto Scaling group follow the busyness of the Puma that runs on them: a target-tracking policy on
 * metric math over the same two metrics that pods follow.
 *
 * For Puma on EC2, and for nodes that run nothing but this service. Not needed on EKS Auto Mode or with Karpenter, which
 * add nodes for pods that find no room. Missing data changes nothing: the policy waits. When instances drain longer
 * than a load balancer's deregistration, a termination lifecycle hook must hold them. Instances that must not go while they
 * work can be protected from scale-in (the group's `newInstancesProtectedFromScaleIn`), which keeps this policy from them, but
 * neither a failed health check nor a Spot interruption. Growth a step is at most 100/target, as busyness saturates at 100.
 */
export class BusynessTargetTracking extends Construct {
  /** The policy: an L1, since aws-cdk-lib's own construct refuses metric math (aws/aws-cdk#20659). */
  public readonly resource: autoscaling.CfnScalingPolicy;

  /**
   * Throws `TargetBusynessInvalid`, `MetricPeriodInvalid`, `HighResolutionUnavailable`, `InstanceWarmUpInvalid`,
   * `DimensionValueInvalid`, `MetricNamespaceInvalid`.
   */
  constructor(scope: Construct, id: string, props: BusynessTargetTrackingProps) {
    super(scope, id);
    const targetBusyness = props.targetBusyness ?? DEFAULT_TARGET_BUSYNESS;
    const periodSeconds = props.periodSeconds ?? DEFAULT_METRIC_PERIOD_SECONDS;
    const namespace = props.metricNamespace ?? PUMA_METRICS.namespace;
    checkTargetBusyness('targetBusyness', targetBusyness);
    checkMetricPeriod('periodSeconds', periodSeconds);
    ifKnown(Stack.of(this).region, (region) => checkTrackingRegion('periodSeconds', periodSeconds, region));
    ifKnown(props.serviceName, (name) => checkDimensionValue('serviceName', name));
    ifKnown(namespace, (known) => checkMetricNamespace('metricNamespace', known));
    ifKnown(props.instanceWarmUpSeconds, (known) =>
      wholeNumber(
        'InstanceWarmUpInvalid',
        'instanceWarmUpSeconds',
        known,
        0,
        3600,
        'an instance that warms up does not count yet, and one that takes over an hour would leave the group blind',
      ),
    );

    // A minute is what the API takes when nothing is said.
    const period = periodSeconds === DEFAULT_METRIC_PERIOD_SECONDS ? undefined : periodSeconds;
    const sum = (
      metricId: string,
      metricName: string,
    ): autoscaling.CfnScalingPolicy.TargetTrackingMetricDataQueryProperty => ({
      id: metricId,
      metricStat: {
        metric: { namespace, metricName, dimensions: [{ name: PUMA_METRICS.dimension, value: props.serviceName }] },
        stat: 'Sum',
        period,
      },
      returnData: false,
    });
    this.resource = new autoscaling.CfnScalingPolicy(this, 'Resource', {
      autoScalingGroupName: props.autoScalingGroup.autoScalingGroupName,
      policyType: 'TargetTrackingScaling',
      estimatedInstanceWarmup: props.instanceWarmUpSeconds,
      targetTrackingConfiguration: {
        targetValue: targetBusyness,
        disableScaleIn: props.disableScaleIn ?? false,
        customizedMetricSpecification: {
          metrics: [
            sum('capacity', PUMA_METRICS.poolCapacity),
            sum('threads', PUMA_METRICS.maxThreads),
            {
              id: 'busyness',
              label: `Busyness of ${props.serviceName}, in percent`,
              expression: busynessMetricMath('capacity', 'threads'),
              period,
              returnData: true,
            },
          ],
        },
      },
    });
  }
}
