import { PROMETHEUS_METRICS } from '../../lib/model/metrics';
import { emailWorld } from '../support/email-pod';
import type { PumaInMode } from '../support/modes';
import { pumasInEachMode } from '../support/modes';
import type { PumaPod } from '../support/puma-pod';
import { until } from '../support/until';

jest.setTimeout(90_000);

const world = emailWorld({ per: 'file' });

/** Answers with the process, whether it is this one that was warmed, and when the app was loaded. */
const APP = `LOADED = Process.clock_gettime(Process::CLOCK_MONOTONIC)
run lambda { |_env| [200, { 'content-type' => 'text/plain' }, ["#{Process.pid} #{$warm == Process.pid} #{LOADED}"]] }
`;
const THREADS = 3;

/**
 * What a pod answers by so many workers, once every one of them has answered: all must be warm. Puma's own hot restart may
 * fail a request (ADR 0015).
 */
async function answers(pod: PumaPod, workers: number, unlike: ReadonlySet<string> = new Set()): Promise<Set<string>> {
  const seen = new Set<string>();
  await until(`answers of ${workers} others`, async () => {
    const body = await pod.ask('api').then(
      (answer) => answer.body,
      () => undefined,
    );
    if (body === undefined) return undefined;
    expect(body).toMatch(/^\d+ true /);
    if (!unlike.has(body)) seen.add(body);
    return seen.size >= workers || undefined;
  });
  return seen;
}

/** Waits until the runtime counts as many threads, all free, as these workers have; answers with the requests it counted. */
async function counted(pod: PumaPod, workers: number): Promise<number> {
  return until(`threads of ${workers} workers`, async () => {
    const { body } = await pod.probe('/metrics');
    const read = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(body)?.[1]);
    const all = [read('puma_max_threads'), read('puma_pool_capacity')];
    return all.every((threads) => threads === workers * THREADS) ? read('puma_requests_total') : undefined;
  });
}

const MODES = pumasInEachMode();

async function podOf({ build, workers, preloadApp }: PumaInMode): Promise<PumaPod> {
  // Debian's Puma in a folder starts by a script of its own.
  const extra = `restart_command ${JSON.stringify(build.command)}\nCdkPumaEks.warm_up('w') { $warm = Process.pid }\n`;
  const settings = {
    workers,
    preloadApp,
    threads: { min: 0, max: THREADS },
    extraConfigFile: 'extra.rb',
    prometheus: { path: '/metrics', series: PROMETHEUS_METRICS },
    metrics: null,
  };
  return (await world.pod(build, settings, { 'config.ru': APP, 'extra.rb': extra })).ready(60);
}

it.concurrent.each(MODES.flatMap((mode) => (['SIGUSR1', 'SIGUSR2'] as const).map((signal) => ({ ...mode, signal }))))(
  '$title, of 0 to 3 threads, serves on, warm and ready, after $signal, and ends well',
  async ({ signal, ...mode }) => {
    const pod = await podOf(mode);
    const processes = Math.max(mode.workers, 1);
    const before = await answers(pod, processes);
    await counted(pod, processes);
    pod.child.signal(signal);
    await answers(pod, processes, before);
    await pod.ready();
    await counted(pod, processes);
    pod.child.signal('SIGTERM');
    expect(await pod.child.exits(15)).toBe(0);
  },
);

it.concurrent.each(MODES.filter(({ workers }) => workers > 0))(
  '$title, of 0 to 3 threads, counts workers that are added, taken away and killed, each request once, and stays ready',
  async (mode) => {
    const { workers } = mode;
    const pod = await podOf(mode);
    const before = await answers(pod, workers);
    pod.child.signal('SIGTTIN');
    await answers(pod, 1, before);
    await counted(pod, workers + 1);
    pod.child.signal('SIGTTOU');
    const served = await counted(pod, workers);
    const [, victim] = pod.processes();
    process.kill(victim, 'SIGKILL');
    await until('its end', () => !pod.processes().includes(victim) || undefined);
    await until('another', () => pod.processes().length === workers + 1 || undefined);
    // What the killed worker had counted stays counted, and is not counted again.
    expect(await counted(pod, workers)).toBe(served);
    expect((await pod.probe('/readyz')).status).toBe(200);
    await answers(pod, workers);
    await pod.stop();
  },
);
