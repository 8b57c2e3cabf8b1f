import { setTimeout as sleep } from 'node:timers/promises';
import { PUMA_METRICS } from '../../lib/model/metrics';
import { emailWorld } from '../support/email-pod';
import { FlakyWay } from '../support/flaky';
import { load } from '../support/load';
import type { PodSettings } from '../support/pod-settings';
import { inspect } from '../support/proc';
import type { PumaPod } from '../support/puma-pod';
import { saturate } from '../support/saturate';
import { SlowLoris } from '../support/slow-loris';
import { median } from '../support/statistics';
import type { PumaBuild } from '../support/tools';
import { oldestPuma, pumaBuilds } from '../support/tools';
import { until } from '../support/until';

const world = emailWorld({ per: 'file' });

function metricsOf(service: string, intervalSeconds: number): PodSettings['metrics'] {
  return {
    namespace: PUMA_METRICS.namespace,
    dimensions: { [PUMA_METRICS.dimension]: service },
    intervalSeconds,
    names: PUMA_METRICS,
  };
}

/** A tenth of the default's seconds between points, and less of a queue: 20 seconds here are more than 3 minutes there. */
const SCALED = `{ QUEUE: 8, BATCH: 4, BACKOFF_CAP: 3 }.each do |name, value|
  CdkPumaEks::Publisher.send(:remove_const, name)
  CdkPumaEks::Publisher.const_set(name, value)
end\n`;
const KEPT = 8 + 4;
const newest = pumaBuilds()[pumaBuilds().length - 1];

async function podOf(build: PumaBuild, workers: number, service: string, url = world.moto.url): Promise<PumaPod> {
  const changes = { workers, service, metrics: metricsOf(service, 1), extraConfigFile: 'extra.rb' };
  const environment = { AWS_ENDPOINT_URL_CLOUDWATCH: url };
  const pod = await (await world.pod(build, changes, { 'extra.rb': SCALED }, environment)).ready();
  await until('a point', () => world.moto.statistics(PUMA_METRICS.namespace, PUMA_METRICS.maxThreads, service));
  return pod;
}

