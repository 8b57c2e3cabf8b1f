import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emailWorld } from '../support/email-pod';
import { pumasInEachMode } from '../support/modes';
import type { Answer } from '../support/puma-pod';
import { pumaBuilds } from '../support/tools';
import { PATIENCE, until } from '../support/until';

/** Notes that the app was loaded before it, then waits for the test. */
const WARM = `File.write("warm-#{Process.pid}", defined?(APP_LOADED).to_s)
sleep(0.02) until File.exist?('go')
`;
const APP = `APP_LOADED = true
run lambda { |env|
  File.write("held-#{Process.pid}-#{env['QUERY_STRING']}", '')
  sleep(0.02) until env['PATH_INFO'] != '/held' || File.exist?('done')
  [200, { 'content-type' => 'text/plain' }, ["#{Process.pid}\\n"]]
}
`;

const world = emailWorld({ per: 'file', podsPer: 'test' });

describe.each(pumasInEachMode())('$title', ({ build, workers, preloadApp }) => {
  it('is not ready before the warm-up files ran in every process that serves, after the app was loaded', async () => {
    const files = { 'warm.rb': WARM, 'config.ru': APP };
    const pod = await world.pod(
      build,
      { workers, preloadApp, warmUp: { files: ['warm.rb'], budgetSeconds: PATIENCE } },
      files,
    );
    const app = join(pod.folder, 'app');
    const warmed = await until(
      'warm-up in every process',
      () => {
        const found = readdirSync(app).filter((name) => name.startsWith('warm-'));
        return found.length === Math.max(workers, 1) ? found : undefined;
      },
      PATIENCE,
      () => pod.child.output,
    );
    expect(await pod.probe('/livez')).toEqual({ status: 200, body: 'alive\n' });
    expect(await pod.probe('/readyz')).toMatchObject({
      status: 503,
      body: expect.stringMatching(/^(0 of \d workers serve|no server yet)\n$/) as string,
    });
    writeFileSync(join(app, 'go'), '');
    await pod.ready();
    const serving = workers > 0 ? pod.processes().slice(1) : [pod.child.pid];
    expect(warmed.sort()).toEqual(serving.map((pid) => `warm-${pid}`).sort());
    for (const name of warmed) expect(readFileSync(join(app, name), 'utf8')).toBe('constant');
    expect(pod.child.output.match(/process \d+ is warm after/g)).toHaveLength(Math.max(workers, 1));
  });
});

describe.each(pumasInEachMode().filter(({ workers, preloadApp }) => workers === 0 || preloadApp))(
  '$title',
  ({ build, workers, preloadApp }) => {
    it('answers its probes while every thread is busy, is not ready from SIGTERM on, and completes what is in flight', async () => {
      const threads = { min: 1, max: 1 };
      const pod = await (
        await world.pod(build, { workers, preloadApp, threads, metrics: null }, { 'config.ru': APP })
      ).ready();
      const app = join(pod.folder, 'app');
      // Puma 8's workers accept with every thread busy, only later than idle ones: a request may wait behind another.
      const answers: Promise<Answer | undefined>[] = [];
      const held = await until('a request held in every process', () => {
        const found = readdirSync(app).filter((name) => name.startsWith('held-'));
        if (found.length === Math.max(workers, 1)) return found;
        answers.push(pod.ask('api', `/held?${answers.length}`).catch(() => undefined));
        return undefined;
      });
      expect(await pod.probe('/livez')).toEqual({ status: 200, body: 'alive\n' });
      expect((await pod.probe('/readyz')).status).toBe(200);
      expect((await pod.probe('/elsewhere')).status).toBe(404);

      pod.child.signal('SIGTERM');
      const drained = await until('unreadiness', async () => {
        const answer = await pod.probe('/readyz');
        return answer.status === 503 ? answer : undefined;
      });
      expect(drained.body).toBe('draining\n');
      expect((await pod.probe('/livez')).status).toBe(200);
      expect(pod.child.running).toBe(true);
      writeFileSync(join(app, 'done'), '');
      for (const name of held) expect((await answers[Number(name.split('-')[2])])?.status).toBe(200);
      expect(await pod.child.exits()).toBe(0);
    });

    it('ends at once on SIGTERM while the app is loaded', async () => {
      const loading = "File.write('loading', '')\nsleep\n";
      const pod = await world.pod(build, { workers, preloadApp }, { 'config.ru': loading });
      await until('loading', () => readdirSync(join(pod.folder, 'app')).includes('loading') || undefined);
      pod.child.signal('SIGTERM');
      await pod.child.exits();
      expect(pod.child.running).toBe(false);
    });

    it('ends where Puma is told to drain and a connection waits', async () => {
      const pod = await world.pod(
        build,
        { workers, preloadApp, extraConfigFile: 'extra.rb' },
        { 'extra.rb': 'drain_on_shutdown' },
      );
      await pod.ready();
      pod.child.signal('SIGTERM');
      // Whether these are still answered is Puma's affair.
      const late = setInterval(() => void pod.ask('api').catch(() => undefined), 50);
      // Sooner than Puma kills workers that do not end, which takes 30 s.
      expect(await pod.child.exits(25).finally(() => clearInterval(late))).toBe(0);
    });
  },
);

