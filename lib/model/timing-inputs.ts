/** Figures of a probe to set by hand; what is left out keeps its derived value. */
export interface ProbeOverrides {
  /**
   * Seconds between two probes, 1 or more.
   *
   * @default - 5 for startup and readiness, 10 for liveness
   */
  readonly periodSeconds?: number;

  /**
   * Seconds after which a probe without an answer has failed, 1 or more.
   *
   * @default 5
   */
  readonly timeoutSeconds?: number;

  /**
   * Failures in a row that count, 1 or more.
   *
   * @default - startup: what covers 30 s for certificates, `applicationBootSeconds` and `workerBootTimeoutSeconds`;
   * readiness 3; liveness 10
   */
  readonly failureThreshold?: number;

  /**
   * Seconds from the container's start to the first probe, 0 or more. Readiness and liveness wait for startup anyway.
   *
   * @default 0
   */
  readonly initialDelaySeconds?: number;
}

/**
 * What all timeouts of a service are derived from, and, below, the derived values that may be set by hand.
 *
 * Every figure is a whole number of seconds (thresholds: of checks). None may be a token: other figures are computed
 * from it at synth. A figure out of its range is refused (`DurationInvalid`, `IdleTimeoutInvalid`, `ClientKeepAliveInvalid`,
 * `SlowestRequestInvalid`, `DeregistrationDelayInvalid`, `HealthCheckInvalid`, `ProbeInvalid`), and so is one that breaks an
 * inequality with another, by the name of the inequality; see `Timing`.
 */
export interface TimingInputs {
  /**
   * Idle timeout of the ALB: how long it keeps a connection without data, and waits for a response. 7 to 4000
   * (an ALB takes 1 to 4000; below 7 no whole second is left for a request).
   *
   * @default 60 - the ALB's own default
   */
  readonly idleTimeoutSeconds?: number;

  /**
   * How long the ALB keeps a client's connection alive in all. 60 to 604800, and at least `idleTimeoutSeconds`.
   *
   * @default 3600 - the ALB's own default; `idleTimeoutSeconds` when that is more
   */
  readonly clientKeepAliveSeconds?: number;

  /**
   * The slowest request that must succeed, from the ALB's side. 1 to 3595, and less than `idleTimeoutSeconds` - 5.
   *
   * @default 24 - what Puma's own 30 s of worker shutdown leave after its 6 s of grace; `idleTimeoutSeconds` - 6 when
   * that is less, since no slower request can succeed
   */
  readonly slowestRequestSeconds?: number;

  /**
   * From a pod's deletion until no load balancer node sends it a request: the controller's call and its way through
   * ELB. 1 to 86400.
   *
   * @default 30 - field data
   */
  readonly deregistrationPropagationSeconds?: number;

  /**
   * Time that requests in flight are promised between SIGTERM and the end. 6 to 86400, and at least
   * `slowestRequestSeconds` + 5.
   *
   * @default - `slowestRequestSeconds` + 6 (30): the slowest request, then Puma's own grace of a forced shutdown
   */
  readonly drainSeconds?: number;

  /**
   * Budget of the warm-up that a worker runs before it takes requests; 0 for none. 0 to 86400.
   *
   * @default 30
   */
  readonly warmUpSeconds?: number;

  /**
   * Time that Ruby, Bundler and the application take to load, before any warm-up. 1 to 86400: measure it.
   *
   * @default 30
   */
  readonly applicationBootSeconds?: number;

  /**
   * Seconds between two health checks of the ALB. 5 to 300.
   *
   * @default 10
   */
  readonly healthCheckIntervalSeconds?: number;

  /**
   * Seconds after which the ALB's health check has failed. 2 to 120, and less than the interval.
   *
   * @default 5 - 4 with an interval of 5
   */
  readonly healthCheckTimeoutSeconds?: number;

  /**
   * Passed checks in a row that bring a target back. 2 to 10. A new target needs one alone.
   *
   * @default 2
   */
  readonly healthyThreshold?: number;

  /**
   * Failed checks in a row that take a target out. 2 to 10.
   *
   * @default 2
   */
  readonly unhealthyThreshold?: number;

  /**
   * Puma's `persistent_timeout`: how long it keeps an idle connection. 1 to 86400, and more than
   * `idleTimeoutSeconds` + 10.
   *
   * @default - `idleTimeoutSeconds` + 10 + 5 (75)
   */
  readonly persistentTimeoutSeconds?: number;

  /**
   * Puma's `first_data_timeout`: how long it keeps a fresh connection that has sent nothing. 1 to 86400, and at least
   * `idleTimeoutSeconds`.
   *
   * @default - `persistentTimeoutSeconds` (75): the same race, the same answer
   */
  readonly firstDataTimeoutSeconds?: number;

  /**
   * Puma's `worker_shutdown_timeout` (cluster mode): SIGTERM to SIGKILL of a worker. 6 to 86400, and at least
   * `drainSeconds`.
   *
   * @default - `drainSeconds` (30)
   */
  readonly workerShutdownTimeoutSeconds?: number;

  /**
   * Puma's `worker_boot_timeout`: fork to ready, warm-up included. 1 to 86400, and at least
   * `applicationBootSeconds` + `warmUpSeconds`.
   *
   * @default - `applicationBootSeconds` + `warmUpSeconds` (60, Puma's own default)
   */
  readonly workerBootTimeoutSeconds?: number;

  /**
   * Puma's `force_shutdown_after`: SIGTERM until requests still running are ended with a 503. 0 to 86400, and at most
   * `workerShutdownTimeoutSeconds` - 6.
   *
   * @default - `workerShutdownTimeoutSeconds` - 6 (24)
   */
  readonly forceShutdownAfterSeconds?: number;

  /**
   * preStop sleep: how long a pod that is going serves on. 1 to 86400, and at least
   * `deregistrationPropagationSeconds`.
   *
   * @default - `deregistrationPropagationSeconds` + 10 (40)
   */
  readonly preStopSeconds?: number;

  /**
   * `terminationGracePeriodSeconds` of the pod; its countdown begins before preStop. 1 to 86400, and at least
   * `preStopSeconds` + `workerShutdownTimeoutSeconds`; without 5 more there is a warning. A Spot instance gives notice
   * of 120 s.
   *
   * @default - `preStopSeconds` + `workerShutdownTimeoutSeconds` + 5 (75)
   */
  readonly terminationGracePeriodSeconds?: number;

  /**
   * Deregistration delay of the target groups: how long the ALB lets requests run on a target that is going. 0 to 3600,
   * at least `slowestRequestSeconds` + 5, at most `preStopSeconds` + `drainSeconds`.
   *
   * @default - `deregistrationPropagationSeconds` + `slowestRequestSeconds` + 5 (59), not the ALB's 300
   */
  readonly deregistrationDelaySeconds?: number;

  /**
   * Figures of the startup probe. Its budget must cover 30 s for certificates, `applicationBootSeconds` and
   * `workerBootTimeoutSeconds`.
   *
   * @default - derived
   */
  readonly startupProbe?: ProbeOverrides;

  /**
   * Figures of the readiness probe.
   *
   * @default - derived
   */
  readonly readinessProbe?: ProbeOverrides;

  /**
   * Figures of the liveness probe. It must be strictly slower to fail than the readiness probe.
   *
   * @default - derived
   */
  readonly livenessProbe?: ProbeOverrides;
}
