import type { KedaIdentity } from './keda-identity';

/** How KEDA reads Puma's metrics from CloudWatch. */
export interface CloudWatchMetricOptions {
  /**
   * Length of a data point in seconds: 10, 30 or 60. Shorter reacts sooner and averages less: one point must average
   * at least 15 one-second samples over the pods (field data). Below 60 the metrics must be stored at high resolution, which
   * costs nothing more. At 10 a sudden rise has about half as many requests refused, and a fleet of fewer than ten pods, whose
   * points are noisier, takes 6 to 17 % more pod-hours (simulated: docs/decisions/0021).
   *
   * @default 60
   */
  readonly periodSeconds?: number;

  /**
   * Whether requests that wait in Puma count as busy threads, so that the metric does not saturate at 100 % and one step may
   * double a fleet that is overrun. Needs Puma 6.6 or later (`busy_threads`): with an earlier one there is no such metric, and
   * the fleet keeps its size.
   *
   * @default false
   */
  readonly countBacklog?: boolean;

  /**
   * Region whose CloudWatch the pods publish to.
   *
   * @default - the stack's
   */
  readonly region?: string;

  /**
   * Which credentials KEDA reads the metrics with.
   *
   * @default KedaIdentity.kedaOperator()
   */
  readonly identity?: KedaIdentity;

  /**
   * URL of another CloudWatch endpoint, such as a VPC endpoint without private DNS.
   *
   * @default - the Region's own
   */
  readonly endpoint?: string;
}

/** How KEDA reads Puma's metrics from Prometheus. */
export interface PrometheusMetricOptions {
  /** URL of Prometheus as KEDA's operator reaches it, up to where `/api/v1/query` follows: `http://prometheus.monitoring:9090`. */
  readonly serverAddress: string;

  /**
   * PromQL that gives ONE element, the fleet's busyness in percent. It must give none at all, rather than 0, when the
   * pods' metrics are missing: an empty answer holds the fleet's size, a 0 would shrink it.
   *
   * @default - where pods answer Prometheus themselves (`metrics.prometheus`), from the counters
   * `puma_spare_thread_seconds_total` and `puma_thread_seconds_total` over two minutes, for which Prometheus must scrape every
   * minute at least; elsewhere from the gauges `puma_pool_capacity` and `puma_max_threads`, the names of yabeda-puma-plugin,
   * averaged over a minute. Summed over the pods of the Deployment, by the labels `namespace` and `pod`
   */
  readonly query?: string;

  /**
   * Whether requests that wait in Puma count as busy threads, so that the metric does not saturate at 100 % and one step may
   * double a fleet that is overrun. Needs Puma 6.6 or later (`busy_threads`): with an earlier one there is no such metric, and
   * the fleet keeps its size.
   *
   * @default - false; not looked at when `query` is given
   */
  readonly countBacklog?: boolean;

  /**
   * Name of a TriggerAuthentication in the service's namespace, for a Prometheus that asks for credentials.
   *
   * @default - none
   */
  readonly triggerAuthentication?: string;

  /**
   * How KEDA authenticates, as its `authModes`: `bearer`, `basic` or `oauth`, and `tls`, `custom`; several separated by commas.
   * Needs `triggerAuthentication`.
   *
   * @default - none
   */
  readonly authModes?: string;
}

/** A metric that an adapter, such as prometheus-adapter, serves to the cluster's own HPA. */
export interface ExternalMetricOptions {
  /**
   * Name of the metric under `external.metrics.k8s.io`, in the service's namespace: ONE series, the fleet's busyness in
   * percent. Of several the HPA would make a sum. It must be gone, rather than 0, when the pods' metrics are.
   */
  readonly metricName: string;

  /**
   * Labels by which the one series is selected.
   *
   * @default - none: the name alone selects it
   */
  readonly labels?: Record<string, string>;

  /**
   * Seconds that one value of it is the mean over, 10 to 600: the pace of scaling follows from it.
   *
   * @default 60
   */
  readonly windowSeconds?: number;

  /**
   * Whether the metric counts requests that wait in Puma, and so does not saturate at 100.
   *
   * @default false
   */
  readonly countBacklog?: boolean;
}
