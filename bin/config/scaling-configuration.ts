import type { BusynessScalingOptions } from '../../lib/scaling/busyness-scaling-options';
import type {
  CloudWatchMetricOptions,
  ExternalMetricOptions,
  PrometheusMetricOptions,
} from '../../lib/scaling/metric-source-options';

export interface ScalingConfiguration extends Omit<BusynessScalingOptions, 'metric'> {
  /**
   * Where the metric is read.
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
  /** A metric that an adapter, such as prometheus-adapter, serves to the cluster's own HPA: without KEDA. */
  readonly external?: ExternalMetricOptions;
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
