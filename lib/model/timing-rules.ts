import { ALB_CONNECT_TIMEOUT_SECONDS } from './alb';
import { FORCE_SHUTDOWN_GRACE_SECONDS } from './puma';
import { REQUEST_MARGIN_SECONDS, SECRETS_BUDGET_SECONDS } from './timing-margins';
import type { TimingNumbers } from './timing-numbers';

/** How the two sides of a rule must stand to each other. */
export type Relation = '>' | '>=' | '<' | '<=';

/** The figures that are one number each. */
type FlatName = { [Key in keyof TimingNumbers]: TimingNumbers[Key] extends number ? Key : never }[keyof TimingNumbers];

/** One inequality between figures: a row of the table that is checked and that the docs print. */
export interface TimingRule {
  readonly code: string;
  readonly left: FlatName;
  readonly relation: Relation;
  /** The right side in the figures' names; a test evaluates it and holds it against `right`. */
  readonly rightText: string;
  readonly right: (numbers: TimingNumbers) => number;
  /** The input to change, when `left` follows from several. */
  readonly input?: string;
  readonly why: string;
}

/**
 * Every inequality, in the order of a request's life: its connection, its work, the end of its pod, the pod's beginning,
 * the pod's watchers. Where one rule implies another, the one that tells more stands first.
 */
