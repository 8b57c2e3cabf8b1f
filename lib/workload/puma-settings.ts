/** What Puma is told beside sockets and timeouts. */
export interface PumaSettings {
  /**
   * Worker processes in a pod, 0 to 100; 0 is single mode. Workers share the pods' sockets, which suits slow, CPU-bound
   * responses better than more pods of one process. Throws `WorkersInvalid`.
   *
   * @default 2
   */
  readonly workers?: number;

  /**
   * Threads of a worker at least, 1 to `maxThreads`. Throws `ThreadsInvalid`.
   *
   * @default - `maxThreads`: a thread costs little, and spawning one in a burst is late
   */
  readonly minThreads?: number;

  /**
   * Threads of a worker at most, 1 to 1000. Tell the application too where it sizes its connection pools by another name:
   * `environment: { RAILS_MAX_THREADS: '10' }`. Throws `ThreadsInvalid`.
   *
   * @default 5
   */
  readonly maxThreads?: number;

  /**
   * Whether the application is loaded before workers are forked (cluster mode), which saves memory.
   *
   * @default true
   */
  readonly preloadApp?: boolean;

  /**
   * Path in the image of a Puma file of your own, evaluated after ours: hooks, `lowlevel_error_handler`. What it sets of
   * sockets and timeouts wins, and is not checked. Throws `FileNameEmpty`.
   *
   * @default - none
   */
  readonly extraConfigFile?: string;

  /**
   * Path in the image of the rackup file. Throws `FileNameEmpty`.
   *
   * @default - Puma's own: `config.ru` in the working directory
   */
  readonly rackup?: string;

  /**
   * Paths in the image of Ruby files that every worker runs before it takes requests. Blocks are run after them, which the
   * application or `extraConfigFile` names: `CdkPumaEks.warm_up('encryption') { Cipher.encrypt('warm-up') }`. All of it
   * together has `timing.warmUpSeconds`. Throws `FileNameEmpty`.
   *
   * @default - none
   */
  readonly warmUpFiles?: string[];

  /**
   * Whether a worker serves whose warm-up raised or took too long. It is logged either way; by default the worker ends, is
   * started anew, and the pod is not ready meanwhile.
   *
   * @default false
   */
  readonly serveAfterFailedWarmUp?: boolean;

  /**
   * Seconds between two looks of a process for a new version of its certificates' secrets, 60 to 86400, give or take a
   * tenth; the first comes at a random moment of the first interval, so that pods which started together do not ask together. A new
   * version is taken up in place, without a restart. One that cannot be served (no pair, expired, another host) leaves the
   * old one in service, raises the alarm on `CertificateRefused`, and is looked at again within five minutes; so is Secrets
   * Manager where it does not answer, which raises nothing. Throws `CertificatePollInvalid`.
   *
   * @default 3600 - each look costs one DescribeSecret a process and secret
   */
  readonly certificatePollSeconds?: number;

  /**
   * TCP port on which the runtime answers probes, over HTTPS: readiness once every worker is warm, liveness from Puma's
   * master, both while all threads are busy. 1024 to 65535. Throws `PortInvalid`.
   *
   * @default 9190
   */
  readonly probePort?: number;
}
