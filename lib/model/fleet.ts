import type { Capacity } from './capacity';
import type { Timing } from './timing';

/** What pods are like to the simulator; times in seconds. */
export interface FleetTraits {
  readonly threadsPerPod: number;
  /** Time that a request holds a thread. */
  readonly serviceSeconds: number;
  /** From the decision until a new pod takes requests: schedule, boot, warm up, be found healthy. */
  readonly startSeconds: number;
  /** How long a pod that is ending still gets requests. */
  readonly deregistrationSeconds: number;
  /** How long a pod that is ending still counts as ready, and still publishes: until SIGTERM. */
  readonly preStopSeconds: number;
  /** Requests that can wait in a pod before the next one is refused. */
  readonly queuePerPod: number;
}

/** The pods that a service derives; how many requests wait in one is for who knows its backlog to say. */
export function fleetTraits(capacity: Capacity, timing: Timing, queuePerPod: number): FleetTraits {
  return {
    threadsPerPod: capacity.threadsPerPod,
    serviceSeconds: capacity.meanServiceTimeSeconds,
    // The startup probe notices within its period, the load balancer with its next check.
    startSeconds:
      timing.applicationBootSeconds +
      timing.warmUpSeconds +
      timing.startupProbe.periodSeconds +
      timing.healthCheck.intervalSeconds,
    deregistrationSeconds: timing.deregistrationPropagationSeconds,
    preStopSeconds: timing.preStopSeconds,
    queuePerPod,
  };
}

/** What a second of the fleet was like. */
export interface FleetSecond {
  /** Pods wanted. */
  readonly replicas: number;
  /** Pods that take requests and are not ending. */
  readonly ready: number;
  /** Pods that the HPA counts as ready: those that are ending too, until SIGTERM. */
  readonly readyToHpa: number;
  readonly starting: number;
  readonly arrived: number;
  readonly served: number;
  readonly refused: number;
  /** Requests that wait at the end of the second. */
  readonly queue: number;
  /** Seconds that a request would wait which came now. */
  readonly wait: number;
  /** Threads at work, in the mean. */
  readonly busyThreads: number;
  /** Threads of the pods that publish. */
  readonly threads: number;
}

interface Batch {
  readonly since: number;
  readonly pods: number;
}

/**
 * Pods as a fluid: requests spread evenly over those that serve, wait in their queues, and are refused beyond. A second at a
 * time. What it leaves out makes reality a little worse: luck of the draw between pods, requests of unequal length.
 */
export class Fleet {
  private seconds = 0;
  private queue = 0;
  private ready: number;
  private starting: Batch[] = [];
  private ending: Batch[] = [];

  constructor(
    private readonly traits: FleetTraits,
    pods: number,
  ) {
    this.ready = pods;
  }

  /** Pods wanted: those that are ready, and those to come. */
  public get replicas(): number {
    return this.ready + sum(this.starting);
  }

  /** Starts pods, or ends some: those that have not started yet before those that serve, as Kubernetes does. */
  public scaleTo(replicas: number): void {
    let surplus = this.replicas - replicas;
    if (surplus < 0) this.starting.push({ since: this.seconds, pods: -surplus });
    while (surplus > 0 && this.starting.length > 0) {
      const last = this.starting.pop()!;
      if (last.pods > surplus) this.starting.push({ ...last, pods: last.pods - surplus });
      surplus -= Math.min(surplus, last.pods);
    }
    if (surplus > 0) {
      this.ready -= surplus;
      this.ending.push({ since: this.seconds, pods: surplus });
    }
  }

  /** A second in which so many requests arrive. */
  public second(arrived: number): FleetSecond {
    const { threadsPerPod, serviceSeconds, startSeconds, deregistrationSeconds, preStopSeconds } = this.traits;
    const now = (this.seconds += 1);
    this.ready += sum(this.starting.filter(({ since }) => now - since > startSeconds));
    this.starting = this.starting.filter(({ since }) => now - since <= startSeconds);
    this.ending = this.ending.filter(({ since }) => now - since <= Math.max(preStopSeconds, deregistrationSeconds));
    const serving = this.ready + sum(this.ending.filter(({ since }) => now - since <= deregistrationSeconds));
    const publishing = this.ready + sum(this.ending.filter(({ since }) => now - since <= preStopSeconds));

    const rate = (serving * threadsPerPod) / serviceSeconds;
    const served = Math.min(this.queue + arrived, rate);
    const room = serving * this.traits.queuePerPod;
    const left = this.queue + arrived - served;
    this.queue = Math.min(left, room);
    return {
      replicas: this.replicas,
      ready: this.ready,
      readyToHpa: publishing,
      starting: sum(this.starting),
      arrived,
      served,
      refused: left - this.queue,
      queue: this.queue,
      wait: this.queue / rate,
      busyThreads: served * serviceSeconds,
      threads: publishing * threadsPerPod,
    };
  }
}

function sum(batches: readonly Batch[]): number {
  return batches.reduce((total, { pods }) => total + pods, 0);
}
