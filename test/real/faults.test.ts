import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ALB_TLS_HANDSHAKE_TIMEOUT_SECONDS } from '../../lib/model/alb';
import { PUMA_METRICS } from '../../lib/model/metrics';
import { emailWorld } from '../support/email-pod';
import { FlakyWay, TELLS_REFUSAL } from '../support/flaky';
import { load } from '../support/load';
import type { PodSettings } from '../support/pod-settings';
import { inspect } from '../support/proc';
import type { PumaPod } from '../support/puma-pod';
import { saturate } from '../support/saturate';
import { SlowLoris } from '../support/slow-loris';
import { median } from '../support/statistics';
import type { PumaBuild } from '../support/tools';
import { oldestPuma, pumaBuilds } from '../support/tools';
import { PATIENCE, until } from '../support/until';

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
const QUEUE = 8;
const BATCH = 4;
const KEPT = QUEUE + BATCH;
/** With a byte in the file `made` for each point. */
const SCALED = `{ QUEUE: ${QUEUE}, BATCH: ${BATCH}, BACKOFF_CAP: 3 }.each do |name, value|
  CdkPumaEks::Publisher.send(:remove_const, name)
  CdkPumaEks::Publisher.const_set(name, value)
end
CdkPumaEks::Publisher.prepend(Module.new do
  private

  def enqueue(point)
    super
    File.write('made', '.', mode: 'a')
  end
end)
`;
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
    const made = (): number => statSync(join(cutOff.folder, 'app', 'made')).size;
    const notSent = (): number => cutOff.child.output.match(/metrics: not sent \(/g)?.length ?? 0;
    const openFiles = (): number => inspect(cutOff.child.pid).openFiles;
    const residentMiB = (): number[] => [cutOff, other].map(({ child }) => inspect(child.pid).residentMiB);
    await throughput(cutOff);
    await throughput(other);

    const before = { openFiles: await settled(openFiles), residentMiB: residentMiB(), notSent: notSent() };
    await way.set('refused');
    const cut = { at: Date.now() / 1000, made: made() };
    for (const mood of ['refused', 'silent', 'failing'] as const) {
      await way.set(mood);
      if (mood === 'refused') await until('a complaint', () => notSent() > before.notSent || undefined);
      else await until(`a request to one that is ${mood}`, () => way.came[mood] > 0 || undefined);
      // A thread that waited for CloudWatch would be missing each time; what else the machine does, only now and then: the best counts.
      const best = { cutOff: 0, other: 0 };
      const asGood = (): boolean => best.cutOff > 0.9 * best.other;
      for (let round = 0; round === 0 || (round < 5 && !asGood()); round += 1) {
        for (const who of ['cutOff', 'other', 'other', 'cutOff'] as const)
          best[who] = Math.max(best[who], await throughput(who === 'cutOff' ? cutOff : other));
      }
      expect(asGood()).toBe(true);
      expect((await cutOff.probe('/readyz')).status).toBe(200);
      expect(notSent()).toBe(before.notSent + 1);
    }
    await until('more points than are kept', () => made() > cut.made + KEPT + 2 || undefined);
    const [grown, otherGrown] = residentMiB().map((now, index) => now - before.residentMiB[index]);
    await until('closed connections', () => openFiles() <= before.openFiles + 2 || undefined);
    const back = { at: Date.now() / 1000, made: made() };
    await way.set('up');
    await cutOff.child.prints(/metrics: CloudWatch takes them again after \d+ failures/);

    // Each point holds one look.
    const { told, dropped, saved } = await until('every point, or that it was dropped', async () => {
      const all = made();
      const points = await world.moto.datapoints(PUMA_METRICS.namespace, PUMA_METRICS.maxThreads, service);
      const lost = await world.moto.statistics(PUMA_METRICS.namespace, PUMA_METRICS.dropped, service);
      const sent = points.reduce((sum, point) => sum + point.sampleCount, 0);
      const inside = points.filter(({ seconds }) => seconds > cut.at && seconds < back.at);
      const account = { told: sent + (lost?.sum ?? 0) - all, dropped: lost?.sum ?? 0, saved: inside.length };
      return account.told >= 0 ? account : undefined;
    });
    // A batch that arrived just as the way was cut is sent again.
    expect(told).toBeLessThanOrEqual(BATCH);
    expect(saved).toBeLessThanOrEqual(KEPT);
    expect(dropped).toBeGreaterThanOrEqual(back.made - cut.made - KEPT);
    // Both have done the same.
    expect(grown - otherGrown).toBeLessThan(16);
    await Promise.all([cutOff.stop(), other.stop()]);
    await way.set('refused');
  },
);