describe.each(pumaBuilds())('on Puma $puma a warm-up', (build) => {
  it.each([
    [
      'that raises',
      PATIENCE,
      'raise "no key"',
      /warm-up failed in process \d+ at warm\.rb: RuntimeError: no key \(.*warm\.rb:1/,
    ],
    ['that hangs', 1, 'sleep', /warm-up failed in process \d+ at warm\.rb: not done within its 1 s/],
    ['that does not parse', PATIENCE, 'def', /warm-up failed in process \d+ at warm\.rb: SyntaxError/],
  ])('%s stops single mode from serving, with one line', async (_name, budgetSeconds, code, expected) => {
    const pod = await world.pod(
      build,
      { workers: 0, warmUp: { files: ['warm.rb'], budgetSeconds } },
      { 'warm.rb': code },
    );
    expect(await pod.child.exits()).toBe(1);
    expect(pod.child.output).toMatch(expected);
  });

  it("may be blocks that Puma's extra file or the application names, run after the files in every worker", async () => {
    const block = (name: string): string =>
      `CdkPumaEks.warm_up('${name}') { File.write("${name}-#{Process.pid}", File.exist?('files').to_s) }\n`;
    const pod = await world.pod(
      build,
      { warmUp: { files: ['warm.rb'], budgetSeconds: PATIENCE }, extraConfigFile: 'extra.rb' },
      { 'warm.rb': "File.write('files', '')", 'extra.rb': block('extra'), 'config.ru': block('app') + APP },
    );
    await pod.ready();
    const [, ...workers] = pod.processes();
    for (const pid of workers) {
      for (const name of ['extra', 'app'])
        expect(readFileSync(join(pod.folder, 'app', `${name}-${pid}`), 'utf8')).toBe('true');
    }
  });

  it('that is a block and raises is told by its name', async () => {
    const raising = "CdkPumaEks.warm_up('encryption') { raise 'no key' }\n";
    const pod = await world.pod(build, { workers: 0, extraConfigFile: 'extra.rb' }, { 'extra.rb': raising });
    expect(await pod.child.exits()).toBe(1);
    expect(pod.child.output).toMatch(/warm-up failed in process \d+ at encryption: RuntimeError: no key/);
  });

  it('that raises keeps a cluster from being ready, and is told to serve all the same', async () => {
    const warm = { 'warm.rb': 'raise "no key"' };
    const [strict, lenient] = await Promise.all([
      world.pod(build, { warmUp: { files: ['warm.rb'], budgetSeconds: PATIENCE } }, warm),
      world.pod(build, { warmUp: { files: ['warm.rb'], budgetSeconds: PATIENCE, onFailure: 'serve' } }, warm),
    ]);
    await strict.child.prints(/(warm-up failed(.|\n)*){3}/);
    expect((await strict.probe('/readyz')).status).toBe(503);
    await lenient.ready();
    expect(lenient.child.output).toMatch(/warm-up failed/);
  });

  it('does not make a pod unready whose worker is replaced later', async () => {
    const pod = await (await world.pod(build)).ready();
    const [, first, second] = pod.processes();
    process.kill(first, 'SIGKILL');
    await until('an answer of the new worker', async () => {
      expect((await pod.probe('/readyz')).status).toBe(200);
      const { body } = await pod.ask('web');
      return ![first, second].includes(Number(body.split(' ')[1])) || undefined;
    });
  });
});
