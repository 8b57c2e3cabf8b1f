import { setTimeout as sleep } from 'node:timers/promises';
import { busyness, HPA_SYNC_SECONDS } from '../../../lib/model/busyness';
import type { MetricWindow } from '../../../lib/model/scaling';
import { until } from '../../support/until';
import type { ApiClient } from './api-client';
import type { MetricsServer } from './metrics-server';
import { SimulatedPods } from './pods';

/** What one look of the HPA's controller found. */
export interface Look {
  /** Seconds of the controller's clock since the fleet was made. */
  readonly clock: number;
  /** `spec.replicas`, which the look before has left. */
  readonly replicas: number;
  readonly readyPods: number;
  /** What it was told: several series are summed up by it. */
  readonly values: readonly number[] | undefined;
}

export interface FleetOptions {
  readonly api: ApiClient;
  readonly metrics: MetricsServer;
  readonly namespace: string;
  readonly replicas: number;
  readonly threadsPerPod: number;
  /** Threads that the load would keep busy, had it as many as it liked. */
  readonly demand: number;
  /** Seconds from a pod's making until it is ready. */
  readonly startSeconds: number;
  /** Length, in seconds, of the stretch that a value is the mean over, and how far back it ends. */
  readonly window: Pick<MetricWindow, 'periodSeconds' | 'endOffsetSeconds'>;
}

/** What a second of the fleet was like. */
interface Sample {
  readonly capacity: number;
  readonly threads: number;
}

/** Milliseconds from an answer until what it led to is done: a look of the controller takes a few. */
const BETWEEN_LOOKS = 300;
const LABELS = { app: 'puma' };

/**
 * A Deployment whose pods a real controller makes and deletes. This plays Puma, which shares the demand among the pods that
 * serve. Its seconds go by with the controller's looks, 15 to each, however fast or slow
 * the machine is; all seconds are of this time where nothing else is said.
 */
export class SimulatedFleet {
  public static async start(options: FleetOptions): Promise<SimulatedFleet> {
    const fleet = new SimulatedFleet(options);
    const { api, namespace, replicas } = options;
    await api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await api.create(deploymentOf(namespace, replicas));
    fleet.watch();
    await until('the first pods', () => (fleet.readyPods === replicas ? true : undefined), 60);
    fleet.play = true;
    return fleet;
  }

  /** Threads that the load would keep busy, and from which second on. */
  public readonly demands: { readonly seconds: number; readonly threads: number }[] = [];
  /** CPU of each ready pod in percent of what it asks for, as metrics-server has it; undefined where it has nothing. */
  public cpuPercent: () => number | undefined = () => undefined;
  /** `spec.replicas`. */
  public replicas: number;
  /** What the controller has seen, look by look. */
  public readonly looks: Look[] = [];
  /** Says what the metric's series are, given the fleet's busyness; the fleet's one by default. */
  public series: (percent: number | undefined) => readonly number[] | undefined = (percent) =>
    percent === undefined ? undefined : [percent];
  private readonly pods: SimulatedPods;
  /** One a second. */
  private readonly samples: Sample[] = [];
  private play = false;
  private marked: Promise<void> = Promise.resolve();
  private failure: unknown;
  private readonly since = performance.now();
  private readonly aborts: (() => void)[] = [];

  private constructor(public readonly options: FleetOptions) {
    this.pods = new SimulatedPods(options.api, options.namespace);
    this.demand = options.demand;
    this.replicas = options.replicas;
    options.metrics.serve(options.namespace, { series: async () => this.look(), cpu: () => this.cpu() });
  }

  /** Seconds of the controller's clock since the fleet was made. */
  public get clock(): number {
    return (performance.now() - this.since) / 1000;
  }

  /** Seconds that have been played. */
  private get now(): number {
    return this.samples.length;
  }

  public get demand(): number {
    return this.demands[this.demands.length - 1].threads;
  }

  public set demand(threads: number) {
    this.demands.push({ seconds: this.now, threads });
  }

  public get readyPods(): number {
    return this.pods.ready.length;
  }

  /** Busyness in percent at this moment. */
  public get busyness(): number {
    const threads = this.readyPods * this.options.threadsPerPod;
    return busyness(threads - Math.min(this.demand, threads), threads) ?? 0;
  }

  /** Waits until the controller has looked so often and left the number of pods alone; answers with that number. */
  public async settles(looks: number, seconds: number): Promise<number> {
    const begin = this.looks.length;
    const settled = (): number | undefined => {
      this.check();
      const last = this.looks.slice(-looks);
      const still = last.every(({ replicas, readyPods }) => replicas === this.replicas && readyPods === replicas);
      return still && this.looks.length >= begin + looks ? this.replicas : undefined;
    };
    return until('a steady number of pods', settled, seconds, () => this.story());
  }

