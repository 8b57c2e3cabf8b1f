/**
 * `npm run bench:publisher`: throughput of a Puma that publishes to CloudWatch against the same Puma that does not. Both run
 * all the time; a saturating load of the cheapest requests goes to one and then the other, in an order that alternates, so
 * that a slow minute of the machine falls on both. In single mode the publisher shares Ruby's lock with the requests.
 */
import { PUMA_METRICS } from '../lib/model/metrics';
import { EmailWorld } from '../test/support/email-pod';
import type { PodSettings } from '../test/support/pod-settings';
import { inspect } from '../test/support/proc';
import type { PumaPod } from '../test/support/puma-pod';
import { saturate } from '../test/support/saturate';
import { median, quantile } from '../test/support/statistics';
import { pumaBuilds } from '../test/support/tools';
import type { PumaBuild } from '../test/support/tools';

const PAIRS = Number(process.env.BENCH_PAIRS ?? 20);
/** Seconds of a turn and between two points: oftener than the construct lets anyone, so that each turn bears a whole one. */
const TURN = 2;
/** Connections: twice the threads, so that none of them ever waits for a request. */
const LOAD = { connections: 20, seconds: TURN };
const MOST_PERCENT = 2;
const APP = `# frozen_string_literal: true
run ->(_env) { [200, { 'content-type' => 'text/plain', 'content-length' => '2' }, ['ok']] }
`;

interface Turn {
  readonly perSecond: number;
  /** Seconds of processor time that a request took of the whole pod. */
  readonly cpu: number;
}

async function turn(pod: PumaPod): Promise<Turn> {
  const before = inspect(...pod.processes()).cpuSeconds;
  const { perSecond, requests, failures } = await saturate(pod.settings.components[0].port, '/', LOAD);
  if (failures > 0) throw new Error(`${failures} requests failed`);
  return { perSecond, cpu: (inspect(...pod.processes()).cpuSeconds - before) / requests };
}

async function compare(world: EmailWorld, build: PumaBuild, workers: number): Promise<void> {
  const metrics: PodSettings['metrics'] = {
    namespace: PUMA_METRICS.namespace,
    dimensions: { [PUMA_METRICS.dimension]: `cost-${build.puma}-${workers}` },
    intervalSeconds: TURN,
    names: PUMA_METRICS,
  };
  const start = async (given: PodSettings['metrics']): Promise<PumaPod> =>
    (await world.pod(build, { workers, metrics: given }, { 'config.ru': APP })).ready(60);
  const on = await start(metrics);
  const off = await start(null);
  await turn(on);
  await turn(off);
  const pairs: { on: Turn; off: Turn }[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    if (pair % 2 === 0) {
      const first = await turn(on);
      pairs.push({ on: first, off: await turn(off) });
    } else {
      const first = await turn(off);
      pairs.push({ on: await turn(on), off: first });
    }
  }
  await world.stopPods();
  const rate = { on: pairs.map((pair) => pair.on.perSecond), off: pairs.map((pair) => pair.off.perSecond) };
  const cpu = { on: pairs.map((pair) => pair.on.cpu), off: pairs.map((pair) => pair.off.cpu) };
  const ratios = pairs.map((pair) => pair.on.perSecond / pair.off.perSecond);
  const cost = 100 * (1 - median(rate.on) / median(rate.off));
  const spread = [0.25, 0.75].map((share) => (100 * (1 - quantile(ratios, 1 - share))).toFixed(1)).join(' to ');
  const cpuCost = 100 * (median(cpu.on) / median(cpu.off) - 1);
  if (Math.min(cost, cpuCost) > MOST_PERCENT) process.exitCode = 1;
  const cells = [
    build.puma,
    workers === 0 ? 'single' : `${workers} workers`,
    median(rate.off).toFixed(0),
    median(rate.on).toFixed(0),
    `${cost.toFixed(1)} %`,
    `${spread} %`,
    `${cpuCost.toFixed(1)} %`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

async function main(): Promise<void> {
  const world = await EmailWorld.start();
  console.log(`Medians of ${PAIRS} pairs of ${TURN} s each; a point every ${TURN} s; limit ${MOST_PERCENT} %\n`);
  console.log('| Puma | mode | requests/s without | with | cost | middle half of the pairs | processor time |');
  console.log('|---|---|---|---|---|---|---|');
  try {
    for (const build of pumaBuilds()) for (const workers of [0, 2]) await compare(world, build, workers);
  } finally {
    await world.stop();
  }
}

void main();