it.concurrent('Secrets Manager that refuses, then is silent, then fails holds up a boot, and no more', async () => {
  const way = await FlakyWay.to(world.moto.url);
  await way.set('refused');
  const environment = { AWS_ENDPOINT_URL_SECRETS_MANAGER: way.url, ...TELLS_REFUSAL.environment };
  const settings = { metrics: null, secrets: { budgetSeconds: 4 * PATIENCE } };
  const pod = await world.pod(newest, settings, TELLS_REFUSAL.files, environment);
  await until('a refusal', () => existsSync(join(pod.folder, 'app', 'refused')) || undefined);
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
const timeouts = { persistent: 24, firstData: 22, workerShutdown: 30, workerBoot: 60, forceShutdownAfter: 24 };
const CROWD = 1000;

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
  // One crowd comes in at a time, so that all of it is there long before the first of it is closed.
  const amid = await inTurn(async () => {
    await loris.open(CROWD);
    const looks = await amidAll(pod, port);
    expect(loris.hanging).toBe(CROWD);
    return looks;
  });
  expect(amid).toBeLessThan(250);
  const leaving = loris.closed();
  const [report, closed] = await Promise.all([
    load(port, '/?s=0.002', { rate: 30, connections: 10, seconds: 1, until: leaving }),
    leaving,
  ]);

  expect(report.failures).toBe(0);
  expect(Math.max(...report.latencies)).toBeLessThan(ALB_TLS_HANDSHAKE_TIMEOUT_SECONDS * 1000);
  expect(closed).toHaveLength(CROWD);
  expect(Math.min(...closed.map(({ sinceBegun }) => sinceBegun))).toBeGreaterThanOrEqual(timeouts.firstData);
  for (const name of new Set(closed.map(({ way }) => way))) {
    const waits = closed.filter(({ way }) => way === name).map(({ sinceLast }) => sinceLast);
    // What else the machine does makes some of them later, not all.
    expect({ name, late: Math.min(...waits) > timeouts.firstData + 5 }).toEqual({ name, late: false });
  }
  await until('their sockets', () => inspect(...pod.processes()).openFiles <= before || undefined);
  expect(pod.child.output).not.toMatch(/[Ee]rror|[Ee]xception/);
  await pod.stop();
}

/**
 * Milliseconds that half of all requests take at most, over new connections and kept ones, at the best of a few times: what a
 * crowd takes it takes each time. None takes as long as an ALB waits.
 */
async function amidAll(pod: PumaPod, port: number): Promise<number> {
  let best = Infinity;
  for (let round = 0; best > 250 && round < 3; round += 1) {
    const kept = load(port, '/?s=0.002', { rate: 30, connections: 10, seconds: 1 });
    const fresh: number[] = [];
    while (fresh.length < 15) {
      expect((await pod.probe('/readyz')).status).toBe(200);
      const begin = performance.now();
      expect((await pod.ask('api')).status).toBe(200);
      fresh.push(performance.now() - begin);
    }
    const { failures, latencies } = await kept;
    expect(failures).toBe(0);
    expect(Math.max(...fresh, ...latencies)).toBeLessThan(ALB_TLS_HANDSHAKE_TIMEOUT_SECONDS * 1000);
    best = Math.min(best, Math.max(median(fresh), median(latencies)));
  }
  return best;
}

let turn: Promise<unknown> = Promise.resolve();

/** Runs after all that was given before. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
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
