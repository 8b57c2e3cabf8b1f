import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { PROMETHEUS_METRICS, PUMA_METRICS } from '../../lib/model/metrics';
import { METRICS_PATH } from '../../lib/workload/objects/probe-endpoints';
import { emailWorld } from '../support/email-pod';
import { load } from '../support/load';
import { ACCOUNTING_APP, busySeconds } from '../support/measured-busyness';
import type { PodSettings } from '../support/pod-settings';
import type { PumaPod } from '../support/puma-pod';
import { StandIn } from '../support/stand-in';
import { oldestPuma, pumaBuilds } from '../support/tools';
import { PATIENCE, until } from '../support/until';

/** 10 threads, each request 0.04 s of waiting: 50 a second keep 20 % of them at work, if the machine has nothing else to do. */
const LOAD = { rate: 50, connections: 40, seconds: 8 };
const THREADS = 10;

/** Holds each request until there is a file `go`. */
const HELD_APP = `run lambda { |_env|
  sleep(0.02) until File.exist?('go')
  [200, {}, []]
}
`;

const ENDPOINT: PodSettings['prometheus'] = { path: METRICS_PATH, series: PROMETHEUS_METRICS };

const world = emailWorld({ per: 'file', podsPer: 'test' });

describe.each(pumaBuilds().flatMap((build) => [2, 0].map((workers) => ({ build, workers, puma: build.puma }))))(
  'Puma $puma with $workers workers',
  ({ build, workers }) => {
    it('tells Prometheus over HTTPS what is true of it, and CloudWatch nothing where that is off', async () => {
      const cloudWatch = await StandIn.start(() => ({ status: 200, body: '' }));
      const threads = workers > 0 ? { min: 5, max: 5 } : { min: 10, max: 10 };
      const pod = await world.pod(
        build,
        { workers, threads, metrics: null, prometheus: ENDPOINT },
        { 'config.ru': ACCOUNTING_APP },
        { AWS_ENDPOINT_URL_CLOUDWATCH: cloudWatch.url },
      );
      await pod.ready();
      await until('samples', async () => (await scrape(pod)).get('puma_max_threads') === THREADS || undefined);
      // Looks that the machine made late are another number the next time; a wrong account stays wrong.
      let seen = await amidLoad(pod);
      for (let again = 0; again < 4 && !isTrue(seen); again += 1) seen = await amidLoad(pod);
      const { after, ...account } = seen;
      expect({ ...account, isTrue: isTrue(seen) }).toMatchObject({ isTrue: true });

      expect(after.get('puma_max_threads')).toBe(10);
      expect(after.get('puma_pool_capacity')).toBeGreaterThanOrEqual(0);
      expect(after.get('puma_pool_capacity')).toBeLessThanOrEqual(10);
      expect(after.get('puma_running')).toBe(10);
      expect(after.get('puma_backlog')).toBeGreaterThanOrEqual(0);
      expect(after.get('puma_certificate_days_left')).toBeCloseTo(90, 0);
      expect(after.has('puma_busy_threads')).toBe(!build.puma.startsWith('5.'));
      expect(after.has('puma_metric_points_dropped_total')).toBe(false);
      expect(cloudWatch.seen).toEqual([]);
      expect(await world.moto.statistics(PUMA_METRICS.namespace, PUMA_METRICS.maxThreads, 'email')).toBeUndefined();
    });
  },
);

interface Seen {
  readonly after: Map<string, number>;
  readonly seconds: number;
  /** By the endpoint. */
  readonly threadSeconds: number;
  /** Percent by the endpoint, and by the app's own account. */
  readonly busyness: number;
  readonly truth: number;
}

/** What grew while a load was on a pod, each of whose requests must be told. */
async function amidLoad(pod: PumaPod): Promise<Seen> {
  const before = await scrape(pod);
  const from = Date.now() / 1000;
  const { requests, failures } = await load(pod.settings.components[0].port, '/?s=0.04', LOAD);
  expect(failures).toBe(0);
  const after = await until('every request', async () => {
    const found = await scrape(pod);
    return found.get('puma_requests_total') === before.get('puma_requests_total')! + requests ? found : undefined;
  });
  const to = Date.now() / 1000;
  const grew = (name: string): number => after.get(name)! - before.get(name)!;
  const threadSeconds = grew('puma_thread_seconds_total');
  return {
    after,
    seconds: to - from,
    threadSeconds,
    busyness: 100 * (1 - grew('puma_spare_thread_seconds_total') / threadSeconds),
    truth: (100 * busySeconds(pod, from, to)) / (THREADS * (to - from)),
  };
}

