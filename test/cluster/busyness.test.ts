import { growthCap, HPA_TOLERANCE } from '../../lib/model/busyness';
import { metricWindow } from '../../lib/model/scaling';
import { Timing } from '../../lib/model/timing';
import type { HorizontalPodAutoscaler } from '../../lib/scaling/horizontal-pod-autoscaler';
import { MetricSource } from '../../lib/scaling/metric-source';
import { expectAsModelled, expectAsSimulated } from './support/as-modelled';
import { autoscalerOf } from './support/autoscaler';
import { ControlPlane } from './support/control-plane';
import type { Look } from './support/fleet';
import { SimulatedFleet } from './support/fleet';
import { MetricsServer } from './support/metrics-server';

jest.setTimeout(1_800_000);

const TARGET = 60;
const WITHIN = { least: TARGET * (1 - HPA_TOLERANCE), most: TARGET * (1 + HPA_TOLERANCE) };
const timing = Timing.derive();
/** With 8 s for a node to take the pod and start its container. */
const START_SECONDS = 8 + timing.applicationBootSeconds + timing.warmUpSeconds;

interface Cluster {
  readonly plane: ControlPlane;
  readonly metrics: MetricsServer;
}

let started: Promise<Cluster> | undefined;

/** One for all: tests that run side by side begin before any hook does. */
function cluster(): Promise<Cluster> {
  const start = async (): Promise<Cluster> => {
    const plane = await ControlPlane.start({ controllers: true, hpaSync: '500ms' });
    return { plane, metrics: await MetricsServer.start(plane.api) };
  };
  return (started ??= start());
}

afterAll(async () => {
  const { plane, metrics } = await cluster();
  await plane.stop();
  await metrics.stop();
});

/** A fleet with its autoscaler; `naive` changes the autoscaler. */
async function run(
  namespace: string,
  given: { replicas: number; demand: number; prepare?: (fleet: SimulatedFleet) => void },
  autoscaler: HorizontalPodAutoscaler = autoscalerOf(namespace),
): Promise<SimulatedFleet> {
  const { plane, metrics } = await cluster();
  const fleet = await SimulatedFleet.start({
    ...{ api: plane.api, metrics, namespace, threadsPerPod: 10, startSeconds: START_SECONDS, ...given },
    window: metricWindow(),
  });
  given.prepare?.(fleet);
  await plane.api.create(autoscaler);
  return fleet;
}

