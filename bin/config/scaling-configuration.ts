import type { BusynessScalingOptions } from '../../lib/scaling/busyness-scaling';
import type { CloudWatchMetricOptions, PrometheusMetricOptions } from '../../lib/scaling/metric-source';

export interface ScalingConfiguration extends Omit<BusynessScalingOptions, 'metric'> {
  /**
   * Where KEDA reads the metric.
   *
   * @default - CloudWatch, with the credentials of KEDA's operator
   */
  readonly metric?: MetricConfiguration;
}

/** @exactlyOne */
export interface MetricConfiguration {
  /** CloudWatch, where the pods publish. */
  readonly cloudWatch?: CloudWatchConfiguration;
  /** Prometheus: one PromQL query that gives busyness. */
  readonly prometheus?: PrometheusMetricOptions;
}

export interface CloudWatchConfiguration extends Omit<CloudWatchMetricOptions, 'identity'> {
  /**
   * Which credentials KEDA reads the metrics with.
   *
   * @default 'operator' - those of KEDA's operator
   */
  readonly identity?: 'operator' | KedaIdentityConfiguration;
}

/** @exactlyOne */
export interface KedaIdentityConfiguration {
  /** A TriggerAuthentication of the service's own, with KEDA's `aws` provider. */
  readonly podIdentity?: KedaPodIdentityConfiguration;
  /** Name of a TriggerAuthentication that exists in the service's namespace. */
  readonly triggerAuthentication?: string;
  /** Name of a ClusterTriggerAuthentication that exists. */
  readonly clusterTriggerAuthentication?: string;
}

export interface KedaPodIdentityConfiguration {
  /**
   * ARN of the IAM role to assume, which must trust KEDA's operator.
   *
   * @default - none: the operator's own credentials
   */
  readonly roleArn?: string;
}
