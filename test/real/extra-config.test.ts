import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { PROMETHEUS_METRICS } from '../../lib/model/metrics';
import { emailWorld } from '../support/email-pod';
import { pumaBuilds } from '../support/tools';
import { until } from '../support/until';

const world = emailWorld({ per: 'file', podsPer: 'test' });

const atLeast8 = pumaBuilds().filter(({ puma }) => Number.parseInt(puma) >= 8);

it.each(pumaBuilds())('an extra file in UTF-8 is read in an image without a locale, Puma $puma', async (build) => {
  const files = { 'extra.rb': '# Für später – 後で\nCdkPumaEks.warm_up("prêt") { $stderr.puts("wärm") }\n' };
  const settings = { workers: 0, extraConfigFile: 'extra.rb', metrics: null };
  const pod = await world.pod(build, settings, files, { LC_ALL: 'C' });
  await pod.ready();
  expect(pod.child.output).toContain('wärm');
});

describe.each(atLeast8)('Puma $puma', (build) => {
  it.each([
    { says: 'preload_app!', preloadApp: false },
    { says: 'preload_app! false', preloadApp: true },
  ])('warms each worker once where a cluster block says $says', async ({ says, preloadApp }) => {
    const extra = `cluster { ${says} }\nCdkPumaEks.warm_up('w') { $stderr.puts("warmed #{Process.pid}") }\n`;
    const settings = { workers: 2, preloadApp, extraConfigFile: 'extra.rb', metrics: null };
    const pod = await (await world.pod(build, settings, { 'extra.rb': extra })).ready();
    const warmed = [...pod.child.output.matchAll(/^warmed (\d+)$/gm)].map(([, pid]) => Number(pid));
    expect(warmed.sort()).toEqual(pod.processes().slice(1).sort());
  });

  it('warms after the hooks of a cluster block, which may connect what the warm-up needs', async () => {
    const extra = `cluster { before_worker_boot { $connected = Process.pid } }
    CdkPumaEks.warm_up('w') { $stderr.puts($connected == Process.pid ? 'warm' : 'too early') }\n`;
    const settings = { workers: 1, preloadApp: true, extraConfigFile: 'extra.rb', metrics: null };
    const pod = await (await world.pod(build, settings, { 'extra.rb': extra })).ready();
    expect(pod.child.output).toMatch(/^warm$/m);
  });

  it('counts no thread as busy that waits for I/O beside the others', async () => {
    const app = `run lambda { |env|
      env['puma.mark_as_io_bound'].call
      sleep(0.02) until File.exist?('go')
      [200, {}, []]
    }\n`;
    const settings = {
      workers: 1,
      threads: { min: 2, max: 2 },
      extraConfigFile: 'extra.rb',
      prometheus: { path: '/metrics', series: PROMETHEUS_METRICS },
      metrics: null,
    };
    const files = { 'config.ru': app, 'extra.rb': 'max_io_threads 4\n' };
    const pod = await (await world.pod(build, settings, files)).ready();
    const waiting = [1, 2, 3].map(() => pod.ask('api').catch(() => undefined));
    let seen = {};
    const counted = async (): Promise<true | undefined> => {
      const { body } = await pod.probe('/metrics');
      const read = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(body)?.[1]);
      seen = {
        running: read('puma_running'),
        busy: read('puma_busy_threads'),
        capacity: read('puma_pool_capacity'),
      };
      return isDeepStrictEqual(seen, { running: 3, busy: 0, capacity: 2 }) || undefined;
    };
    await until('three that wait, and place for two', counted, 20, () => JSON.stringify(seen));
    writeFileSync(join(pod.folder, 'app', 'go'), '');
    expect((await Promise.all(waiting)).map((answer) => answer?.status)).toEqual([200, 200, 200]);
  });
});
