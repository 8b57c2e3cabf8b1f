import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { busyness } from '../../lib/model/busyness';
import { PUMA_METRICS } from '../../lib/model/metrics';
import { EmailWorld } from '../support/email-pod';
import { load } from '../support/load';
import type { Statistics } from '../support/moto';
import type { PodSettings } from '../support/pod-settings';
import type { PumaBuild } from '../support/tools';
import { oldestPuma, pumaBuilds } from '../support/tools';
import { until } from '../support/until';

jest.setTimeout(120_000);

/** Threads of a pod, in one process or shared out to two workers. */
const THREADS = 20;
/** Kept-alive connections, used in turn. */
const CONNECTIONS = 40;
/** Of each load: the first second fills the threads, the points that lie whole in the rest are the window. */
const SECONDS = 22;
const INTERVAL = 2;

/**
 * Percent of the threads, and what each request takes: the shorter it is, the more the wait of Puma 5 and 6 would add. One
 * look a second has a standard error of sqrt(percent * (1 - seconds) / looks / threads): 1 to 3 points of the 10 allowed.
 */
const LEVELS = [
  { percent: 5, seconds: 0.05 },
  { percent: 40, seconds: 0.4 },
  { percent: 80, seconds: 0.4 },
];

/** Sleeps, and writes down when its thread was taken and, once Puma has sent the answer, when it was given back. */
const APP = `# frozen_string_literal: true
LOG = File.open('busy.log', File::WRONLY | File::CREAT | File::APPEND)
Answer = Struct.new(:from) do
  def each
    yield 'done'
  end

  def close
    LOG.syswrite("#{from} #{Process.clock_gettime(Process::CLOCK_REALTIME)}\\n")
  end
end
run lambda { |env|
  answer = Answer.new(Process.clock_gettime(Process::CLOCK_REALTIME))
  sleep(env['QUERY_STRING'][/s=([\\d.]+)/, 1].to_f)
  [200, { 'content-type' => 'text/plain', 'content-length' => '4' }, answer]
}
`;

/** Puma's wait as it is without our setting. */
const RESTORED =
  'Puma::Const.send(:remove_const, :FAST_TRACK_KA_TIMEOUT)\nPuma::Const.const_set(:FAST_TRACK_KA_TIMEOUT, 0.2)\n';

interface Measured {
  readonly service: string;
  readonly sent: number;
  readonly failures: number;
  /** Seconds that were looked at. */
  readonly looks: number;
  /** Percent, as the scaler computes it. */
  readonly published: number;
  /** Percent, by the app's own account of the same seconds. */
  readonly true: number;
}

let world: EmailWorld;
beforeAll(async () => {
  world = await EmailWorld.start();
});
afterEach(async () => world.stopPods());
afterAll(async () => world.stop());

type Metric = 'poolCapacity' | 'maxThreads' | 'requests' | 'busyThreads' | 'certificateDaysLeft' | 'dropped';

async function read(service: string, name: Metric): Promise<Statistics> {
  return until(name, () => world.moto.statistics(PUMA_METRICS.namespace, PUMA_METRICS[name], service));
}

