import { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PumaPod } from './puma-pod';
import { get } from './puma-pod';

/** One request that was not answered with 200. */
export interface Failure {
  readonly pod: number;
  readonly path: string;
  readonly reason: string;
}

/** A load balancer as pods see one: kept-alive TLS connections, requests to the pods in turn, and no second try. */
export class Balancer {
  public requests = 0;
  /** Milliseconds of the longest wait for an answer. */
  public longest = 0;
  public readonly failures: Failure[] = [];
  private readonly targets = new Map<PumaPod, Agent>();
  private readonly open = new Set<Promise<void>>();
  private stopped = false;

  /** Puts a pod into service. */
  public register(pod: PumaPod): void {
    this.targets.set(pod, new Agent({ keepAlive: true, maxFreeSockets: 20, scheduling: 'fifo' }));
  }

  /** Sends a pod no more requests; those under way go on, and idle connections stay until the pod closes them. */
  public deregister(pod: PumaPod): void {
    this.targets.delete(pod);
  }

  /** Requests at a steady rate a second until stopped, to the components in turn. */
  public async run(rate: number, path: (count: number) => string): Promise<void> {
    const started = performance.now();
    for (let sent = 0; !this.stopped;) {
      const due = ((performance.now() - started) / 1000) * rate;
      for (; sent < due; sent++) {
        // Has the event loop see first which connections pods have closed: our own lateness is no fault of theirs.
        await new Promise(setImmediate);
        this.send(sent, path(sent));
      }
      await sleep(5);
    }
    await Promise.all(this.open);
  }

  public stop(): void {
    this.stopped = true;
  }

  private send(count: number, path: string): void {
    const [pod, agent] = [...this.targets][count % this.targets.size];
    const { components } = pod.settings;
    const { port } = components[count % components.length];
    this.requests++;
    const sent = performance.now();
    const done = get(port, path, agent)
      .then(({ status }) => (status === 200 ? undefined : `answered ${status}`))
      .catch((error: unknown) => String(error))
      .then((reason) => {
        if (reason !== undefined) this.failures.push({ pod: pod.child.pid, path, reason });
        this.longest = Math.max(this.longest, performance.now() - sent);
        this.open.delete(done);
      });
    this.open.add(done);
  }
}
