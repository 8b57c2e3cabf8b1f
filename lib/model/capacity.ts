import { ALB_TLS_HANDSHAKE_TIMEOUT_SECONDS } from './alb';
import { checkBacklog, SOMAXCONN } from './backlog';
import { burstAdvice } from './burst';
import { checkRecord, numberWithin, wholeNumberWithin } from './checks';
import { refuse } from './errors';
import type { ExplainedValue, ModelAdvice } from './explanation';
import { formatNumber } from './explanation-table';
import { DEFAULT_MEAN_SERVICE_TIME_SECONDS, DEFAULT_THREADS, DEFAULT_WORKERS, PUMA_DEFAULTS } from './puma';

/** A listening socket of the pods, and what may arrive at it. */
export interface CapacityQueue {
  /** Name of the component that listens there; messages name it. */
  readonly name: string;

  /**
   * Depth of the socket's queue. 1 to `somaxconn`; more is refused with `BacklogOverSomaxconn`.
   *
   * @default 1024 - what Puma asks for by itself
   */
  readonly backlog?: number;

  /**
   * New connections that may arrive at once, over all pods. 0 or more.
   *
   * @default - not checked
   */
  readonly expectedBurst?: number;
}

/** What the capacity of a service follows from. No value may be a token. */
export interface CapacityInputs {
  /**
   * Puma workers in a pod. 0 to 1000; 0 is single mode, one process.
   *
   * @default 2
   */
  readonly workers?: number;

  /**
   * Threads of a worker at most. 1 to 1000.
   *
   * @default 5 - Puma's own
   */
  readonly threads?: number;

  /**
   * Mean time, in seconds, that a request holds a thread: from its first byte to its last, queueing not included.
   * 0.0001 to 3600. Measure it: the load balancer's `target_processing_time` of an unloaded service is near it.
   *
   * @default 0.1 - assumed
   */
  readonly meanServiceTimeSeconds?: number;

  /**
   * Pods. 1 to 100000; with an autoscaler, those that run when a burst comes: the least.
   *
   * @default 1
   */
  readonly pods?: number;

  /**
   * `net.core.somaxconn` in the pods: the deepest queue that the kernel gives. 1 to 2147483647.
   *
   * @default 4096 - Linux 5.4 and later; before: 128
   */
  readonly somaxconn?: number;

  /**
   * The pods' listening sockets.
   *
   * @default - none: no backlog or burst is checked
   */
  readonly queues?: CapacityQueue[];
}

/**
 * What the pods of a service can carry, as arithmetic: an upper bound that holds while requests mostly wait for others.
 * Threads of one worker share one Ruby lock, so work on the CPU adds up within a worker.
 */
export class Capacity {
  /**
   * Derives the capacity from the inputs; without any, from one pod of two workers with five threads.
   *
   * Throws a `PumaEksError`: `CapacityInvalid`, `BacklogInvalid`, `BacklogOverSomaxconn`, or `MustBeKnownAtSynth` for
   * a token.
   */
  public static derive(inputs?: CapacityInputs): Capacity {
    if (inputs !== undefined) checkShape('capacity', inputs);
    return new Capacity(inputs ?? {});
  }

  /** Workers in a pod; 0 is single mode. */
  public readonly workers: number;
  /** Threads of a worker. */
  public readonly threads: number;
  /** Mean time, in seconds, that a request holds a thread. */
  public readonly meanServiceTimeSeconds: number;
  /** Pods. */
  public readonly pods: number;
  /** Deepest queue that the kernel gives. */
  public readonly somaxconn: number;

  /** Threads of a pod. */
  public readonly threadsPerPod: number;
  /** Requests a second that a pod can carry. */
  public readonly requestsPerSecondPerPod: number;
  /** Requests a second that all pods can carry. */
  public readonly requestsPerSecond: number;
  /** New connections that a pod can take at once over TLS, each within the 10 s that an ALB waits for a handshake. */
  public readonly burstPerPod: number;
  /** New connections that all pods can take at once over TLS, spread evenly. */
  public readonly burst: number;
  /** Depth of a socket's queue beyond which waiting is in vain: the handshake would come after the ALB's 10 s. */
  public readonly usefulBacklog: number;
  /** What is legal but unwise; constructs show each as a warning that can be acknowledged. */
  public readonly warnings: ModelAdvice[];

  private readonly assumed: boolean;