/** The autoscaler with fields of its spec in the place of ours. */
function naive(namespace: string, change: (spec: Draft) => unknown): HorizontalPodAutoscaler {
  const autoscaler = structuredClone(autoscalerOf(namespace));
  change(autoscaler.spec);
  return autoscaler;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a setting that nobody should have, which no type would allow
type Draft = Record<string, any>;

/** All at once: what they do takes time, not work. */
describe("the HPA's real controller", () => {
  it.concurrent('follows 12, 30, 90 and again 12 busy threads, and settles within its tolerance of 60 %', async () => {
    const autoscaler = autoscalerOf('follows');
    const fleet = await run('follows', { replicas: 2, demand: 12 }, autoscaler);
    const settled: number[] = [];
    for (const demand of [12, 30, 90, 12]) {
      fleet.demand = demand;
      settled.push(await settles(fleet));
    }
    expect(settled).toEqual([2, 5, expect.any(Number), 2]);
    expect(Math.abs(settled[2] - 15)).toBeLessThanOrEqual(1);
    // The mean lags behind, so it grows past 15, but by no more than one step could.
    expect(Math.max(...replicasOf(fleet.looks))).toBeLessThanOrEqual(Math.ceil(15 * growthCap(TARGET)));
    expectAsModelled(autoscaler, fleet);
    expectAsSimulated(autoscaler, fleet);
  });

  it.concurrent('follows an adapter’s metric by the library’s own HPA', async () => {
    const metric = MetricSource.external({ metricName: 'puma_busyness', labels: { service: 'puma' } });
    const autoscaler = autoscalerOf('adapter', { metric, minPods: 3 });
    const fleet = await run('adapter', { replicas: 3, demand: 18 }, autoscaler);
    expect(await settles(fleet)).toBe(3);
    fleet.demand = 60;
    expect(Math.abs((await settles(fleet)) - 10)).toBeLessThanOrEqual(1);
    expectAsModelled(autoscaler, fleet);
    expectAsSimulated(autoscaler, fleet);
  });

  it.concurrent('is wrong with AverageValue, which divides a percentage by the pods; right with Value', async () => {
    const averageValue = { type: 'AverageValue', averageValue: String(TARGET) };
    const divided = naive('average', (spec) => (spec.metrics[0].external.target = averageValue));
    const [wrong, right] = await Promise.all([
      run('average', { replicas: 10, demand: 60 }, divided),
      run('value', { replicas: 10, demand: 60 }),
    ]);
    await wrong.reaches('two pods', (replicas) => replicas === 2);
    await wrong.looked(15);
    expect([wrong.replicas, wrong.busyness]).toEqual([2, 100]);
    expect(replicasOf(right.looks)).toEqual([10]);
  });

  it.concurrent('is wrong with one series a pod, which are summed up; right with one of the fleet', async () => {
    const each = (fleet: SimulatedFleet): unknown =>
      (fleet.series = (percent = 0) => Array.from({ length: fleet.readyPods }, () => percent));
    const [wrong, right] = await Promise.all([
      run('series', { replicas: 3, demand: 18, prepare: each }),
      run('one-series', { replicas: 3, demand: 18 }),
    ]);
    await wrong.reaches('the most pods', (replicas) => replicas === 30);
    expect(wrong.busyness).toBeLessThan(20);
    expect(replicasOf(right.looks)).toEqual([3]);
  });

  it.concurrent(
    'is wrong where a missing metric reads as 0; right where it cannot be read, and where KEDA falls back',
    async () => {
      const outage = { replicas: 10, demand: 60 };
      const fallbackPods = 12;
      const [wrong, right, fallback] = await Promise.all([
        run('zero', outage),
        run('gone', outage),
        run('back', outage),
      ]);
      await Promise.all([wrong, right, fallback].map(async (fleet) => fleet.looked(5)));
      wrong.series = () => [0];
      right.series = () => undefined;
      // Source: KEDA 2.21, pkg/fallback: `currentReplicasIfHigher` with target type Value.
      fallback.series = () => [(TARGET * Math.max(fallback.replicas, fallbackPods)) / fallback.readyPods];
      right.demand = fallback.demand = 12;
      await wrong.reaches('the fewest pods', (replicas) => replicas === 2);
      expect(wrong.busyness).toBe(100);
      await Promise.all([right.looked(10), fallback.looked(10)]);
      expect(replicasOf(right.looks)).toEqual([10]);
      expect(replicasOf(fallback.looks)).toEqual([10, fallbackPods]);

      right.demand = 90;
      right.series = (percent) => [percent ?? 0];
      await right.reaches('growth after the outage', (replicas) => replicas >= 14);
    },
  );

  it.concurrent('is wrong with no window down, while half the pods falter at 100 %; right with ours', async () => {
    const hasty = naive('hasty', (spec) => (spec.behavior.scaleDown.stabilizationWindowSeconds = 0));
    const saturated = { replicas: 10, demand: 200 };
    const calm = { replicas: 10, demand: 60 };
    const [wrong, right] = await Promise.all([run('hasty', calm, hasty), run('patient', calm)]);
    await Promise.all(
      [wrong, right].map(async (fleet) => {
        await fleet.looked(5);
        fleet.demand = saturated.demand;
        fleet.falter(6, 120);
        await fleet.reaches('growth after all', (replicas) => replicas > 10);
      }),
    );
    const shrunk = wrong.looks.filter(({ replicas }) => replicas < 10);
    expect(shrunk.length).toBeGreaterThan(0);
    expect(right.looks.filter(({ replicas }) => replicas < 10)).toEqual([]);
    expect(wrong.busyness).toBe(100);
  });

  it.concurrent('guards the CPU: the larger number of pods wins, and without figures none is taken away', async () => {
    const metric = MetricSource.external({ metricName: 'puma_busyness' });
    const fleet = await run('cpu', { replicas: 10, demand: 60 }, autoscalerOf('cpu', { metric, cpuPercent: 80 }));
    fleet.cpuPercent = () => 1200 / fleet.readyPods;
    expect(await fleet.reaches('pods for the CPU', (replicas) => replicas >= 14)).toBeLessThanOrEqual(16);
    await fleet.looked(10);
    fleet.cpuPercent = () => undefined;
    const blind = await fleet.looked(30);
    expect(new Set(blind.slice(8).map(({ replicas }) => replicas)).size).toBe(1);
    expect(fleet.busyness).toBeLessThan(WITHIN.least);
    fleet.demand = 180;
    await fleet.reaches('growth by busyness alone', (replicas) => replicas >= 20);
  });

  it.concurrent('takes a tolerance of our own', async () => {
    const tight = autoscalerOf('tight', { tolerance: { scaleUpPercent: 4 } });
    const near = { replicas: 10, demand: 64 };
    const [moved, stayed] = await Promise.all([run('tight', near, tight), run('usual', near)]);
    expect(await moved.reaches('one pod more', (replicas) => replicas !== 10)).toBe(11);
    await stayed.looked(5);
    expect(replicasOf(stayed.looks)).toEqual([10]);
    expectAsModelled(tight, moved);
  });
});

/** Every number of pods that there was, in order. */
function replicasOf(looks: readonly Look[]): number[] {
  return looks.map(({ replicas }) => replicas).filter((replicas, i, all) => replicas !== all[i - 1]);
}

/** Waits until the number of pods stands and busyness is where it should be; answers with the number. */
async function settles(fleet: SimulatedFleet): Promise<number> {
  for (;;) {
    const pods = await fleet.settles(8);
    if (fleet.busyness >= WITHIN.least && fleet.busyness <= WITHIN.most) return pods;
    if (fleet.looks.length > 500) throw new Error(`the fleet has settled elsewhere\n${fleet.story()}`);
  }
}