export const TIMING_RULES: readonly TimingRule[] = [
  {
    code: 'PersistentTimeoutTooShort',
    left: 'persistentTimeoutSeconds',
    relation: '>',
    rightText: `idleTimeoutSeconds + ${ALB_CONNECT_TIMEOUT_SECONDS}`,
    right: (n) => n.idleTimeoutSeconds + ALB_CONNECT_TIMEOUT_SECONDS,
    why: 'the load balancer must close an idle connection before Puma does, or a request sent into the closing connection ends as a 502; strictly longer than idle is what the race needs, the 10 s to connect are the margin',
  },
  {
    code: 'FirstDataTimeoutTooShort',
    left: 'firstDataTimeoutSeconds',
    relation: '>=',
    rightText: 'idleTimeoutSeconds',
    right: (n) => n.idleTimeoutSeconds,
    why: 'Puma closes a fresh connection without data after it, and the load balancer may send a request into it until its idle timeout: a 502',
  },
  {
    code: 'ClientKeepAliveTooShort',
    left: 'clientKeepAliveSeconds',
    relation: '>=',
    rightText: 'idleTimeoutSeconds',
    right: (n) => n.idleTimeoutSeconds,
    why: "the load balancer would end a client's connection before it may count as idle",
  },
  {
    code: 'SlowestRequestOverIdleTimeout',
    left: 'slowestRequestSeconds',
    relation: '<',
    rightText: `idleTimeoutSeconds - ${REQUEST_MARGIN_SECONDS}`,
    right: (n) => n.idleTimeoutSeconds - REQUEST_MARGIN_SECONDS,
    why: 'the load balancer answers 504 when a response has not begun within its idle timeout',
  },
  {
    code: 'DrainTooShort',
    left: 'drainSeconds',
    relation: '>=',
    rightText: `slowestRequestSeconds + ${REQUEST_MARGIN_SECONDS}`,
    right: (n) => n.slowestRequestSeconds + REQUEST_MARGIN_SECONDS,
    why: 'a request that begins just before SIGTERM must be able to end',
  },
  {
    code: 'PreStopTooShort',
    left: 'preStopSeconds',
    relation: '>=',
    rightText: 'deregistrationPropagationSeconds',
    right: (n) => n.deregistrationPropagationSeconds,
    why: 'until every load balancer node knows that the pod is going it is sent requests; after preStop it accepts none, so each is lost as a 502 or 504',
  },
  {
    code: 'GracePeriodWithinPreStop',
    left: 'terminationGracePeriodSeconds',
    relation: '>',
    rightText: 'preStopSeconds',
    right: (n) => n.preStopSeconds,
    why: 'the grace period counts from before preStop, and the API server refuses a sleep that fills it',
  },
  {
    code: 'GracePeriodTooShort',
    left: 'terminationGracePeriodSeconds',
    relation: '>=',
    rightText: 'preStopSeconds + drainSeconds',
    right: (n) => n.preStopSeconds + n.drainSeconds,
    why: 'the kubelet kills what still runs when the grace period ends, and it counts from before preStop',
  },
  {
    code: 'WorkerShutdownCutsRequests',
    left: 'workerShutdownTimeoutSeconds',
    relation: '>=',
    rightText: `slowestRequestSeconds + ${REQUEST_MARGIN_SECONDS}`,
    right: (n) => n.slowestRequestSeconds + REQUEST_MARGIN_SECONDS,
    why: "Puma's master kills a worker with what it has in flight when this ends: a reset, so a 502",
  },
  {
    code: 'WorkerShutdownWithinDrain',
    left: 'workerShutdownTimeoutSeconds',
    relation: '>=',
    rightText: 'drainSeconds',
    right: (n) => n.drainSeconds,
    why: "the drain is promised to requests in flight, and Puma's master would kill its workers before it is over",
  },
  {
    code: 'GracePeriodCutsWorkerShutdown',
    left: 'terminationGracePeriodSeconds',
    relation: '>=',
    rightText: 'preStopSeconds + workerShutdownTimeoutSeconds',
    right: (n) => n.preStopSeconds + n.workerShutdownTimeoutSeconds,
    why: 'the kubelet would kill all of Puma while its master still waits for its workers',
  },
  {
    code: 'ForceShutdownTooLate',
    left: 'forceShutdownAfterSeconds',
    relation: '<=',
    rightText: `workerShutdownTimeoutSeconds - ${FORCE_SHUTDOWN_GRACE_SECONDS}`,
    right: (n) => n.workerShutdownTimeoutSeconds - FORCE_SHUTDOWN_GRACE_SECONDS,
    why: 'Puma takes 6 s to end forced requests with a 503; killed before, they end with a reset',
  },
  {
    code: 'DeregistrationDelayTooShort',
    left: 'deregistrationDelaySeconds',
    relation: '>=',
    rightText: `slowestRequestSeconds + ${REQUEST_MARGIN_SECONDS}`,
    right: (n) => n.slowestRequestSeconds + REQUEST_MARGIN_SECONDS,
    why: 'the load balancer answers 502 to what still runs on a target when this delay ends',
  },
  {
    code: 'DeregistrationDelayTooLong',
    left: 'deregistrationDelaySeconds',
    relation: '<=',
    rightText: 'preStopSeconds + drainSeconds',
    right: (n) => n.preStopSeconds + n.drainSeconds,
    why: 'the pod is gone by then: the load balancer would hold connections to an address that may be given to another pod',
  },
  {
    code: 'WorkerBootTimeoutTooShort',
    left: 'workerBootTimeoutSeconds',
    relation: '>=',
    rightText: 'applicationBootSeconds + warmUpSeconds',
    right: (n) => n.applicationBootSeconds + n.warmUpSeconds,
    why: 'without preload_app a worker loads the application and warms up within it; Puma kills one that takes longer, and begins anew',
  },
  {
    code: 'StartupBudgetTooShort',
    left: 'startupSparesSeconds',
    relation: '>=',
    rightText: `${SECRETS_BUDGET_SECONDS} + applicationBootSeconds + workerBootTimeoutSeconds`,
    right: (n) => SECRETS_BUDGET_SECONDS + n.applicationBootSeconds + n.workerBootTimeoutSeconds,
    input: 'startupProbe.failureThreshold',
    why: 'the master fetches the certificates, with preload_app it loads the application, and then its workers have their own time to boot; the kubelet must not restart the pod before',
  },
  {
    code: 'LivenessNotSlowerThanReadiness',
    left: 'livenessSparesSeconds',
    relation: '>',
    rightText: 'unreadyWithinSeconds',
    right: (n) => n.unreadyWithinSeconds,
    input: 'livenessProbe.failureThreshold',
    why: 'a pod under load must lose its traffic before it is restarted, or restarts take away the capacity that is missing',
  },
  {
    code: 'HealthCheckTimeoutOverInterval',
    left: 'healthCheckTimeoutSeconds',
    relation: '<',
    rightText: 'healthCheckIntervalSeconds',
    right: (n) => n.healthCheckIntervalSeconds,
    why: 'ELB refuses a target group whose health check times out no sooner than the next one begins',
  },
  {
    code: 'HealthCheckTooSlow',
    left: 'targetPulledWithinSeconds',
    relation: '<',
    rightText: 'livenessSparesSeconds',
    right: (n) => n.livenessSparesSeconds,
    input: 'healthCheckIntervalSeconds',
    why: 'the load balancer must have pulled a failing pod before the kubelet restarts it, or it sends requests into the restart',
  },
];

/** Whether a rule holds for these figures. */
export function holds(rule: TimingRule, numbers: TimingNumbers): boolean {
  const left = numbers[rule.left];
  const right = rule.right(numbers);
  switch (rule.relation) {
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
  }
}
