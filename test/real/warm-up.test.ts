import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { emailWorld } from '../support/email-pod';
import { pumasInEachMode } from '../support/modes';
import { pumaBuilds } from '../support/tools';
import { until } from '../support/until';

const world = emailWorld({ per: 'file', podsPer: 'test' });

/** Answers with the worker's id and whether it is this very process that was warmed. */
const APP = `run lambda { |_env| [200, { 'content-type' => 'text/plain' }, ["#{Process.pid} #{$warm == Process.pid}"]] }\n`;
const WARM = 'CdkPumaEks.warm_up("cipher") { $warm = Process.pid }\n';

/** Seconds until a process ends whose warm-up failed, as in warm_up.rb. */
const PAUSE = 5;
/** Notes when a warm-up was tried. Once there is a file `last` a process whose warm-up failed does not end by itself, so that no other follows it. */
const FAILING = `CdkPumaEks::WarmUp.prepend(Module.new do
  private

  def sleep(seconds)
    ends = CdkPumaEks.now + seconds
    super(0.02) until CdkPumaEks.now >= ends || File.exist?('last')
    return unless File.exist?('last')

    File.write('asleep', '.', mode: 'a')
    super(600)
  end
end)
CdkPumaEks.warm_up('cipher') do
  File.write('tries', "#{Process.clock_gettime(Process::CLOCK_MONOTONIC)}\\n", mode: 'a')
  raise 'no key'
end
`;

describe.each(pumaBuilds())('Puma $puma with fork_worker', (build) => {
  it.each([false, true])('warms every worker, whoever forked it (preloaded: %s)', async (preloadApp) => {
    const files = { 'config.ru': APP, 'extra.rb': `fork_worker\n${WARM}` };
    const settings = { workers: 3, preloadApp, extraConfigFile: 'extra.rb', metrics: null };
    const pod = await (await world.pod(build, settings, files)).ready();
    const seen = new Map<string, string>();
    const meet = async (count: number): Promise<void> =>
      void (await until(`answers of ${count} workers`, async () => {
        // A worker that makes room for one of the new kind may drop what it has just accepted (ADR 0015).
        const answer = await pod.ask('api').catch(() => undefined);
        if (answer === undefined) return undefined;
        const [worker, warm] = answer.body.split(' ');
        seen.set(worker, warm);
        return seen.size >= count || undefined;
      }));
    await meet(3);
    const first = new Set(seen.keys());
    pod.child.signal('SIGURG');
    await meet(4);
    expect([...seen.values()].filter((warm) => warm !== 'true')).toEqual([]);
    expect([...seen.keys()].filter((worker) => !first.has(worker))).not.toEqual([]);
  });
});

describe.each(pumasInEachMode().filter(({ workers }) => workers > 0))('$title', ({ build, workers, preloadApp }) => {
  it('starts a worker whose warm-up fails again and again, but not in a storm', async () => {
    const pod = await world.pod(
      build,
      { workers, preloadApp, extraConfigFile: 'extra.rb', metrics: null },
      { 'extra.rb': FAILING },
    );
    const app = join(pod.folder, 'app');
    const read = (name: string): string => (existsSync(join(app, name)) ? readFileSync(join(app, name), 'utf8') : '');
    const failures = (): number => pod.child.output.match(/warm-up failed in process \d+ at cipher/g)?.length ?? 0;
    await until('a failure once more', () => failures() > workers || undefined);
    writeFileSync(join(app, 'last'), '');
    await until('the last failure of every worker', () => read('asleep').length === workers || undefined);
    const tries = read('tries').trim().split('\n').map(Number);
    // Of one more try than there are workers, two are of one worker and the next in its place.
    for (const [index, when] of tries.slice(workers).entries())
      expect(when - tries[index]).toBeGreaterThanOrEqual(PAUSE);
    expect((await pod.probe('/readyz')).status).toBe(503);
    pod.child.signal('SIGTERM');
    // Sooner than Puma kills workers that do not end, which takes 30 s.
    expect(await pod.child.exits(25)).toBe(0);
  });
});

it.each(pumaBuilds())('Puma $puma sees no thread of ours when probes come while it loads the app', async (build) => {
  const loading = `File.write('loading', '')\nsleep(0.02) until File.exist?('go')\n${APP}`;
  const pod = await world.pod(build, { metrics: null }, { 'config.ru': loading });
  const app = join(pod.folder, 'app');
  await until('loading', () => existsSync(join(app, 'loading')) || undefined);
  const slow = connect(pod.settings.probe.port, '127.0.0.1');
  expect((await pod.probe('/livez')).status).toBe(200);
  writeFileSync(join(app, 'go'), '');
  await pod.ready();
  slow.destroy();
  expect(pod.child.output).not.toContain('WARNING: Detected');
});
