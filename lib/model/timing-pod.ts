import { FORCE_SHUTDOWN_GRACE_SECONDS, PUMA_DEFAULTS } from './puma';
import type { Figure } from './timing-figure';
import { inPod } from './timing-figure';
import {
  APPLICATION_BOOT_SECONDS,
  GRACE_MARGIN_SECONDS,
  PROPAGATION_MARGIN_SECONDS,
  PROPAGATION_SECONDS,
  WARM_UP_SECONDS,
} from './timing-margins';

/** Figures of a pod's beginning. */
export interface BootFigures {
  readonly applicationBootSeconds: number;
  readonly warmUpSeconds: number;
  readonly workerBootTimeoutSeconds: number;
}

export function settleBoot(figure: Figure): BootFigures {
  const applicationBoot = figure('applicationBootSeconds', {
    derived: APPLICATION_BOOT_SECONDS,
    derivation: 'assumed for Ruby, Bundler and the application to load',
    source: 'measure yours',
    ...inPod(1),
  });
  const warmUp = figure('warmUpSeconds', {
    derived: WARM_UP_SECONDS,
    derivation: 'assumed for first connections, caches and code paths',
    source: 'measure yours; measured: 57 of 593 requests took over 1 s without, 0 of 572 with',
    ...inPod(0),
  });
  const workerBootTimeout = figure('workerBootTimeoutSeconds', {
    derived: applicationBoot + warmUp,
    derivation: `applicationBootSeconds ${applicationBoot} + warmUpSeconds ${warmUp}`,
    source: `Puma docs, worker_boot_timeout (Puma's default: ${PUMA_DEFAULTS.workerBootTimeoutSeconds})`,
    ...inPod(1),
  });
  return {
    applicationBootSeconds: applicationBoot,
    warmUpSeconds: warmUp,
    workerBootTimeoutSeconds: workerBootTimeout,
  };
}

/** Figures of a pod's end, in the order in which it unfolds. */
export interface TerminationFigures {
  readonly deregistrationPropagationSeconds: number;
  readonly drainSeconds: number;
  readonly preStopSeconds: number;
  readonly workerShutdownTimeoutSeconds: number;
  readonly forceShutdownAfterSeconds: number;
  readonly terminationGracePeriodSeconds: number;
}

export function settleTermination(figure: Figure, slowestRequest: number): TerminationFigures {
  const propagation = figure('deregistrationPropagationSeconds', {
    derived: PROPAGATION_SECONDS,
    derivation: "assumed for the controller's call and its way to every load balancer node",
    source: 'field data',
    ...inPod(1),
  });
  const drain = figure('drainSeconds', {
    derived: slowestRequest + FORCE_SHUTDOWN_GRACE_SECONDS,
    derivation: `slowestRequestSeconds ${slowestRequest} + ${FORCE_SHUTDOWN_GRACE_SECONDS} of Puma's forced shutdown`,
    source: 'field data; Puma source, thread_pool.rb',
    ...inPod(FORCE_SHUTDOWN_GRACE_SECONDS),
  });
  const preStop = figure('preStopSeconds', {
    derived: propagation + PROPAGATION_MARGIN_SECONDS,
    derivation: `deregistrationPropagationSeconds ${propagation} + ${PROPAGATION_MARGIN_SECONDS}`,
    source: 'field data; measured: requests lost = rate × (propagation - preStop)',
    ...inPod(1),
  });
  const workerShutdownTimeout = figure('workerShutdownTimeoutSeconds', {
    derived: drain,
    derivation: `drainSeconds ${drain}`,
    source: `Puma docs, worker_shutdown_timeout (Puma's default: ${PUMA_DEFAULTS.workerShutdownTimeoutSeconds})`,
    ...inPod(FORCE_SHUTDOWN_GRACE_SECONDS),
  });
  const forceShutdownAfter = figure('forceShutdownAfterSeconds', {
    derived: workerShutdownTimeout - FORCE_SHUTDOWN_GRACE_SECONDS,
    derivation: `workerShutdownTimeoutSeconds ${workerShutdownTimeout} - ${FORCE_SHUTDOWN_GRACE_SECONDS} of Puma's forced shutdown`,
    source: 'Puma source, thread_pool.rb: 5 s to answer 503, 1 s to join',
    ...inPod(0),
  });
  const gracePeriod = figure('terminationGracePeriodSeconds', {
    derived: preStop + workerShutdownTimeout + GRACE_MARGIN_SECONDS,
    derivation: `preStopSeconds ${preStop} + workerShutdownTimeoutSeconds ${workerShutdownTimeout} + ${GRACE_MARGIN_SECONDS}`,
    source: 'field data; Kubernetes docs: the countdown begins before preStop',
    ...inPod(1),
  });
  return {
    deregistrationPropagationSeconds: propagation,
    drainSeconds: drain,
    preStopSeconds: preStop,
    workerShutdownTimeoutSeconds: workerShutdownTimeout,
    forceShutdownAfterSeconds: forceShutdownAfter,
    terminationGracePeriodSeconds: gracePeriod,
  };
}