function isTrue({ seconds, threadSeconds, busyness, truth }: Seen): boolean {
  return Math.abs(threadSeconds / THREADS - seconds) < 2 && Math.abs(busyness - truth) < 10;
}

describe('the endpoint', () => {
  it('is not there unless it is switched on, and stands beside CloudWatch when both are', async () => {
    const metrics = {
      namespace: PUMA_METRICS.namespace,
      dimensions: { [PUMA_METRICS.dimension]: 'both' },
      intervalSeconds: 3,
      names: PUMA_METRICS,
    };
    const [off, both] = await Promise.all([
      world.pod(oldestPuma(), { metrics: null }),
      world.pod(oldestPuma(), { metrics, prometheus: ENDPOINT }),
    ]);
    await Promise.all([off.ready(), both.ready()]);
    expect((await off.probe(METRICS_PATH)).status).toBe(404);
    expect((await scrape(both)).get('puma_metric_points_dropped_total')).toBe(0);
    await until('a point', () => world.moto.statistics(PUMA_METRICS.namespace, PUMA_METRICS.maxThreads, 'both'));
  });

  it('answers while every thread is busy and many scrape at once', async () => {
    const pod = await world.pod(
      oldestPuma(),
      { workers: 0, threads: { min: 1, max: 1 }, prometheus: ENDPOINT },
      { 'config.ru': HELD_APP },
    );
    await pod.ready();
    const slow = pod.ask('api');
    const found = await until('a busy thread', async () => {
      const values = await scrape(pod);
      return values.get('puma_pool_capacity') === 0 ? values : undefined;
    });
    expect(found.get('puma_max_threads')).toBe(1);
    await Promise.all(Array.from({ length: 20 }, () => scrape(pod)));
    writeFileSync(join(pod.folder, 'app', 'go'), '');
    expect((await slow).status).toBe(200);
  });
});

/** Asks as Prometheus does, over HTTPS; the answer's values by their names, if it is of the format to the letter. */
async function scrape(pod: PumaPod): Promise<Map<string, number>> {
  const { status, type, body } = await ask(pod.settings.probe.port);
  expect(status).toBe(200);
  expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
  return parse(body);
}

/** Prometheus' "Exposition formats", text format 0.0.4: for each series its help, its type, its value, each line ended. */
function parse(text: string): Map<string, number> {
  const values = new Map<string, number>();
  const lines = text.split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.length % 3).toBe(0);
  for (let i = 0; i < lines.length; i += 3) {
    const [help, type, sample] = lines.slice(i, i + 3);
    const [, name, value] = /^([a-z_:][a-z0-9_:]*) (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(sample) ?? [];
    expect({ sample, name }).toEqual({ sample, name: expect.any(String) as string });
    expect(help).toMatch(new RegExp(`^# HELP ${name} \\S[^\\\\]*$`));
    expect(type).toBe(`# TYPE ${name} ${name.endsWith('_total') ? 'counter' : 'gauge'}`);
    expect(values.has(name)).toBe(false);
    values.set(name, Number(value));
  }
  return values;
}

/** GET with Prometheus' own headers; nobody verifies the pod's certificate. */
async function ask(port: number): Promise<{ status?: number; type?: string; body: string }> {
  const headers = {
    accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
    'accept-encoding': 'gzip',
    'x-prometheus-scrape-timeout-seconds': '10',
  };
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: METRICS_PATH,
      headers,
      rejectUnauthorized: false,
      timeout: PATIENCE * 1000,
    };
    const call = request({ ...options, agent: new Agent({ keepAlive: false }) }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], body }));
      response.on('error', reject);
    });
    call.on('timeout', () => call.destroy(new Error(`no answer within ${PATIENCE} s`)));
    call.on('error', reject);
    call.end();
  });
}
