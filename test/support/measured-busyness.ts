import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { busyness } from '../../lib/model/busyness';
import { PUMA_METRICS } from '../../lib/model/metrics';
import type { EmailWorld } from './email-pod';
import { load } from './load';
import type { LoadReport } from './load';
import type { PodSettings } from './pod-settings';
import type { PumaPod } from './puma-pod';
import type { PumaBuild } from './tools';
import { until } from './until';

/** Sleeps, and writes down when its thread was taken and, once Puma has sent the answer, when it was given back. */
export const ACCOUNTING_APP = `# frozen_string_literal: true
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

/** Puma's own wait for a connection's next request, which the runtime turns off on Puma 5 and 6. */
const OWN_WAIT =
  'Puma::Const.send(:remove_const, :FAST_TRACK_KA_TIMEOUT)\nPuma::Const.const_set(:FAST_TRACK_KA_TIMEOUT, 0.2)\n';

/** A pod and the load on it. */
export interface BusyPod {
  readonly build: PumaBuild;
  readonly workers: number;
  /** All threads, shared out to the workers. */
  readonly threads: number;
  /** Kept-alive connections, used in turn. */
  readonly connections: number;
  /** Percent of the threads that the load needs. */
  readonly percent: number;
  /** What each request takes. */
  readonly requestSeconds: number;
  readonly loadSeconds: number;
  /** Leaves Puma's own wait as it is. */
  readonly untreated?: boolean;
}

export interface MeasuredBusyness extends LoadReport {
  /** Name of the service at CloudWatch. */
  readonly service: string;
  /** Seconds that were looked at. */
  readonly looks: number;
  /** Percent, as the scaler computes it from what reached CloudWatch. */
  readonly published: number;
  /** Percent, by the app's own account of the same seconds. */
  readonly true: number;
}

let measured = 0;

/** Puts a load on a pod and compares what it published with what was true. */
export async function measureBusyness(world: EmailWorld, busy: BusyPod): Promise<MeasuredBusyness> {
  const { build, workers, percent } = busy;
  // One name for each pod of a world.
  const service = `${build.puma}-${workers}-${percent}${busy.untreated ? '-untreated' : ''}-${(measured += 1)}`;
  const threads = busy.threads / Math.max(workers, 1);
  const metrics: PodSettings['metrics'] = {
    namespace: PUMA_METRICS.namespace,
    dimensions: { [PUMA_METRICS.dimension]: service },
    intervalSeconds: 2,
    names: PUMA_METRICS,
  };
  const changes = { workers, threads: { min: threads, max: threads }, service, metrics, extraConfigFile: 'extra.rb' };
  const files = { 'config.ru': ACCOUNTING_APP, 'extra.rb': busy.untreated ? OWN_WAIT : '' };
  const pod = await (await world.pod(build, changes, files)).ready();

  const begin = Date.now() / 1000;
  const report = await load(pod.settings.components[0].port, `/?s=${busy.requestSeconds}`, {
    rate: (percent / 100) * (busy.threads / busy.requestSeconds),
    connections: busy.connections,
    seconds: busy.loadSeconds,
    seed: percent,
  });
  const points = async (metric: string): ReturnType<typeof world.moto.datapoints> =>
    world.moto.datapoints(PUMA_METRICS.namespace, metric, service);
  const served = await until('every request', async () => {
    const sum = (await points(PUMA_METRICS.requests)).reduce((total, point) => total + point.sum, 0);
    return sum >= report.requests - report.failures ? sum : undefined;
  });
  if (served > report.requests) throw new Error(`${served} requests are published of ${report.requests} sent`);

  // A point has the time of its last look and stands for a second a look; the threads fill up in the first second.
  const whole = ({ seconds, sampleCount }: { seconds: number; sampleCount: number }): boolean =>
    seconds - sampleCount > begin + 1 && seconds + 1 < begin + busy.loadSeconds;
  const capacity = (await points(PUMA_METRICS.poolCapacity)).filter(whole);
  const most = (await points(PUMA_METRICS.maxThreads)).filter(whole);
  const from = most[0].seconds - most[0].sampleCount + 0.5;
  const to = most[most.length - 1].seconds + 0.5;
  const held = busySeconds(pod, from, to);
  await pod.stop();
  const sum = (of: typeof most): number => of.reduce((total, point) => total + point.sum, 0);
  return {
    ...report,
    service,
    looks: most.reduce((total, point) => total + point.sampleCount, 0),
    published: busyness(sum(capacity), sum(most)) ?? NaN,
    true: (100 * held) / (busy.threads * (to - from)),
  };
}

/** Seconds of its threads between two moments, in seconds since 1970, by the account of a pod's ACCOUNTING_APP. */
export function busySeconds(pod: PumaPod, from: number, to: number): number {
  return readFileSync(join(pod.folder, 'app', 'busy.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number))
    .reduce((sum, [taken, given]) => sum + Math.max(0, Math.min(given, to) - Math.max(taken, from)), 0);
}
