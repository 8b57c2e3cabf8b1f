/**
 * What Puma's publisher in the pod sends to CloudWatch, named once: the pod's settings, the scaler, the dashboard and
 * the alarms all read it here.
 */
export const PUMA_METRICS = {
  /** Default CloudWatch namespace. */
  namespace: 'CdkPumaEks',
  /** The one dimension: the service's name, so that a sum runs over its pods. */
  dimension: 'Service',
  /** Free threads, plus those that could still be spawned, over all workers of a pod. */
  poolCapacity: 'PoolCapacity',
  /** Threads at most, over all workers of a pod. */
  maxThreads: 'MaxThreads',
  /** Requests accepted by Puma and waiting for a thread. */
  backlog: 'Backlog',
  /** Threads running, over all workers of a pod. */
  running: 'Running',
  /** Threads at work plus requests queued (Puma 6.6 and later): does not saturate. */
  busyThreads: 'BusyThreads',
  /** Requests served since the last point. */
  requests: 'Requests',
  /** Days until the certificate that expires first does. */
  certificateDaysLeft: 'CertificateDaysLeft',
  /** 1 where a secret's current version was refused, and the one before it is served; else 0, also while Secrets Manager does
   * not answer. */
  certificateRefused: 'CertificateRefused',
  /** Data points that could not be sent. */
  dropped: 'DroppedPoints',
} as const;

/** A series of the runtime's Prometheus endpoint: its name, its type and the help that Prometheus shows. */
export type PrometheusSeries = readonly [name: string, type: 'gauge' | 'counter', help: string];

/**
 * What the endpoint in the pod tells Prometheus, named once, by the runtime's own name for each value. The names of gauges
 * that yabeda-puma-plugin has too are the same: the scaler's query reads either. Names as Prometheus' "Metric and label
 * naming" wants them, but for the days, which are what CloudWatch and the alarm have too.
 *
 * The two counters of seconds make busyness true over any window, however seldom Prometheus scrapes: each second adds the
 * threads there were, and those of them that were free.
 */
export const PROMETHEUS_METRICS = {
  poolCapacity: ['puma_pool_capacity', 'gauge', 'Free threads and those that could still be spawned'],
  maxThreads: ['puma_max_threads', 'gauge', 'Threads at most'],
  backlog: ['puma_backlog', 'gauge', 'Requests accepted and waiting for a thread'],
  running: ['puma_running', 'gauge', 'Threads running'],
  busyThreads: ['puma_busy_threads', 'gauge', 'Threads at work and requests waiting'],
  requestsTotal: ['puma_requests_total', 'counter', 'Requests served'],
  threadSeconds: ['puma_thread_seconds_total', 'counter', 'Threads at most, added up each second'],
  spareThreadSeconds: ['puma_spare_thread_seconds_total', 'counter', 'Free threads, added up each second'],
  certificateDaysLeft: ['puma_certificate_days_left', 'gauge', 'Days until the first certificate expires'],
  certificateRefused: ['puma_certificate_refused', 'gauge', '1 where a newer certificate was refused'],
  droppedTotal: ['puma_metric_points_dropped_total', 'counter', 'Points that could not be sent to CloudWatch'],
} as const satisfies Readonly<Record<string, PrometheusSeries>>;

/** Seconds between two points that a pod publishes by default: each is a statistic set of one sample a second (field data:
 * one sample of a 5-thread pod has a standard deviation of 9 to 29 points, so a point must average several). */
export const PUBLISH_INTERVAL_SECONDS = 10;

/** Seconds that may lie between two points: shares of a minute, so that each minute has as many of them. Fewer cost more
 * calls than the autoscalers' shortest period, 10 s, can use; more would leave minutes empty. */
export const PUBLISH_INTERVALS: readonly number[] = [5, PUBLISH_INTERVAL_SECONDS, 15, 20, 30, 60];
