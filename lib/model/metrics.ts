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
  /** Data points that could not be sent. */
  dropped: 'DroppedPoints',
} as const;

/** Seconds between two points that a pod publishes: each is a statistic set of one sample a second (field data: one
 * sample of a 5-thread pod has a standard deviation of 9 to 29 points, so a point must average several). */
export const PUBLISH_INTERVAL_SECONDS = 10;
