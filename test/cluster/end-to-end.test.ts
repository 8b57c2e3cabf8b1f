import { setTimeout as sleep } from 'node:timers/promises';
import { trackingStep } from '../../lib/model/busyness';
import type { FleetSecond } from '../../lib/model/fleet';
import type { HpaSample } from '../../lib/model/hpa';
import { playHpa } from '../../lib/model/hpa';
import { PUMA_METRICS } from '../../lib/model/metrics';
import { seenBy } from '../../lib/model/sight';
import type { Sight } from '../../lib/model/sight';
import type { ScaledObject } from '../../lib/scaling/scaled-object';
import { MetricSource } from '../../lib/scaling/metric-source';
import { renderedScaledObject } from '../scaling/scaling-stack';
import { EmailWorld } from '../support/email-pod';
import type { PumaPod } from '../support/puma-pod';
import { get } from '../support/puma-pod';
import { pumaBuilds } from '../support/tools';
import { Agent } from 'node:https';
import { kedaValue } from './support/keda-query';
import { PATIENCE_SECONDS } from './support/patience';

jest.setTimeout(900_000);

const PODS = 4;
const THREADS = 5;
const TARGET = 60;
const PERIOD_SECONDS = 10;
const PUBLISH_SECONDS = 5;
/** So long that what a loop does between two requests does not show. */
const REQUEST_SECONDS = 8;
/** Threads of the fleet that requests hold at every moment: before the step, and after it. */
const LOAD = { before: 8, after: 17 };

/** A look as KEDA and the HPA would take it. */
interface Look {
  /** Seconds since 1970. */
  readonly seconds: number;
  readonly value: number;
}

let world: EmailWorld;
beforeAll(async () => {
  world = await EmailWorld.start();
});
afterAll(async () => world.stop());

it('four real Pumas, CloudWatch and KEDA’s query give the number of pods that the model gives, and as soon', async () => {
  const scaledObject = renderedScaledObject({
    ...{ minPods: 1, targetBusyness: TARGET, publishIntervalSeconds: PUBLISH_SECONDS },
    metric: MetricSource.cloudWatch({ periodSeconds: PERIOD_SECONDS }),
  });
  const { pods, service } = await fleet(scaledObject);
  const load = new HeldThreads(pods);
  load.hold(LOAD.before);
  const begin = Math.floor(Date.now() / 1000);
  // So long that the first value is of nothing but this load, with a period for all of it to arrive.
  const endOffsetSeconds = Number(scaledObject.spec.triggers[0].metadata.metricEndTimeOffset);
  const lag = endOffsetSeconds + 3 * PERIOD_SECONDS;
  const calm = await looks(scaledObject, begin + lag + 5, begin + lag);
  const step = Math.floor(Date.now() / 1000);
  load.hold(LOAD.after);
  const stepped = await looks(scaledObject, step + lag + 5, step);
  await load.end();
  expect(load.failures).toEqual([]);
  expect(service).toBe('email');

  // The client and the network take a little of each request's time.
  const percent = (threads: number): number => (threads / (PODS * THREADS)) * 100;
  for (const { value } of calm) expectJustBelow(value, percent(LOAD.before));
  expectJustBelow(stepped.at(-1)!.value, percent(LOAD.after));

  const proposal = (busyness: number): number =>
    trackingStep({ pods: PODS, busyness, targetBusyness: TARGET, minPods: 1, maxPods: 30 });
  expect(new Set(calm.map(({ value }) => proposal(value)))).toEqual(new Set([3]));
  expect(proposal(stepped.at(-1)!.value)).toBe(6);

  const modelled = modelOf(scaledObject, begin, step);
  // A look a second says no more than which of CloudWatch's points was the newest.
  const pointOfSix = (valueAt: (look: Look) => number): number => {
    const { seconds } = stepped.find((look) => proposal(valueAt(look)) === 6)!;
    return Math.floor((seconds - endOffsetSeconds) / PERIOD_SECONDS);
  };
  const [measured, expected] = [pointOfSix(({ value }) => value), pointOfSix(modelled)];
  expect(Math.abs(measured - expected)).toBeLessThanOrEqual(1);

  // The same through all of the HPA, with a look every 15 s.
  const decided = (valueAt: (look: Look) => number): number => replicasAfter(scaledObject, stepped, valueAt);
  expect(decided(({ value }) => value)).toBe(6);
  expect(decided(modelled)).toBe(6);
});

