import type { ExplainedValue, ModelAdvice } from './explanation';
import type { Ledger } from './ledger';
import { explainTermination } from './termination';
import { checkRules, timingAdvice } from './timing-checks';
import type { TimingInputs } from './timing-inputs';
import { settleTiming } from './timing-numbers';
import type { TimingNumbers } from './timing-numbers';
import type { HealthCheckNumbers, ProbeNumbers } from './watcher-numbers';

export * from './timing-inputs';
export * from './watcher-numbers';

/**
 * Every timeout on a request's way from the load balancer into Puma and through a pod's life, derived from a few inputs
 * and checked against one another. All figures are whole seconds.
 *
 * How a pod ends, which most figures are about: it is deleted and, at once, sleeps `preStopSeconds` while it serves on
 * and the load balancer learns of it; then SIGTERM; after `forceShutdownAfterSeconds` Puma ends what still runs with a
 * 503; after `workerShutdownTimeoutSeconds` its master kills the workers; when `terminationGracePeriodSeconds` are over,
 * counted from the deletion, the kubelet kills everything.
 */
export class Timing {
  /**
   * Derives all timeouts from the inputs; without any, from the ALB's default idle timeout of 60 s.
   *
   * Throws a `PumaEksError` for a figure out of its range (`DurationInvalid`, `IdleTimeoutInvalid`, ...), for a token
   * (`MustBeKnownAtSynth`), and for each inequality between figures under a code of its own, such as
   * `PersistentTimeoutTooShort`; all are in docs/errors.md.
   */
  public static derive(inputs?: TimingInputs): Timing {
    const { numbers, ledger } = settleTiming(inputs);
    checkRules(numbers, ledger);
    return new Timing(numbers, ledger);
  }

  /** The ALB's idle timeout. */
  public readonly idleTimeoutSeconds: number;
  /** The ALB's client keep-alive. */
  public readonly clientKeepAliveSeconds: number;
  /** The slowest request that must succeed. */
  public readonly slowestRequestSeconds: number;
  /** Puma's `persistent_timeout`. */
  public readonly persistentTimeoutSeconds: number;
  /** Puma's `first_data_timeout`. */
  public readonly firstDataTimeoutSeconds: number;

  /** From a pod's deletion until no load balancer node sends it a request. */
  public readonly deregistrationPropagationSeconds: number;
  /** The pod's preStop sleep. */
  public readonly preStopSeconds: number;
  /** What requests in flight are promised from SIGTERM on. */
  public readonly drainSeconds: number;
  /** Puma's `force_shutdown_after`. */
  public readonly forceShutdownAfterSeconds: number;
  /** Puma's `worker_shutdown_timeout`. */
  public readonly workerShutdownTimeoutSeconds: number;
  /** The pod's `terminationGracePeriodSeconds`. */
  public readonly terminationGracePeriodSeconds: number;
  /** The target groups' deregistration delay. */
  public readonly deregistrationDelaySeconds: number;

  /** Time for Ruby, Bundler and the application to load. */
  public readonly applicationBootSeconds: number;
  /** Budget of the warm-up. */
  public readonly warmUpSeconds: number;
  /** Puma's `worker_boot_timeout`. */
  public readonly workerBootTimeoutSeconds: number;

  /** The ALB's health check. */
  public readonly healthCheck: HealthCheckNumbers;
  /** The pod's startup probe. */
  public readonly startupProbe: ProbeNumbers;
  /** The pod's readiness probe. */
  public readonly readinessProbe: ProbeNumbers;
  /** The pod's liveness probe. */
  public readonly livenessProbe: ProbeNumbers;

  /** Within how many seconds the ALB has taken a failing pod out, at most. */
  public readonly targetPulledWithinSeconds: number;
  /** Within how many seconds a hanging pod is no longer ready, at most. */
  public readonly unreadyWithinSeconds: number;
  /** For how many seconds a dead pod is spared a restart, at least. */
  public readonly livenessSparesSeconds: number;
  /** For how many seconds a starting pod is spared a restart, at least. */
  public readonly startupSparesSeconds: number;

  /** What is legal but unwise; constructs show each as a warning that can be acknowledged. */
  public readonly warnings: ModelAdvice[];

  private readonly rows: ExplainedValue[];

  private constructor(n: TimingNumbers, ledger: Ledger) {
    this.idleTimeoutSeconds = n.idleTimeoutSeconds;
    this.clientKeepAliveSeconds = n.clientKeepAliveSeconds;
    this.slowestRequestSeconds = n.slowestRequestSeconds;
    this.persistentTimeoutSeconds = n.persistentTimeoutSeconds;
    this.firstDataTimeoutSeconds = n.firstDataTimeoutSeconds;
    this.deregistrationPropagationSeconds = n.deregistrationPropagationSeconds;
    this.preStopSeconds = n.preStopSeconds;
    this.drainSeconds = n.drainSeconds;
    this.forceShutdownAfterSeconds = n.forceShutdownAfterSeconds;
    this.workerShutdownTimeoutSeconds = n.workerShutdownTimeoutSeconds;
    this.terminationGracePeriodSeconds = n.terminationGracePeriodSeconds;
    this.deregistrationDelaySeconds = n.deregistrationDelaySeconds;
    this.applicationBootSeconds = n.applicationBootSeconds;
    this.warmUpSeconds = n.warmUpSeconds;
    this.workerBootTimeoutSeconds = n.workerBootTimeoutSeconds;
    this.healthCheck = {
      intervalSeconds: n.healthCheckIntervalSeconds,
      timeoutSeconds: n.healthCheckTimeoutSeconds,
      healthyThreshold: n.healthyThreshold,
      unhealthyThreshold: n.unhealthyThreshold,
    };
    this.startupProbe = n.startupProbe;
    this.readinessProbe = n.readinessProbe;
    this.livenessProbe = n.livenessProbe;
    this.targetPulledWithinSeconds = n.targetPulledWithinSeconds;
    this.unreadyWithinSeconds = n.unreadyWithinSeconds;
    this.livenessSparesSeconds = n.livenessSparesSeconds;
    this.startupSparesSeconds = n.startupSparesSeconds;
    this.warnings = timingAdvice(n);
    this.rows = ledger.rows;
  }

  /** Every figure with how it came about and where it comes from: the table that docs and command line print. */
  public explain(): ExplainedValue[] {
    return [...this.rows];
  }

  /** How a pod ends, event by event: each value is the second after the pod's deletion. */
  public explainTermination(): ExplainedValue[] {
    return explainTermination(this);
  }
}
