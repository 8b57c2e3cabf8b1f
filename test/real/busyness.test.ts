import { PUMA_METRICS } from '../../lib/model/metrics';
import { EmailWorld } from '../support/email-pod';
import { load } from '../support/load';
import type { Statistics } from '../support/moto';
import type { PodSettings } from '../support/pod-settings';
import { StandIn, awsError } from '../support/stand-in';
import type { PumaBuild } from '../support/tools';
import { oldestPuma, pumaBuilds } from '../support/tools';
import { until } from '../support/until';

jest.setTimeout(60_000);

/** 40 connections in turn; 10 threads, each request 0.04 s of waiting: 25 a second keep 10 % of them at work. */
const LOAD = { rate: 25, connections: 40, seconds: 9 };
const TRUE_BUSYNESS = (100 * LOAD.rate * 0.04) / 10;

let world: EmailWorld;
beforeAll(async () => {
  world = await EmailWorld.start();
});
afterEach(async () => {
  await world.stopPods();
  await StandIn.stopAll();
});
afterAll(async () => world.stop());

function metricsOf(service: string): PodSettings['metrics'] {
  return {
    namespace: PUMA_METRICS.namespace,
    dimensions: { [PUMA_METRICS.dimension]: service },
    intervalSeconds: 3,
    names: PUMA_METRICS,
  };
}

async function read(
  service: string,
  name: 'poolCapacity' | 'maxThreads' | 'requests' | 'busyThreads' | 'certificateDaysLeft' | 'dropped',
): Promise<Statistics> {
  return until(name, () => world.moto.statistics(PUMA_METRICS.namespace, PUMA_METRICS[name], service));
}

/** Puts the load on a pod; answers with the busyness that the scaler would compute from what reached CloudWatch. */
async function measure(
  build: PumaBuild,
  service: string,
  workers: number,
  extra = '',
): Promise<{ busyness: number; sent: number }> {
  const threads = workers > 0 ? { min: 5, max: 5 } : { min: 10, max: 10 };
  const changes = { workers, threads, service, metrics: metricsOf(service), extraConfigFile: 'extra.rb' };
  const pod = await (await world.pod(build, changes, { 'extra.rb': extra })).ready();
  const { port } = pod.settings.components[0];
  const { requests, failures } = await load(port, '/?s=0.04', LOAD);
  expect(failures).toBe(0);
  await until('the points', async () => (await read(service, 'requests')).sum >= requests || undefined);
  const capacity = await read(service, 'poolCapacity');
  const threadsSum = await read(service, 'maxThreads');
  await pod.stop();
  return { busyness: (1 - capacity.sum / threadsSum.sum) * 100, sent: requests };
}

describe('busyness that reaches CloudWatch', () => {
  it('is true on every Puma at low load with kept-alive connections, as without our setting it is not', async () => {
    const restored =
      'Puma::Const.send(:remove_const, :FAST_TRACK_KA_TIMEOUT)\nPuma::Const.const_set(:FAST_TRACK_KA_TIMEOUT, 0.2)\n';
    const [untreated, ...measured] = await Promise.all([
      measure(oldestPuma(), 'untreated', 2, restored),
      ...pumaBuilds().flatMap((build) =>
        [2, 0].map((workers) => measure(build, `email-${build.puma}-${workers}`, workers)),
      ),
    ]);
    expect(untreated.busyness).toBeGreaterThan(TRUE_BUSYNESS + 20);
    for (const { busyness } of measured) {
      expect(busyness).toBeGreaterThan(0);
      expect(busyness).toBeLessThan(TRUE_BUSYNESS + 10);
    }
  });

  it.each(pumaBuilds())('is made of statistic sets whose sums are those of the pod, on Puma $puma', async (build) => {
    const service = `email-${build.puma}-2`;
    const threads = await read(service, 'maxThreads');
    expect(threads).toMatchObject({ minimum: 10, maximum: 10, sum: threads.sampleCount * 10 });
    const capacity = await read(service, 'poolCapacity');
    expect(capacity.sampleCount).toBe(threads.sampleCount);
    expect((await read(service, 'requests')).sum).toBeGreaterThan(150);
    expect((await read(service, 'certificateDaysLeft')).maximum).toBeCloseTo(90, 0);
    expect((await read(service, 'dropped')).sum).toBe(0);
    const busyThreads = await world.moto.statistics(PUMA_METRICS.namespace, PUMA_METRICS.busyThreads, service);
    expect(busyThreads === undefined).toBe(build.puma.startsWith('5.'));
  });
});

describe('while CloudWatch fails', () => {
  it('Puma serves, says so once, and the points arrive later', async () => {
    const cloudWatch = await StandIn.start((_seen, count) =>
      count <= 2 ? awsError('InternalFailure', 500) : { status: 200, body: '' },
    );
    const metrics = { ...metricsOf('email'), intervalSeconds: 1 } as PodSettings['metrics'];
    const pod = await (
      await world.pod(oldestPuma(), { metrics }, {}, { AWS_ENDPOINT_URL_CLOUDWATCH: cloudWatch.url })
    ).ready();
    const served = load(pod.settings.components[0].port, '/', { rate: 50, connections: 10, seconds: 3 });
    await pod.child.prints(/metrics: CloudWatch takes them again after 2 failures/, 30);
    expect(await served).toMatchObject({ failures: 0 });
    expect(pod.child.output.match(/metrics: not sent \(.*InternalFailure\); kept and tried again/g)).toHaveLength(1);
    const points = new URLSearchParams(cloudWatch.seen[2].body);
    const times = new Set([...points].filter(([key]) => key.endsWith('.Timestamp')).map(([, value]) => value));
    expect(times.size).toBeGreaterThan(1);
    expect(points.get('Action')).toBe('PutMetricData');
    expect(points.get('MetricData.member.1.StorageResolution')).toBe('60');
    expect(cloudWatch.seen[2].headers.authorization).toContain('/eu-west-1/monitoring/aws4_request');
  });
});