/** Pods that publish as the service's would. */
async function fleet({ spec }: ScaledObject): Promise<{ pods: PumaPod[]; service: string }> {
  const { namespace, dimensionName, dimensionValue: service } = spec.triggers[0].metadata;
  const metrics = {
    ...{ namespace, dimensions: { [dimensionName]: service }, names: PUMA_METRICS },
    ...{ intervalSeconds: PUBLISH_SECONDS, storageResolution: 1 as const },
  };
  const build = pumaBuilds().at(-1)!;
  const changes = { workers: 0, threads: { min: THREADS, max: THREADS }, service, metrics };
  const pods = await Promise.all(
    Array.from({ length: PODS }, async () => (await world.pod(build, changes)).ready(PATIENCE_SECONDS)),
  );
  return { pods, service };
}

/** Requests that hold so many threads of the fleet at every moment, spread evenly over its pods. */
class HeldThreads {
  public readonly failures: string[] = [];
  private held = 0;
  private readonly loops: Promise<void>[] = [];

  constructor(private readonly pods: readonly PumaPod[]) {}

  public hold(threads: number): void {
    this.held = threads;
    while (this.loops.length < threads) this.loops.push(this.loop(this.loops.length));
  }

  public async end(): Promise<void> {
    this.held = 0;
    await Promise.all(this.loops);
  }

  private async loop(index: number): Promise<void> {
    const { port } = this.pods[index % this.pods.length].settings.components[0];
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (index < this.held) {
      const { status } = await get(port, `/?s=${REQUEST_SECONDS}`, agent).catch((error: unknown) => ({
        status: String(error),
      }));
      if (status !== 200) this.failures.push(String(status));
    }
    agent.destroy();
  }
}

/** A look every second, the last one no sooner than then. */
async function looks(scaledObject: ScaledObject, until_: number, from: number): Promise<Look[]> {
  const taken: Look[] = [];
  for (;;) {
    const now = Date.now();
    const value = await kedaValue(scaledObject, world.moto.url, now);
    if (now / 1000 >= from) taken.push({ seconds: now / 1000, value: value ?? NaN });
    if (now / 1000 >= until_) return taken;
    await sleep(1000);
  }
}

function expectJustBelow(value: number, percent: number): void {
  expect(value).toBeLessThanOrEqual(percent + 2);
  expect(value).toBeGreaterThan(percent - 10);
}

/** What the model says that the HPA is told at a look. */
function modelOf({ spec }: ScaledObject, begin: number, step: number): (look: Look) => number {
  const { metadata } = spec.triggers[0];
  const sight: Sight = {
    ...{ kind: 'busyness', aligned: true, countBacklog: false, targetBusyness: TARGET, schedule: 'none' },
    ...{ periodSeconds: Number(metadata.metricStatPeriod), endOffsetSeconds: Number(metadata.metricEndTimeOffset) },
  };
  // The model's clock begins where a point of CloudWatch does.
  const zero = Math.floor(begin / PERIOD_SECONDS) * PERIOD_SECONDS;
  return ({ seconds }) => {
    const history = Array.from({ length: Math.floor(seconds) - zero }, (_, i) =>
      second(zero + i < step ? LOAD.before : LOAD.after),
    );
    return seenBy(sight, { history, scheduled: 0 })[0] as number;
  };
}

function second(busyThreads: number): FleetSecond {
  const idle = { starting: 0, arrived: 0, served: 0, refused: 0, queue: 0, wait: 0 };
  return { ...idle, replicas: PODS, ready: PODS, readyToHpa: PODS, busyThreads, threads: PODS * THREADS };
}

/** The replicas that the HPA has set by the end, of a fleet whose new pods are not ready yet. */
function replicasAfter({ spec }: ScaledObject, all: readonly Look[], valueAt: (look: Look) => number): number {
  const { scaleUp, scaleDown } = spec.advanced.horizontalPodAutoscalerConfig.behavior as never;
  const settings = {
    ...{ minReplicas: spec.minReplicaCount, maxReplicas: spec.maxReplicaCount, behavior: { scaleUp, scaleDown } },
    metrics: [{ type: 'Value' as const, target: TARGET }],
  };
  const samples: HpaSample[] = all
    .filter((_, i) => i % 15 === 0 || i === all.length - 1)
    .map((look) => ({ seconds: look.seconds, readyPods: PODS, values: [valueAt(look)] }));
  return playHpa(settings, PODS, samples).at(-1)!.replicas;
}
