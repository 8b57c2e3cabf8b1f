import { setTimeout as sleep } from 'node:timers/promises';
import { PUBLISH_INTERVALS, PUMA_METRICS } from '../../lib/model/metrics';
import { emailWorld } from '../support/email-pod';
import type { PodSettings } from '../support/pod-settings';
import { NAMED_PUBLISHER, inspect, threadSeconds } from '../support/proc';
import { saturate } from '../support/saturate';
import { median } from '../support/statistics';
import { pumaBuilds } from '../support/tools';

/** Of one core's time. */
const LIMIT = 0.02;
/** Seconds in which nobody asks anything. */
const IDLE = 7;

const world = emailWorld({ per: 'file' });

const builds = pumaBuilds();
const CASES = [builds[0], builds[builds.length - 1]].flatMap((build) =>
  [2, 0].map((workers) => ({ build, workers, puma: build.puma })),
);

// Processor time is all that a publisher can take from requests, and it is the same on a machine that has other work to do.
it.concurrent.each(CASES)(
  'publishing takes under 2 %% of a core from Puma $puma with $workers workers',
  async ({ build, workers }) => {
    const metrics: PodSettings['metrics'] = {
      namespace: PUMA_METRICS.namespace,
      dimensions: { [PUMA_METRICS.dimension]: `cost-${build.puma}-${workers}` },
      intervalSeconds: Math.min(...PUBLISH_INTERVALS),
      names: PUMA_METRICS,
    };
    const [on, off] = await Promise.all(
      [metrics, null].map(async (given) => {
        const changes = { workers, metrics: given, extraConfigFile: 'extra.rb' };
        return (await world.pod(build, changes, { 'extra.rb': NAMED_PUBLISHER })).ready();
      }),
    );
    const pods = { on, off };

    const before = [on, off].map(({ child }) => inspect(child.pid).cpuSeconds);
    await sleep(IDLE * 1000);
    const [more, less] = [on, off].map(({ child }, index) => inspect(child.pid).cpuSeconds - before[index]);
    const idle = (more - less) / IDLE;

    const master = { on: 0, off: 0 };
    const ownBefore = threadSeconds(on.child.pid, 'publisher');
    const begin = performance.now();
    const perRequest = { on: [] as number[], off: [] as number[] };
    for (const who of ['on', 'off', 'off', 'on', 'on', 'off', 'off', 'on'] as const) {
      const { child, settings } = pods[who];
      const measured = (): [number, number] => [
        inspect(child.pid).cpuSeconds,
        inspect(...pods[who].processes()).cpuSeconds,
      ];
      const [masterBefore, allBefore] = measured();
      const got = await saturate(settings.components[0].port, '/', { connections: 10, seconds: 1 });
      const [masterAfter, allAfter] = measured();
      expect(got.failures).toBe(0);
      master[who] += masterAfter - masterBefore;
      perRequest[who].push((allAfter - allBefore) / got.requests);
    }
    const own = threadSeconds(on.child.pid, 'publisher') - ownBefore;
    // The master of workers serves nothing itself: what it spends more is the publisher's. A single process is all in one.
    const spent = {
      idle,
      threads: (1000 * own) / (performance.now() - begin),
      ...(workers > 0 ? { serving: (master.on - master.off) / 4 } : {}),
    };
    const percents = Object.entries(spent).map(([name, share]) => `${name} ${(100 * share).toFixed(2)} %`);
    const ratio = (median(perRequest.on) / median(perRequest.off)).toFixed(3);
    process.stdout.write(
      `Publisher on Puma ${build.puma}, ${workers} workers: ${percents.join(', ')} of a core; processor time of a request with/without ${ratio}\n`,
    );
    expect(own).toBeGreaterThan(0);
    expect(Math.max(...Object.values(spent))).toBeLessThan(LIMIT);
    await Promise.all([on.stop(), off.stop()]);
  },
);
