/** Where the figures go that the runtime samples once a second in each pod. */
export interface PodMetricsOptions {
  /**
   * Whether pods publish to CloudWatch. Without it their role may not either, and the dashboard leaves Puma out.
   *
   * @default true
   */
  readonly cloudWatch?: boolean;

  /**
   * Seconds between two points that a pod publishes to CloudWatch: 5, 10, 15, 20, 30 or 60, and a whole share of the period
   * that `scaling` reads. Each point is made of one sample a second, whatever the interval is; a longer one costs fewer
   * calls, and the fleet follows later by as much. Throws `PublishIntervalInvalid`, and `PublishIntervalUnused` where
   * `cloudWatch` is false.
   *
   * @default 10
   */
  readonly publishIntervalSeconds?: number;

  /**
   * Whether the runtime answers Prometheus, in its text format 0.0.4, at `/metrics` on the probe port (`puma.probePort`),
   * over HTTPS with the first component's certificate. Pods then carry the annotations `prometheus.io/scrape`, `port`, `path`
   * and `scheme`; a PodMonitor finds the port by its name, `cdk-puma-probes`. Prometheus must be told
   * `insecure_skip_verify`, or the `server_name` that the certificate is for.
   *
   * Beside gauges of the moment (`puma_pool_capacity`, `puma_max_threads`, `puma_backlog`, `puma_running`,
   * `puma_certificate_days_left`, and `puma_busy_threads` from Puma 6.6 on) and `puma_requests_total` there are two counters
   * that each second adds to, all threads and the free ones. The fleet's busyness over any window, however seldom it is
   * scraped, is
   *
   *     1 - sum(rate(puma_spare_thread_seconds_total[5m])) / sum(rate(puma_thread_seconds_total[5m]))
   *
   * @default false
   */
  readonly prometheus?: boolean;

  /**
   * Kubernetes namespaces whose pods the network policy lets reach the probe port, for `prometheus`. Throws
   * `PrometheusNamespacesInvalid` for none, and where `prometheus` is false.
   *
   * @default - all namespaces of the cluster: what is told there is no secret
   */
  readonly prometheusNamespaces?: string[];
}
