/**
 * `npm run bench:publisher`: throughput of a Puma that publishes to CloudWatch against the same Puma that does not. Both run
 * all the time; a saturating load of the cheapest requests goes to one and then the other, in an order that alternates, so
 * that a slow minute of the machine falls on both. Beside it, what a quiet machine is not needed for: the processor time of
 * the publisher's own threads. In single mode they share Ruby's lock with the requests, so that their share of a core is
 * what requests lose.
 */
import { PUMA_METRICS } from '../lib/model/metrics';
import { EmailWorld } from '../test/support/email-pod';
import type { PodSettings } from '../test/support/pod-settings';
import { NAMED_PUBLISHER, threadSeconds } from '../test/support/proc';
import type { PumaPod } from '../test/support/puma-pod';
import { saturate } from '../test/support/saturate';
import { median, quantile } from '../test/support/statistics';
import { pumaBuilds } from '../test/support/tools';
import type { PumaBuild } from '../test/support/tools';

const PAIRS = Number(process.env.BENCH_PAIRS ?? 24);
/** Seconds of a turn, and between two points: ten times as often as by default, so that each turn bears a whole one. */
const TURN = 1;
/** Connections: twice the threads, so that none of them ever waits for a request. */
const LOAD = { connections: 20, seconds: TURN };
const MOST_PERCENT = 2;
const APP = `# frozen_string_literal: true
run ->(_env) { [200, { 'content-type' => 'text/plain', 'content-length' => '2' }, ['ok']] }
`;

async function turn(pod: PumaPod): Promise<number> {
  const { perSecond, failures } = await saturate(pod.settings.components[0].port, '/', LOAD);
  if (failures > 0) throw new Error(`${failures} requests failed`);
  return perSecond;
}

async function compare(world: EmailWorld, build: PumaBuild, workers: number): Promise<void> {
  const metrics: PodSettings['metrics'] = {
    namespace: PUMA_METRICS.namespace,
    dimensions: { [PUMA_METRICS.dimension]: `cost-${build.puma}-${workers}` },
    intervalSeconds: TURN,
    names: PUMA_METRICS,
  };
  const start = async (given: PodSettings['metrics']): Promise<PumaPod> =>
    (
      await world.pod(
        build,
        { workers, metrics: given, extraConfigFile: 'extra.rb' },
        { 'config.ru': APP, 'extra.rb': NAMED_PUBLISHER },
      )
    ).ready(60);
  const on = await start(metrics);
  const off = await start(null);
  await turn(on);
  await turn(off);
  const pairs: { on: number; off: number }[] = [];
  let spent = 0;
  const turnOn = async (): Promise<number> => {
    const before = threadSeconds(on.child.pid, 'publisher');
    const perSecond = await turn(on);
    spent += threadSeconds(on.child.pid, 'publisher') - before;
    return perSecond;
  };
  for (let pair = 0; pair < PAIRS; pair += 1) {
    if (pair % 2 === 0) {
      const first = await turnOn();
      pairs.push({ on: first, off: await turn(off) });
    } else {
      const first = await turn(off);
      pairs.push({ on: await turnOn(), off: first });
    }
  }
  await world.stopPods();
  const ratios = pairs.map((pair) => pair.on / pair.off);
  // The ranks between which the true median is in 95 of 100 cases.
  const reach = 0.98 / Math.sqrt(PAIRS);
  const [least, most] = [0.5 + reach, 0.5 - reach].map((share) => 100 * (1 - quantile(ratios, share)));
  const share = (100 * spent) / (PAIRS * TURN);
  if (share > MOST_PERCENT || least > MOST_PERCENT) process.exitCode = 1;
  const cells = [
    build.puma,
    workers === 0 ? 'single' : `${workers} workers`,
    median(pairs.map((pair) => pair.off)).toFixed(0),
    median(pairs.map((pair) => pair.on)).toFixed(0),
    `${(100 * (1 - median(ratios))).toFixed(1)} % (${least.toFixed(1)} to ${most.toFixed(1)})`,
    `${share.toFixed(2)} %`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

async function main(): Promise<void> {
  const world = await EmailWorld.start();
  console.log(
    `Medians of ${PAIRS} pairs of ${TURN} s each; a point every ${TURN} s; at most ${MOST_PERCENT} % may go to publishing\n`,
  );
  console.log("| Puma | mode | requests/s without | with | cost (95 % sure) | publisher's share of a core |");
  console.log('|---|---|---|---|---|---|');
  try {
    for (const build of pumaBuilds()) for (const workers of [0, 2]) await compare(world, build, workers);
  } finally {
    await world.stop();
  }
}

void main();
