import type { ApiClient } from './api-client';

/** What is known of a pod. */
interface Pod {
  /** The fleet's second from which it serves. */
  from: number;
  /** Whether its status says that it is ready. */
  ready: boolean;
}

/** The pods of a namespace that a real controller makes and deletes; this plays the kubelet, which says when each is ready. */
export class SimulatedPods {
  private readonly pods = new Map<string, Pod>();

  constructor(
    private readonly api: ApiClient,
    private readonly namespace: string,
  ) {}

  public get count(): number {
    return this.pods.size;
  }

  /** Names of those whose status says that they are ready. */
  public get ready(): string[] {
    return [...this.pods].filter(([, { ready }]) => ready).map(([name]) => name);
  }

  /** Follows them; `serves` says from which second on a new one serves. Answers with what ends it. */
  public watch(serves: () => number, changed: () => void, failed: (error: unknown) => void): () => void {
    const path = `/api/v1/namespaces/${this.namespace}/pods`;
    return this.api.watch(
      path,
      (type, { metadata: { name } }) => {
        if (type === 'DELETED') this.pods.delete(name);
        else if (!this.pods.has(name)) this.pods.set(name, { from: serves(), ready: false });
        changed();
      },
      failed,
    );
  }

  /** How many serve in a second. */
  public serving(second: number): number {
    return [...this.pods.values()].filter(({ from }) => from <= second).length;
  }

  /** Says of those that serve by a second that they are ready. */
  public async readyBy(second: number): Promise<void> {
    const due = [...this.pods].filter(([, { from, ready }]) => !ready && from <= second);
    for (const [, pod] of due) pod.ready = true;
    await Promise.all(due.map(async ([name]) => this.mark(name, 'True')));
  }

  /** So many are not ready until a second. */
  public async falter(count: number, second: number): Promise<void> {
    const names = this.ready.slice(0, count);
    for (const name of names) this.pods.set(name, { from: second, ready: false });
    await Promise.all(names.map(async (name) => this.mark(name, 'False')));
  }

  private async mark(name: string, status: 'True' | 'False'): Promise<void> {
    const now = new Date().toISOString().replace(/\.\d+/, '');
    const conditions = [{ type: 'Ready', status, lastTransitionTime: now }];
    const path = `/api/v1/namespaces/${this.namespace}/pods/${name}/status`;
    const body = { status: { phase: 'Running', startTime: now, conditions } };
    // A pod may be gone by now.
    await this.api.send('PATCH', path, body, 'application/merge-patch+json');
  }
}
