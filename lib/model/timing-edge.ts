import {
  ALB_CLIENT_KEEP_ALIVE,
  ALB_CONNECT_TIMEOUT_SECONDS,
  ALB_DEREGISTRATION_DELAY,
  ALB_HEALTH_CHECK,
  ALB_IDLE_TIMEOUT,
} from './alb';
import { FORCE_SHUTDOWN_GRACE_SECONDS, PUMA_DEFAULTS } from './puma';
import type { Figure } from './timing-figure';
import { inPod } from './timing-figure';
import {
  LONGEST_REQUEST_SECONDS,
  PERSISTENT_MARGIN_SECONDS,
  REQUEST_MARGIN_SECONDS,
  SHORTEST_IDLE_SECONDS,
  SLOWEST_REQUEST_SECONDS,
} from './timing-margins';

/** Figures of the load balancer and of the connections between it and Puma. */
export interface EdgeFigures {
  readonly idleTimeoutSeconds: number;
  readonly clientKeepAliveSeconds: number;
  readonly slowestRequestSeconds: number;
  readonly persistentTimeoutSeconds: number;
  readonly firstDataTimeoutSeconds: number;
}

export function settleEdge(figure: Figure): EdgeFigures {
  const idle = figure('idleTimeoutSeconds', {
    derived: ALB_IDLE_TIMEOUT.default,
    derivation: "the ALB's default",
    source: 'AWS docs, load balancer attributes',
    min: SHORTEST_IDLE_SECONDS,
    max: ALB_IDLE_TIMEOUT.max,
    code: 'IdleTimeoutInvalid',
    why: 'an ALB takes 1 to 4000 s, and below 7 s no whole second is left for a request (slowest request < idle - 5)',
  });
  const clientKeepAlive = figure('clientKeepAliveSeconds', {
    derived: Math.max(ALB_CLIENT_KEEP_ALIVE.default, idle),
    derivation: `the ALB's default of ${ALB_CLIENT_KEEP_ALIVE.default}, or idleTimeoutSeconds when that is more`,
    source: 'AWS docs, load balancer attributes',
    min: ALB_CLIENT_KEEP_ALIVE.min,
    max: ALB_CLIENT_KEEP_ALIVE.max,
    code: 'ClientKeepAliveInvalid',
    why: 'an ALB takes no other client keep-alive',
  });
  const slowestRequest = figure('slowestRequestSeconds', {
    derived: Math.min(SLOWEST_REQUEST_SECONDS, idle - REQUEST_MARGIN_SECONDS - 1),
    derivation: `${PUMA_DEFAULTS.workerShutdownTimeoutSeconds} of Puma's worker shutdown - ${FORCE_SHUTDOWN_GRACE_SECONDS} of its forced shutdown; idleTimeoutSeconds - 6 when that is less`,
    source: 'Puma source, thread_pool.rb',
    min: 1,
    max: LONGEST_REQUEST_SECONDS,
    code: 'SlowestRequestInvalid',
    why: 'the deregistration delay, which must exceed it by 5 s, is at most 3600 s on an ALB',
  });
  const persistentTimeout = figure('persistentTimeoutSeconds', {
    derived: idle + ALB_CONNECT_TIMEOUT_SECONDS + PERSISTENT_MARGIN_SECONDS,
    derivation: `idleTimeoutSeconds ${idle} + ${ALB_CONNECT_TIMEOUT_SECONDS} to connect + ${PERSISTENT_MARGIN_SECONDS}`,
    source: 'field data; measured: 0 of 8,817 requests lost above idle, 73 of 8,871 below',
    ...inPod(1),
  });
  const firstDataTimeout = figure('firstDataTimeoutSeconds', {
    derived: persistentTimeout,
    derivation: `persistentTimeoutSeconds ${persistentTimeout}: a fresh connection runs the same race`,
    source: `measured; Puma's own ${PUMA_DEFAULTS.firstDataTimeoutSeconds} closes a fresh connection without a word`,
    ...inPod(1),
  });
  return {
    idleTimeoutSeconds: idle,
    clientKeepAliveSeconds: clientKeepAlive,
    slowestRequestSeconds: slowestRequest,
    persistentTimeoutSeconds: persistentTimeout,
    firstDataTimeoutSeconds: firstDataTimeout,
  };
}

/** Figures of the load balancer's own health check. */
export interface HealthCheckFigures {
  readonly healthCheckIntervalSeconds: number;
  readonly healthCheckTimeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export function settleHealthCheck(figure: Figure): HealthCheckFigures {
  const source = 'AWS docs, health checks for target groups';
  const limits = { code: 'HealthCheckInvalid', why: 'an ALB takes no other figure in a health check' };
  const healthCheckIntervalSeconds = figure('healthCheckIntervalSeconds', {
    derived: 10,
    derivation: "a third of the ALB's 30: a pod that fails fast draws requests until it is pulled",
    source,
    ...ALB_HEALTH_CHECK.interval,
    ...limits,
  });
  const healthCheckTimeoutSeconds = figure('healthCheckTimeoutSeconds', {
    derived: Math.min(5, healthCheckIntervalSeconds - 1),
    derivation: "the ALB's default of 5, and less than the interval",
    source,
    ...ALB_HEALTH_CHECK.timeout,
    ...limits,
  });
  const healthyThreshold = figure('healthyThreshold', {
    derived: 2,
    derivation: 'the fewest; a new target needs one check alone',
    source,
    unit: 'checks',
    ...ALB_HEALTH_CHECK.threshold,
    ...limits,
  });
  const unhealthyThreshold = figure('unhealthyThreshold', {
    derived: 2,
    derivation: "the ALB's default, and the fewest",
    source,
    unit: 'checks',
    ...ALB_HEALTH_CHECK.threshold,
    ...limits,
  });
  return { healthCheckIntervalSeconds, healthCheckTimeoutSeconds, healthyThreshold, unhealthyThreshold };
}

/** Settles the deregistration delay: what ends last at the edge when a pod goes. */
export function settleDeregistrationDelay(figure: Figure, propagation: number, slowestRequest: number): number {
  return figure('deregistrationDelaySeconds', {
    derived: Math.min(propagation + slowestRequest + REQUEST_MARGIN_SECONDS, ALB_DEREGISTRATION_DELAY.max),
    derivation: `deregistrationPropagationSeconds ${propagation} + slowestRequestSeconds ${slowestRequest} + ${REQUEST_MARGIN_SECONDS}, at most ${ALB_DEREGISTRATION_DELAY.max}`,
    source: `AWS docs, target group attributes (their default: ${ALB_DEREGISTRATION_DELAY.default})`,
    min: ALB_DEREGISTRATION_DELAY.min,
    max: ALB_DEREGISTRATION_DELAY.max,
    code: 'DeregistrationDelayInvalid',
    why: 'an ALB takes no other deregistration delay',
  });
}
