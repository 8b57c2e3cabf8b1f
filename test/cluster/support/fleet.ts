import { busyness, HPA_SYNC_SECONDS } from '../../../lib/model/busyness';
import type { MetricWindow } from '../../../lib/model/scaling';
import { until } from '../../support/until';
import type { ApiClient } from './api-client';
import { LOOK_SECONDS, LookClock } from './look-clock';
import type { MetricsServer } from './metrics-server';
import { PATIENCE_SECONDS } from './patience';
import { SimulatedPods } from './pods';

/** What one look of the HPA's controller found. */
export interface Look {
  /** Its number on the clock of looks, of which a busy machine misses some. */
  readonly number: number;
  /** Seconds of the controller's clock. */
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

const LABELS = { app: 'puma' };

/**
 * A Deployment whose pods a real controller makes and deletes. This plays Puma, which shares the demand among the pods that
 * serve. Its seconds go by with the controller's looks, 15 to each, however fast or slow the machine is: a look gets its answer
 * once all that the one before has led to is done. All seconds are of this time where nothing else is said.
 */
export class SimulatedFleet {
  public static async start(options: FleetOptions): Promise<SimulatedFleet> {
    const fleet = new SimulatedFleet(options);
    const { api, namespace, replicas } = options;
    await api.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await api.create(deploymentOf(namespace, replicas));
    await fleet.pods.follow(0);
    await fleet.pods.readyBy(0);
    fleet.play = true;
    return fleet;
  }

  /** Threads that the load would keep busy, and from which second on. */
  public readonly demands: { readonly seconds: number; readonly threads: number }[] = [];
  /** CPU of each ready pod in percent of what it asks for, as metrics-server has it; undefined where it has nothing. */
  public cpuPercent: () => number | undefined = () => undefined;
  /** `spec.replicas`, as the last look found them. */
  public replicas: number;
  /** Pods that it found ready. */
  public readyPods: number;
  /** What the controller has seen, look by look. */
  public readonly looks: Look[] = [];
  /** Says what the metric's series are, given the fleet's busyness; the fleet's one by default. */
  public series: (percent: number | undefined) => readonly number[] | undefined = (percent) =>
    percent === undefined ? undefined : [percent];
  private readonly pods: SimulatedPods;
  /** One a second. */
  private readonly samples: Sample[] = [];
  private play = false;
  private faltering: (() => Promise<void>) | undefined;
  private failure: unknown;
  private readonly clock = new LookClock();

  private constructor(public readonly options: FleetOptions) {
    this.pods = new SimulatedPods(options.api, options.namespace);
    this.demand = options.demand;
    this.replicas = this.readyPods = options.replicas;
    options.metrics.serve(options.namespace, { series: async () => this.look(), cpu: () => this.cpu() });
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

  /** Busyness in percent, as the last look found the pods. */
  public get busyness(): number {
    const threads = this.readyPods * this.options.threadsPerPod;
    return busyness(threads - Math.min(this.demand, threads), threads) ?? 0;
  }

  /** Waits until so many looks in a row have found the number of pods that there is; answers with that number. */
  public async settles(looks: number): Promise<number> {
    const begin = this.looks.length;
    return this.comes('a steady number of pods', () => {
      const still = this.looks
        .slice(-looks)
        .every(({ replicas, readyPods }) => replicas === this.replicas && readyPods === replicas);
      return still && this.looks.length >= begin + looks ? this.replicas : undefined;
    });
  }

  /** Waits until the number of pods is as wished. */
  public async reaches(what: string, wish: (replicas: number) => boolean): Promise<number> {
    return this.comes(what, () => (wish(this.replicas) ? this.replicas : undefined));
  }

  /** From the next look on, so many pods fail their readiness probe for so long. */
  public falter(count: number, seconds: number): void {
    this.faltering = async () => this.pods.falter(count, this.now + seconds);
  }

  /** Waits for the controller to have looked so often. */
  public async looked(times: number): Promise<readonly Look[]> {
    const begin = this.looks.length;
    return this.comes(`${times} looks`, () =>
      this.looks.length >= begin + times ? this.looks.slice(begin) : undefined,
    );
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

  /** What is asked for once a look has brought it; within so many looks as a run can need. */
  private async comes<T>(what: string, ask: () => T | undefined, looks = 300): Promise<T> {
    for (let left = looks; ; left -= 1) {
      this.check();
      const answer = ask();
      if (answer !== undefined) return answer;
      if (left === 0) throw new Error(`${what} did not come in ${this.options.namespace}\n${this.story()}`);
      const had = this.looks.length;
      const another = (): true | undefined => this.failure !== undefined || this.looks.length > had || undefined;
      await until(`a look at ${this.options.namespace}`, another, PATIENCE_SECONDS, () => this.story());
    }
  }

  private check(): void {
    if (this.failure !== undefined)
      throw new Error(`the fleet of ${this.options.namespace} failed`, { cause: this.failure });
  }

  private async look(): Promise<readonly number[] | undefined> {
    if (!this.play) return undefined;
    try {
      return await this.answer();
    } catch (error) {
      this.failure ??= error;
      return undefined;
    }
  }

  /** A look of the controller: 15 s have gone by since the last one, more where it missed some, with the pods that it has led to. */
  private async answer(): Promise<readonly number[] | undefined> {
    await this.pods.follow(this.now + this.options.startSeconds);
    await this.faltering?.();
    this.faltering = undefined;
    const end = (number: number): number => number * HPA_SYNC_SECONDS;
    const number = await this.clock.next(async (look) => this.pods.readyBy(end(look) - 1));
    while (this.now < end(number)) this.second();
    const [replicas, readyPods] = ([this.replicas, this.readyPods] = [this.pods.replicas, this.pods.ready.length]);
    const values = this.series(this.seen());
    this.looks.push({ number, clock: number * LOOK_SECONDS, replicas, readyPods, values });
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
