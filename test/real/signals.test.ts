import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROMETHEUS_METRICS } from '../../lib/model/metrics';
import { emailWorld } from '../support/email-pod';
import type { PumaInMode } from '../support/modes';
import { pumasInEachMode } from '../support/modes';
import type { PumaPod } from '../support/puma-pod';
import { PATIENCE, until } from '../support/until';

const world = emailWorld({ per: 'file' });

/** Answers with the process, whether it is this one that was warmed, and when the app was loaded. */
const APP = `LOADED = Process.clock_gettime(Process::CLOCK_MONOTONIC)
run lambda { |_env| [200, { 'content-type' => 'text/plain' }, ["#{Process.pid} #{$warm == Process.pid} #{LOADED}"]] }
`;
const THREADS = 3;

/** Who asks a pod, and knows how often. */
class Client {
  private asked = 0;

  constructor(private readonly pod: PumaPod) {}

  /**
   * What it answers by so many workers, once every one of them has answered: all must be warm. Puma's own hot restart may fail
   * a request (ADR 0015).
   */
  public async answers(workers: number, unlike: ReadonlySet<string> = new Set()): Promise<Set<string>> {
    const seen = new Set<string>();
    const all = async (): Promise<true | undefined> => {
      const body = await this.pod.ask('api').then(
        (answer) => answer.body,
        () => undefined,
      );
      if (body === undefined) return undefined;
      this.asked += 1;
      expect(body).toMatch(/^\d+ true /);
      if (!unlike.has(body)) seen.add(body);
      return seen.size >= workers || undefined;
    };
    await until(`answers of ${workers} others`, all, PATIENCE, () => this.pod.child.output);
    return seen;
  }

  /** Waits until the runtime counts as many threads, all free, as these workers have. */
  public async counted(workers: number): Promise<void> {
    const threads = workers * THREADS;
    await this.reads({ puma_max_threads: threads, puma_pool_capacity: threads });
  }

  /** The same, and every request that was ever answered, once. */
  public async countedRequests(workers: number): Promise<void> {
    await this.counted(workers);
    await this.reads({ puma_requests_total: this.asked });
  }

  private async reads(wanted: Readonly<Record<string, number>>): Promise<void> {
    let body = '';
    const read = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(body)?.[1]);
    const same = async (): Promise<true | undefined> => {
      ({ body } = await this.pod.probe('/metrics'));
      return Object.entries(wanted).every(([name, value]) => read(name) === value) || undefined;
    };
    await until(JSON.stringify(wanted), same, PATIENCE, () => body);
  }
}

const MODES = pumasInEachMode();

async function podOf({ build, workers, preloadApp }: PumaInMode): Promise<PumaPod> {
  // Debian's Puma in a folder starts by a script of its own, and Puma splits this command at each space.
  const extra = "restart_command 'sh restart.sh'\nCdkPumaEks.warm_up('w') { $warm = Process.pid }\n";
  const restart = `exec '${build.command}' "$@"\n`;
  const settings = {
    workers,
    preloadApp,
    threads: { min: 0, max: THREADS },
    extraConfigFile: 'extra.rb',
    prometheus: { path: '/metrics', series: PROMETHEUS_METRICS },
    metrics: null,
  };
  return (await world.pod(build, settings, { 'config.ru': APP, 'extra.rb': extra, 'restart.sh': restart })).ready();
}

it.concurrent.each(MODES.flatMap((mode) => (['SIGUSR1', 'SIGUSR2'] as const).map((signal) => ({ ...mode, signal }))))(
  '$title, of 0 to 3 threads, serves on, warm and ready, after $signal, and ends well',
  async ({ signal, ...mode }) => {
    const pod = await podOf(mode);
    const client = new Client(pod);
    const processes = Math.max(mode.workers, 1);
    const before = await client.answers(processes);
    await client.counted(processes);
    pod.child.signal(signal);
    await client.answers(processes, before);
    await pod.ready();
    await client.counted(processes);
    pod.child.signal('SIGTERM');
    expect(await pod.child.exits()).toBe(0);
  },
);

it.concurrent.each(MODES.filter(({ workers }) => workers > 0))(
  '$title, of 0 to 3 threads, counts workers that are added, taken away and killed, each request once, and stays ready',
  async (mode) => {
    const { workers } = mode;
    const pod = await podOf(mode);
    const client = new Client(pod);
    const before = await client.answers(workers);
    pod.child.signal('SIGTTIN');
    await client.answers(1, before);
    await client.countedRequests(workers + 1);
    pod.child.signal('SIGTTOU');
    await client.countedRequests(workers);
    const [, victim] = pod.processes();
    process.kill(victim, 'SIGKILL');
    await until('its end', () => !pod.processes().includes(victim) || undefined);
    await until('another', () => pod.processes().length === workers + 1 || undefined);
    // What the killed worker had counted stays counted, and is not counted again.
    await client.countedRequests(workers);
    expect((await pod.probe('/readyz')).status).toBe(200);
    await client.answers(workers);
    await pod.stop();
  },
);

const OWN_HANDLERS = [') { }', ') { exit(1) }', ", 'IGNORE')", ", 'DEFAULT')"];

const SINGLE = MODES.filter(({ workers }) => workers === 0);

it.concurrent.each(SINGLE.flatMap((mode) => OWN_HANDLERS.map((handler) => ({ ...mode, handler }))))(
  "$title, drains and ends well after SIGTERM though the app has trapped it: trap('TERM'$handler",
  async ({ handler, ...mode }) => {
    const app = `trap('TERM'${handler}\nrun lambda { |env|
      File.write('at-work', '')
      sleep(0.02) until File.exist?('go')
      [200, {}, ['done']]
    }\n`;
    const settings = { workers: mode.workers, preloadApp: mode.preloadApp, metrics: null };
    const pod = await (await world.pod(mode.build, settings, { 'config.ru': app })).ready(PATIENCE);
    const folder = join(pod.folder, 'app');
    const answer = pod.ask('api');
    await until('a request at work', () => existsSync(join(folder, 'at-work')) || undefined, PATIENCE);
    pod.child.signal('SIGTERM');
    await until('draining', async () => (await pod.probe('/readyz')).body === 'draining\n' || undefined, PATIENCE);
    writeFileSync(join(folder, 'go'), '');
    expect((await answer).body).toBe('done');
    expect(await pod.child.exits(PATIENCE)).toBe(0);
  },
);