  /** Waits until the number of pods is as wished. */
  public async reaches(what: string, wish: (replicas: number) => boolean, seconds = 120): Promise<number> {
    const reached = (): number | undefined => {
      this.check();
      return wish(this.replicas) ? this.replicas : undefined;
    };
    return until(`${what} in ${this.options.namespace}`, reached, seconds, () => this.story());
  }

  /** So many pods fail their readiness probe for so long. */
  public async falter(count: number, seconds: number): Promise<void> {
    await this.pods.falter(count, this.now + seconds);
  }

  /** Waits for the controller to have looked so often. */
  public async looked(times: number): Promise<readonly Look[]> {
    const begin = this.looks.length;
    const enough = (): true | undefined => (this.looks.length >= begin + times ? true : undefined);
    await until(`${times} looks`, enough, 30 + times * 5);
    this.check();
    return this.looks.slice(begin);
  }

  /** All that has happened, a line a look. */
  public story(): string {
    return this.looks
      .map(({ clock, replicas, readyPods, values }) =>
        [
          clock.toFixed(1),
          `${readyPods}/${replicas} ready`,
          values?.map((v) => v.toFixed(1)).join() ?? 'no answer',
        ].join(' '),
      )
      .join('\n');
  }

  public stop(): void {
    this.aborts.splice(0).forEach((abort) => abort());
  }

  private check(): void {
    if (this.failure !== undefined)
      throw new Error(`the fleet of ${this.options.namespace} failed`, { cause: this.failure });
  }

  /** A look of the controller: 15 s have gone by since the last one, with the pods that it has led to. */
  private async look(): Promise<readonly number[] | undefined> {
    if (!this.play) return undefined;
    await this.marked;
    const made = (): true | undefined => (this.pods.count === this.replicas ? true : undefined);
    await until('the pods of the last look', made, 30, () => this.story());
    for (let i = 0; i < HPA_SYNC_SECONDS; i += 1) this.second();
    const values = this.series(this.seen());
    this.looks.push({ clock: this.clock, replicas: this.replicas, readyPods: this.readyPods, values });
    this.marked = sleep(BETWEEN_LOOKS).then(async () => this.markDue());
    this.marked.catch((error: unknown) => (this.failure ??= error));
    return values;
  }

  /** Puma's part of a second. */
  private second(): void {
    const threads = this.pods.serving(this.now) * this.options.threadsPerPod;
    this.samples.push({ threads, capacity: threads - Math.min(this.demand, threads) });
  }

  private cpu(): Record<string, number> | undefined {
    const percent = this.cpuPercent();
    if (percent === undefined) return undefined;
    return Object.fromEntries(this.pods.ready.map((name) => [name, percent / 100]));
  }

  /** Busyness as the metric tells it: by the sums over a stretch that ended a while ago, with all before the beginning like it. */
  private seen(): number | undefined {
    const { periodSeconds, endOffsetSeconds } = this.options.window;
    const end = this.now - endOffsetSeconds;
    const sampled = Array.from({ length: periodSeconds }, (_, i) => this.samples[Math.max(0, end - 1 - i)]);
    const sum = (of: 'capacity' | 'threads'): number => sampled.reduce((total, sample) => total + sample[of], 0);
    return busyness(sum('capacity'), sum('threads'));
  }

  private watch(): void {
    const { api, namespace, startSeconds } = this.options;
    const fail = (error: unknown): void => void (this.failure ??= error);
    const serves = (): number => this.now + (this.play ? startSeconds : 0);
    const changed = (): void => {
      if (!this.play) void this.markDue().catch(fail);
    };
    const deployments = api.watch(
      `/apis/apps/v1/namespaces/${namespace}/deployments`,
      (_type, { spec }) => {
        this.replicas = (spec as { replicas: number }).replicas;
      },
      fail,
    );
    this.aborts.push(this.pods.watch(serves, changed, fail), deployments);
  }

  /** Those that will serve at the next look are ready by then. */
  private async markDue(): Promise<void> {
    await this.pods.readyBy(this.now + HPA_SYNC_SECONDS - 1);
  }
}

function deploymentOf(namespace: string, replicas: number): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'puma', namespace },
    spec: {
      replicas,
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          containers: [{ name: 'puma', image: 'registry.example.com/shop:v42', resources: { requests: { cpu: '1' } } }],
        },
      },
    },
  };
}
