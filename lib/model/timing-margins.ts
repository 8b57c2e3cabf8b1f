import { ALB_DEREGISTRATION_DELAY } from './alb';
import { FORCE_SHUTDOWN_GRACE_SECONDS, PUMA_DEFAULTS } from './puma';

/** A day: more seconds than any timer in a pod can mean; milliseconds given by mistake end here. */
export const LONGEST_SECONDS = 86_400;

/** Seconds by which Puma's persistent timeout exceeds idle + connect timeout. Strictly more is needed, 5 is comfort. */
export const PERSISTENT_MARGIN_SECONDS = 5;

/** Seconds between the slowest request and whatever would cut it: the ALB, the drain, the deregistration. Field data. */
export const REQUEST_MARGIN_SECONDS = 5;

/** Seconds between Puma's own deadline and the kubelet's SIGKILL; one user of exactly 0 needed more. Field data. */
export const GRACE_MARGIN_SECONDS = 5;

/** Seconds that preStop sleeps beyond the assumed propagation. Field data: 30 assumed, 40 slept, no request lost. */
export const PROPAGATION_MARGIN_SECONDS = 10;

/** Seconds from a pod's deletion until no load balancer node sends it a request. Field data. */
export const PROPAGATION_SECONDS = 30;

/** What Puma's default worker shutdown of 30 s leaves for a request once its 6 s of forced shutdown are taken off. */
export const SLOWEST_REQUEST_SECONDS = PUMA_DEFAULTS.workerShutdownTimeoutSeconds - FORCE_SHUTDOWN_GRACE_SECONDS;

/** Seconds for Ruby, Bundler and the application to load. With the warm-up: Puma's own 60 s for a worker to boot. */
export const APPLICATION_BOOT_SECONDS = 30;

/** Seconds for which the runtime asks Secrets Manager again, before the application loads: a short outage is waited out. */
export const SECRETS_BUDGET_SECONDS = 30;

/** Seconds for the warm-up in a worker. */
export const WARM_UP_SECONDS = 30;

/** The shortest idle timeout that leaves a whole second for a request: 1 < 7 - 5. */
export const SHORTEST_IDLE_SECONDS = REQUEST_MARGIN_SECONDS + 2;

/** The slowest request that the longest deregistration delay of an ALB still covers: 3600 - 5. */
export const LONGEST_REQUEST_SECONDS = ALB_DEREGISTRATION_DELAY.max - REQUEST_MARGIN_SECONDS;
