import type { AnyObject } from '../../support/kubernetes-api';
import { until } from '../../support/until';
import type { ApiClient } from './api-client';
import { PATIENCE_SECONDS } from './patience';

/** What is known of a pod. */
interface Pod {
  /** The fleet's second from which it serves. */
  from: number;
  /** Whether its status says that it is ready. */
  ready: boolean;
}

interface ReplicaSet {
  readonly metadata: { readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status: { readonly replicas: number; readonly readyReplicas?: number; readonly observedGeneration: number };
}

/** Long enough ago that metrics-server's figures are of a pod that was ready all the time. */
const READY_SINCE_SECONDS = 60;

/** The pods of a namespace that a real controller makes and deletes; this plays the kubelet, which says when each is ready. */
export class SimulatedPods {
  private readonly pods = new Map<string, Pod>();
  /** `spec.replicas` of the Deployment. */
  public replicas = 0;

  constructor(
    private readonly api: ApiClient,
    private readonly namespace: string,
  ) {}

  /** Names of those whose status says that they are ready. */
  public get ready(): string[] {
    return [...this.pods].filter(([, { ready }]) => ready).map(([name]) => name);
  }

  /** Waits until there are as many as the Deployment wants now; those that are new serve from a second on. */
  public async follow(from: number): Promise<void> {
    const deployment = await this.api.get(`/apis/apps/v1/namespaces/${this.namespace}/deployments/puma`);
    this.replicas = (deployment!.spec as { replicas: number }).replicas;
    await this.counted(({ status }) => status.replicas === this.replicas);
    const { items } = (await this.api.get<{ items: AnyObject[] }>(`/api/v1/namespaces/${this.namespace}/pods`))!;
    const names = items.map(({ metadata }) => metadata.name);
    for (const name of this.pods.keys()) if (!names.includes(name)) this.pods.delete(name);
    for (const name of names) if (!this.pods.has(name)) this.pods.set(name, { from, ready: false });
  }

  /** How many serve in a second. */
  public serving(second: number): number {
    return [...this.pods.values()].filter(({ from }) => from <= second).length;
  }

  /** Says of those that serve by a second that they are ready. */
  public async readyBy(second: number): Promise<void> {
    const due = [...this.pods].filter(([, { from, ready }]) => !ready && from <= second);
    for (const [, pod] of due) pod.ready = true;
    await this.mark(
      due.map(([name]) => name),
      'True',
    );
  }

  /** So many are not ready until a second. */
  public async falter(count: number, second: number): Promise<void> {
    const names = this.ready.slice(0, count);
    for (const name of names) this.pods.set(name, { from: second, ready: false });
    await this.mark(names, 'False');
  }

  private async mark(names: readonly string[], status: 'True' | 'False'): Promise<void> {
    if (names.length === 0) return;
    const since = new Date(Date.now() - READY_SINCE_SECONDS * 1000).toISOString().replace(/\.\d+/, '');
    const conditions = [{ type: 'Ready', status, lastTransitionTime: since }];
    const body = { status: { phase: 'Running', startTime: since, conditions } };
    const path = `/api/v1/namespaces/${this.namespace}/pods`;
    await Promise.all(names.map(async (name) => this.api.merge(`${path}/${name}/status`, body)));
    await this.counted(({ status }) => (status.readyReplicas ?? 0) === this.ready.length);
  }

  /**
   * Waits until the ReplicaSet's controller has counted the pods as they are. It reads the very cache of pods that the HPA's
   * controller reads, whose looks from here on find no others.
   */
  private async counted(right: (set: ReplicaSet) => boolean): Promise<void> {
    const path = `/apis/apps/v1/namespaces/${this.namespace}/replicasets`;
    let last: ReplicaSet | undefined;
    const asWished = async (): Promise<true | undefined> => {
      [last] = (await this.api.get<{ items: ReplicaSet[] }>(path))!.items;
      if (last?.spec.replicas !== this.replicas) return undefined;
      return (last.metadata.generation === last.status.observedGeneration && right(last)) || undefined;
    };
    const story = (): string => `wanted ${this.replicas}, ready ${this.ready.length}; ${JSON.stringify(last?.status)}`;
    await until(`the pods of ${this.namespace}`, asWished, PATIENCE_SECONDS, story);
  }
}