it.concurrent.each([
  { build: oldestPuma(), puma: oldestPuma().puma, workers: 0 },
  { build: newest, puma: newest.puma, workers: 2 },
])(
  'CloudWatch out of reach takes from Puma $puma with $workers workers no request, no throughput and little memory, and is told later what it missed',
  async ({ build, puma, workers }) => {
    const way = await FlakyWay.to(world.moto.url);
    const service = `cut-off-${puma}`;
    const [cutOff, other] = await Promise.all([
      podOf(build, workers, service, way.url),
      podOf(build, workers, `other-${puma}`),
    ]);
    const throughput = async (pod: PumaPod): Promise<number> => {
      const { port } = pod.settings.components[0];
      const { perSecond, failures } = await saturate(port, '/?s=0.04', { connections: 24, seconds: 1.5 });
      expect(failures).toBe(0);
      return perSecond;
    };
    await throughput(cutOff);
    await throughput(other);

    const before = inspect(cutOff.child.pid);
    const cutAt = Date.now() / 1000;
    for (const mood of ['refused', 'silent', 'failing'] as const) {
      await way.set(mood);
      // A thread that waited for CloudWatch would be missing each time; what else the machine does, only now and then: the best counts.
      const best = { cutOff: 0, other: 0 };
      const asGood = (): boolean => best.cutOff > 0.9 * best.other;
      for (let round = 0; round === 0 || (round < 5 && !asGood()); round += 1) {
        for (const who of ['cutOff', 'other', 'other', 'cutOff'] as const)
          best[who] = Math.max(best[who], await throughput(who === 'cutOff' ? cutOff : other));
      }
      expect(asGood()).toBe(true);
      expect((await cutOff.probe('/readyz')).status).toBe(200);
      expect(cutOff.child.output.match(/metrics: not sent \(/g)).toHaveLength(1);
    }
    const after = inspect(cutOff.child.pid);
    const backAt = Date.now() / 1000;
    await way.set('up');
    await cutOff.child.prints(/metrics: CloudWatch takes them again after \d+ failures/);

    const points = await until('points from after it', async () => {
      const found = await world.moto.datapoints(PUMA_METRICS.namespace, PUMA_METRICS.maxThreads, service);
      return found[found.length - 1].seconds > backAt + 2 ? found : undefined;
    });
    const dropped = await world.moto.statistics(PUMA_METRICS.namespace, PUMA_METRICS.dropped, service);
    const sent = points.reduce((sum, point) => sum + point.sampleCount, 0);
    const missing = points[points.length - 1].seconds - points[0].seconds + 1 - sent;
    const saved = points.filter(({ seconds }) => seconds > cutAt && seconds < backAt);

    expect(way.came.silent).toBeGreaterThan(0);
    expect(way.came.failing).toBeGreaterThan(0);
    expect(saved.length).toBeLessThanOrEqual(KEPT + 1);
    expect(dropped?.sum).toBeGreaterThanOrEqual(Math.floor(backAt - cutAt) - KEPT - 3);
    expect(Math.abs(missing - (dropped?.sum ?? 0))).toBeLessThanOrEqual(3);
    expect(after.residentMiB - before.residentMiB).toBeLessThan(16);
    expect(after.openFiles - before.openFiles).toBeLessThanOrEqual(2);
    await Promise.all([cutOff.stop(), other.stop()]);
    await way.set('refused');
  },
);

it.concurrent('Secrets Manager that refuses, then is silent, then fails holds up a boot, and no more', async () => {
  const way = await FlakyWay.to(world.moto.url);
  await way.set('refused');
  const environment = { AWS_ENDPOINT_URL_SECRETS_MANAGER: way.url };
  const pod = await world.pod(newest, { metrics: null }, {}, environment);
  await sleep(1000);
  for (const mood of ['silent', 'failing'] as const) {
    await way.set(mood);
    // The second comes when the first has been given up.
    await until(`requests to one that is ${mood}`, () => way.came[mood] > 1 || undefined);
  }
  expect(pod.child.running).toBe(true);
  await expect(pod.probe('/readyz')).rejects.toThrow('ECONNREFUSED');
  await way.set('up');
  expect((await (await pod.ready()).ask('api')).status).toBe(200);
  await pod.stop();
  await way.set('refused');
});

/** Seconds; as derived they are longer, so that slow clients hang for longer, and just as idly. */
const timeouts = { persistent: 16, firstData: 14, workerShutdown: 30, workerBoot: 60, forceShutdownAfter: 24 };

it.concurrent.each(pumaBuilds())(
  '1,000 clients that stall in a TLS handshake or a header take nothing from the others on Puma $puma, and are closed after firstData',
  async (build) => {
    await Promise.all([0, 2].map((workers) => expectServedAmidSlowClients(build, workers)));
  },
);

async function expectServedAmidSlowClients(build: PumaBuild, workers: number): Promise<void> {
  const pod = await (await world.pod(build, { workers, timeouts, metrics: null })).ready();
  const { port } = pod.settings.components[0];
  expect(await load(port, '/', { rate: 50, connections: 10, seconds: 1 })).toMatchObject({ failures: 0 });
  const before = await settled(() => inspect(...pod.processes()).openFiles);

  const loris = await SlowLoris.at(port);
  const kept = load(port, '/?s=0.002', { rate: 30, connections: 10, seconds: 16 });
  await loris.open(1000);
  const fresh: number[] = [];
  await until('the end of the first', async () => {
    expect((await pod.probe('/readyz')).status).toBe(200);
    const begin = performance.now();
    expect((await pod.ask('api')).status).toBe(200);
    if (loris.hanging === 1000) fresh.push(performance.now() - begin);
    return loris.hanging < 1000 || undefined;
  });
  const [report, closed] = await Promise.all([kept, loris.closed(20)]);

  expect(report.failures).toBe(0);
  expect(fresh.length).toBeGreaterThan(10);
  expect(median(fresh)).toBeLessThan(250);
  expect(median(report.latencies)).toBeLessThan(250);
  // An ALB would wait 10 s for a handshake.
  expect(Math.max(...fresh, ...report.latencies)).toBeLessThan(5000);
  expect(closed).toHaveLength(1000);
  expect(closed[0]).toBeGreaterThan(timeouts.firstData - 0.5);
  expect(closed[999]).toBeLessThan(timeouts.firstData + 5);
  await until('their sockets', () => inspect(...pod.processes()).openFiles <= before || undefined);
  expect(pod.child.output).not.toMatch(/[Ee]rror|[Ee]xception/);
  await pod.stop();
}

/** A count once it no longer moves. */
async function settled(count: () => number): Promise<number> {
  let last = -1;
  for (let now = count(); now !== last; now = count()) {
    last = now;
    await sleep(300);
  }
  return last;
}
