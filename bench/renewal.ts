/**
 * `npm run bench:renewal`: every way in which a running Puma can be given a new certificate, on every Puma at hand, under one
 * steady load. Failed requests and the longest wait tell them apart; absolute times depend on the machine.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Balancer } from '../test/support/balancer';
import { EmailWorld } from '../test/support/email-pod';
import { handshake } from '../test/support/handshake';
import type { PumaPod } from '../test/support/puma-pod';
import { pumaBuilds } from '../test/support/tools';
import type { PumaBuild } from '../test/support/tools';

const HOST = 'api.example.com';
const RATE = 100;
/** What an application takes to load: modest, for Rails. */
const BOOT_SECONDS = 3;
const LOOK_SECONDS = 12;
const APP = `sleep ${BOOT_SECONDS}
run ->(env) { sleep(0.01); [200, { 'content-type' => 'text/plain' }, ["#{Process.pid}\\n"]] }
`;

interface Way {
  readonly name: string;
  readonly workers: number;
  readonly preloadApp: boolean;
  /** Seconds between two looks of the runtime: a year where something else is tried. */
  readonly pollSeconds: number;
  readonly renew: (pod: PumaPod, restart: () => Promise<void>) => Promise<void> | void;
}

const YEAR = 31_536_000;
const signal =
  (name: NodeJS.Signals): Way['renew'] =>
  (pod) =>
    pod.child.signal(name);
const ways: Way[] = [2, 0].flatMap((workers) => [
  { name: 'in place', workers, preloadApp: true, pollSeconds: 1, renew: () => undefined },
  { name: 'hot restart (SIGUSR2)', workers, preloadApp: true, pollSeconds: YEAR, renew: signal('SIGUSR2') },
  ...(workers === 0
    ? []
    : [
        { name: 'SIGUSR1, preloaded', workers, preloadApp: true, pollSeconds: YEAR, renew: signal('SIGUSR1') },
        { name: 'phased (SIGUSR1)', workers, preloadApp: false, pollSeconds: YEAR, renew: signal('SIGUSR1') },
      ]),
  {
    name: 'drain, exit, start again',
    workers,
    preloadApp: true,
    pollSeconds: YEAR,
    renew: async (pod: PumaPod, restart: () => Promise<void>) => {
      pod.child.signal('SIGTERM');
      await pod.child.exits();
      await restart();
    },
  },
]);

async function measure(build: PumaBuild, way: Way): Promise<string> {
  const world = await EmailWorld.start();
  try {
    const { workers, preloadApp, pollSeconds } = way;
    const changes = { workers, preloadApp, certificates: { pollSeconds }, metrics: null, extraConfigFile: 'extra.rb' };
    const files = { 'config.ru': APP, 'extra.rb': `restart_command ${JSON.stringify(build.command)}\n` };
    const pod = await (await world.pod(build, changes, files)).ready();
    const before = pod.processes().join();
    const balancer = new Balancer();
    balancer.register(pod);
    const load = balancer.run(RATE, () => '/');
    await world.renew(HOST);
    await way.renew(pod, async () => {
      await pod.again().ready();
    });
    await sleep(LOOK_SECONDS * 1000);
    balancer.stop();
    await load;
    const fresh = await takenUp(pod, world);
    const kept = pod.processes().join() === before;
    return [
      `${build.puma.padEnd(6)} ${workers > 0 ? 'cluster' : 'single '} ${way.name.padEnd(26)}`,
      `new certificate ${fresh ? 'yes' : 'NO '}`,
      `failed ${String(balancer.failures.length).padStart(4)} of ${balancer.requests}`,
      `longest ${(balancer.longest / 1000).toFixed(2).padStart(5)} s`,
      kept ? 'same processes' : 'new processes',
    ].join('   ');
  } finally {
    await world.stop();
  }
}

async function takenUp(pod: PumaPod, world: EmailWorld): Promise<boolean> {
  const { port } = pod.settings.components[0];
  const shown = await Promise.all(Array.from({ length: 10 }, async () => (await handshake(port)).pem));
  return shown.every((pem) => pem === world.certificates.get(HOST)?.cert.trim());
}

async function main(): Promise<void> {
  console.log(`One pod, ${RATE} requests a second, an application that loads in ${BOOT_SECONDS} s:`);
  for (const build of pumaBuilds()) for (const way of ways) console.log(await measure(build, way));
}

void main();