  private constructor(inputs: CapacityInputs) {
    this.workers = whole('workers', inputs.workers, DEFAULT_WORKERS, 0, 1000);
    this.threads = whole('threads', inputs.threads, DEFAULT_THREADS, 1, 1000);
    this.pods = whole('pods', inputs.pods, 1, 1, 100_000);
    this.somaxconn = whole('somaxconn', inputs.somaxconn, SOMAXCONN, 1, 2_147_483_647);
    const { meanServiceTimeSeconds = DEFAULT_MEAN_SERVICE_TIME_SECONDS } = inputs;
    this.assumed = inputs.meanServiceTimeSeconds === undefined;
    this.meanServiceTimeSeconds = numberWithin(
      {
        code: 'CapacityInvalid',
        path: 'capacity.meanServiceTimeSeconds',
        min: 0.0001,
        max: 3600,
        why: 'it is the time in seconds, not milliseconds, that a request holds a thread',
      },
      meanServiceTimeSeconds,
    );
    this.threadsPerPod = Math.max(1, this.workers) * this.threads;
    this.requestsPerSecondPerPod = this.threadsPerPod / this.meanServiceTimeSeconds;
    this.requestsPerSecond = this.requestsPerSecondPerPod * this.pods;
    // Rounded first: 7 threads / 0.07 s x 10 s is 999.9999999999999 in floating point.
    this.burstPerPod = Math.floor(
      Number((this.requestsPerSecondPerPod * ALB_TLS_HANDSHAKE_TIMEOUT_SECONDS).toPrecision(12)),
    );
    this.burst = this.burstPerPod * this.pods;
    this.usefulBacklog = Math.min(this.somaxconn, Math.max(1, this.burstPerPod));
    this.warnings = this.checkQueues(inputs.queues);
  }

  /** Every figure with how it came about and where it comes from. */
  public explain(): ExplainedValue[] {
    const rps = formatNumber(this.requestsPerSecondPerPod);
    const field = 'measured: 998 of 3,000 connections answered by 100 requests/s';
    return [
      row('threadsPerPod', this.threadsPerPod, 'threads', this.threadsArithmetic(), 'Puma: one request a thread'),
      row(
        'meanServiceTimeSeconds',
        this.meanServiceTimeSeconds,
        's',
        this.assumed ? 'assumed' : 'given',
        'measure yours: target_processing_time of an unloaded service',
      ),
      row(
        'requestsPerSecondPerPod',
        this.requestsPerSecondPerPod,
        'requests/s',
        `threadsPerPod ${this.threadsPerPod} ÷ ${formatNumber(this.meanServiceTimeSeconds)} s`,
        "Little's law",
      ),
      row('requestsPerSecond', this.requestsPerSecond, 'requests/s', `${rps} × ${this.pods} pods`, "Little's law"),
      row(
        'burstPerPod',
        this.burstPerPod,
        'connections',
        `${rps} requests/s × ${ALB_TLS_HANDSHAKE_TIMEOUT_SECONDS} s for a TLS handshake`,
        field,
      ),
      row('burst', this.burst, 'connections', `${this.burstPerPod} × ${this.pods} pods`, field),
      row(
        'usefulBacklog',
        this.usefulBacklog,
        'connections',
        `burstPerPod ${this.burstPerPod}, at most somaxconn ${this.somaxconn}`,
        'measured; Linux, net.core.somaxconn',
      ),
    ];
  }

  private checkQueues(queues: CapacityQueue[] | undefined): ModelAdvice[] {
    if (queues === undefined) return [];
    if (!Array.isArray(queues)) {
      refuse({
        code: 'CapacityInvalid',
        path: 'capacity.queues',
        given: queues,
        allowed: 'a list with one entry for each listening socket',
        why: 'each socket has a backlog and a burst of its own',
      });
    }
    return queues.flatMap((queue, index) => {
      const path = `queues[${index}]`;
      checkShape(`capacity.${path}`, queue);
      const { backlog = Math.min(PUMA_DEFAULTS.backlog, this.somaxconn) } = queue;
      checkBacklog(`capacity.${path}.backlog`, backlog, this.somaxconn);
      const burst = whole(`${path}.expectedBurst`, queue.expectedBurst, 0, 0, 2_147_483_647);
      return burstAdvice(this, { name: queue.name, backlog, burst }, this.rateArithmetic());
    });
  }

  private rateArithmetic(): string {
    const time = `${formatNumber(this.meanServiceTimeSeconds)} s${this.assumed ? ' (assumed)' : ''}`;
    return `${this.threadsArithmetic()} ÷ ${time} = ${formatNumber(this.requestsPerSecondPerPod)} requests a second`;
  }

  private threadsArithmetic(): string {
    return this.workers === 0 ? `${this.threads} threads` : `${this.workers} workers × ${this.threads} threads`;
  }
}

function whole(name: string, given: number | undefined, otherwise: number, min: number, max: number): number {
  if (given === undefined) return otherwise;
  const why = 'it counts things, and the capacity is computed from it';
  return wholeNumberWithin({ code: 'CapacityInvalid', path: `capacity.${name}`, min, max, why }, given);
}

function checkShape(path: string, given: unknown): void {
  checkRecord({ code: 'CapacityInvalid', path, why: 'each figure is read from it by its name' }, given);
}

function row(name: string, value: number, unit: string, derivation: string, source: string): ExplainedValue {
  return { name, value, unit, derivation, source };
}