/** Puts a load on a pod; answers with what reached CloudWatch of it and what was true. */
async function measure(
  build: PumaBuild,
  workers: number,
  level: (typeof LEVELS)[number],
  extra = '',
): Promise<Measured> {
  const service = `${build.puma}-${workers}-${level.percent}${extra && '-untreated'}`;
  const threads = THREADS / Math.max(workers, 1);
  const metrics: PodSettings['metrics'] = {
    namespace: PUMA_METRICS.namespace,
    dimensions: { [PUMA_METRICS.dimension]: service },
    intervalSeconds: INTERVAL,
    names: PUMA_METRICS,
  };
  const changes = { workers, threads: { min: threads, max: threads }, service, metrics, extraConfigFile: 'extra.rb' };
  const pod = await (await world.pod(build, changes, { 'config.ru': APP, 'extra.rb': extra })).ready(60);

  const rate = (level.percent / 100) * (THREADS / level.seconds);
  const begin = Date.now() / 1000;
  const { port } = pod.settings.components[0];
  const given = { rate, connections: CONNECTIONS, seconds: SECONDS, seed: level.percent };
  const report = await load(port, `/?s=${level.seconds}`, given);
  const end = begin + SECONDS;
  const requests = await until('every request', async () => {
    const found = await read(service, 'requests');
    return found.sum >= report.requests ? found.sum : undefined;
  });
  expect(requests).toBe(report.requests);

  // A point has the time of its last look, and stands for a second a look.
  const [capacity, most] = await Promise.all(
    [PUMA_METRICS.poolCapacity, PUMA_METRICS.maxThreads].map(async (metric) =>
      (await world.moto.datapoints(PUMA_METRICS.namespace, metric, service)).filter(
        ({ seconds, sampleCount }) => seconds - sampleCount > begin + 1 && seconds + 1 < end,
      ),
    ),
  );
  const sumOf = (points: typeof most, name: 'sum' | 'sampleCount'): number =>
    points.reduce((sum, point) => sum + point[name], 0);
  const window = [most[0].seconds - most[0].sampleCount + 0.5, most[most.length - 1].seconds + 0.5];
  const busySeconds = readFileSync(join(pod.folder, 'app', 'busy.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number))
    .reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, window[1]) - Math.max(from, window[0])), 0);
  await pod.stop();
  return {
    service,
    sent: report.requests,
    failures: report.failures,
    looks: sumOf(most, 'sampleCount'),
    published: busyness(sumOf(capacity, 'sum'), sumOf(most, 'sum')) ?? NaN,
    true: (100 * busySeconds) / (THREADS * (window[1] - window[0])),
  };
}

function expectTrue(measured: Measured, { percent }: (typeof LEVELS)[number]): void {
  expect(measured).toMatchObject({ failures: 0 });
  expect(measured.looks).toBeGreaterThanOrEqual(15);
  // That it was the load of the title; workers get uneven shares of the connections, and the fuller one is full first.
  expect(Math.abs(measured.true - percent)).toBeLessThan(20);
  expect(Math.abs(measured.published - measured.true)).toBeLessThan(10);
}

describe.each([0, 2])('busyness that reaches CloudWatch, with %d workers and 40 kept-alive connections', (workers) => {
  it('is within 10 points of the truth at 5, 40 and 80 % on every Puma, as without our setting it is not', async () => {
    const cases = pumaBuilds().flatMap((build) => LEVELS.map((level) => ({ build, level })));
    const [untreated, ...measured] = await Promise.all([
      measure(oldestPuma(), workers, LEVELS[0], RESTORED),
      ...cases.map(({ build, level }) => measure(build, workers, level)),
    ]);
    measured.forEach((found, index) => expectTrue(found, cases[index].level));
    expect(untreated.published).toBeGreaterThan(untreated.true + 10);
  });

  it.each(pumaBuilds())('is made of statistic sets whose sums are those of the pod, on Puma $puma', async (build) => {
    const service = `${build.puma}-${workers}-40`;
    const threads = await read(service, 'maxThreads');
    expect(threads).toMatchObject({ minimum: THREADS, maximum: THREADS, sum: threads.sampleCount * THREADS });
    const capacity = await read(service, 'poolCapacity');
    expect(capacity.sampleCount).toBe(threads.sampleCount);
    expect(capacity.minimum).toBeGreaterThanOrEqual(0);
    expect(capacity.maximum).toBe(THREADS);
    expect((await read(service, 'requests')).sampleCount).toBe(threads.sampleCount);
    expect((await read(service, 'certificateDaysLeft')).maximum).toBeCloseTo(90, 0);
    expect((await read(service, 'dropped')).sum).toBe(0);
    const busyThreads = await world.moto.statistics(PUMA_METRICS.namespace, PUMA_METRICS.busyThreads, service);
    expect(busyThreads === undefined).toBe(build.puma.startsWith('5.'));
  });
});
