/** Seconds between ForceShutdown being raised in a thread and the thread being killed. Source: Puma thread_pool.rb. */
const SHUTDOWN_GRACE_SECONDS = 5;
/** Seconds that Puma waits for killed threads to end. Source: Puma thread_pool.rb, `join.call(1)`. */
const KILL_JOIN_SECONDS = 1;

/** What `force_shutdown_after` takes on top of its own seconds, at most, before the process can end. */
export const FORCE_SHUTDOWN_GRACE_SECONDS = SHUTDOWN_GRACE_SECONDS + KILL_JOIN_SECONDS;

/** Puma's own defaults, which a setting must beat or may keep. Source: Puma configuration.rb, const.rb, binder.rb. */
export const PUMA_DEFAULTS = {
  /** Puma 6 and older: shorter than an ALB's idle timeout, the cause of 502s in quiet hours. Puma 7: 65 s. */
  persistentTimeoutSeconds: 20,
  firstDataTimeoutSeconds: 30,
  workerShutdownTimeoutSeconds: 30,
  workerBootTimeoutSeconds: 60,
  /** Threads of one process at most, on MRI. */
  maxThreads: 5,
  /** Depth of the listening socket's queue. */
  backlog: 1024,
} as const;

/** Puma processes in a pod by default: two, so that one can be restarted while the other serves (cluster mode). */
export const DEFAULT_WORKERS = 2;

/** Threads of a worker by default: Puma's own figure. */
export const DEFAULT_THREADS = PUMA_DEFAULTS.maxThreads;

/** Mean time that a request holds a thread, where none is declared. An assumption: measure yours. */
export const DEFAULT_MEAN_SERVICE_TIME_SECONDS = 0.1;
