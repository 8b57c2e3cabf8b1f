/** Figures of a Kubernetes probe. Always `httpGet`: a port listens before any worker accepts (measured: by 2 s). */
export interface ProbeNumbers {
  /** Seconds from the container's start to the first probe. */
  readonly initialDelaySeconds: number;
  /** Seconds between two probes. */
  readonly periodSeconds: number;
  /** Seconds after which a probe without an answer has failed. */
  readonly timeoutSeconds: number;
  /** Failures in a row that count. */
  readonly failureThreshold: number;
  /** Successes in a row that count: 1, the only number that Kubernetes takes for startup and liveness. */
  readonly successThreshold: number;
}

/** Figures of the health check that the ALB makes by itself. */
export interface HealthCheckNumbers {
  /** Seconds between two checks. */
  readonly intervalSeconds: number;
  /** Seconds after which a check without an answer has failed. */
  readonly timeoutSeconds: number;
  /** Passed checks in a row that bring a target back. */
  readonly healthyThreshold: number;
  /** Failed checks in a row that take a target out. */
  readonly unhealthyThreshold: number;
}
