/** A range of whole numbers that an API takes, both ends included. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/**
 * Seconds an ALB waits for a TCP connection to a target before it answers 504. Fixed by AWS, no attribute changes it.
 * Source: AWS docs, "Troubleshoot your Application Load Balancers", HTTP 504.
 */
export const ALB_CONNECT_TIMEOUT_SECONDS = 10;

/**
 * Seconds an ALB waits for a TLS handshake with a target before it answers 502 (not 504). Fixed by AWS.
 * Source: AWS docs, "Troubleshoot your Application Load Balancers", HTTP 502.
 */
export const ALB_TLS_HANDSHAKE_TIMEOUT_SECONDS = 10;

/** `idle_timeout.timeout_seconds`. Source: AWS docs, "Edit attributes for your Application Load Balancer". */
export const ALB_IDLE_TIMEOUT = { min: 1, max: 4000, default: 60 } as const;

/** `client_keep_alive.seconds`. Source: AWS docs, "Edit attributes for your Application Load Balancer". */
export const ALB_CLIENT_KEEP_ALIVE = { min: 60, max: 604_800, default: 3600 } as const;

/** `deregistration_delay.timeout_seconds`; AWS's default of 300 outlives any pod. Source: API TargetGroupAttribute. */
export const ALB_DEREGISTRATION_DELAY = { min: 0, max: 3600, default: 300 } as const;

/** Source: AWS docs, "Health checks for Application Load Balancer target groups". The timeout must be under the interval. */
export const ALB_HEALTH_CHECK = {
  interval: { min: 5, max: 300 },
  timeout: { min: 2, max: 120 },
  threshold: { min: 2, max: 10 },
} as const;
