import { setTimeout as sleep } from 'node:timers/promises';
import { Timing } from '../../lib/model/timing';
import { PROPAGATION_SECONDS } from '../../lib/model/timing-margins';
import { Balancer } from '../support/balancer';
import { emailWorld } from '../support/email-pod';
import type { PodSettings } from '../support/pod-settings';
import type { PumaPod } from '../support/puma-pod';
import { oldestPuma, pumaBuilds } from '../support/tools';
import { until } from '../support/until';

/** A tenth of every derived second; Puma takes whole seconds where it matters. */
const SCALE = 10;
const derived = Timing.derive();
const scaled = (seconds: number): number => Math.floor(seconds / SCALE);
const milliseconds = (seconds: number): number => (seconds / SCALE) * 1000;
/** Seconds for the machine's own work beside each deadline of a pod's end: that is no faster on a smaller scale. */
const WORK = 4;
const TIMEOUTS: PodSettings['timeouts'] = {
  persistent: scaled(derived.persistentTimeoutSeconds),
  firstData: scaled(derived.firstDataTimeoutSeconds),
  workerShutdown: scaled(derived.workerShutdownTimeoutSeconds) + WORK,
  workerBoot: 60,
  forceShutdownAfter: derived.forceShutdownAfterSeconds / SCALE + WORK,
};
const KILLED_AFTER = milliseconds(derived.terminationGracePeriodSeconds) + 2 * WORK * 1000;
const SETTINGS: Partial<PodSettings> = {
  timeouts: TIMEOUTS,
  certificates: { pollSeconds: 1 },
  metrics: null,
  threads: { min: 16, max: 16 },
};
/** One request in fifty is nearly as slow as the slowest that the derivation allows. */
const SLOW = ((derived.slowestRequestSeconds - 2) / SCALE).toFixed(1);
const path = (count: number): string => (count % 50 === 49 ? `/?s=${SLOW}` : '/?s=0.004');

const world = emailWorld({ per: 'test' });

/** Ends a pod as Kubernetes does: it leaves the load balancer late, sleeps in preStop, gets SIGTERM, and SIGKILL after its grace. */
async function terminate(
  pod: PumaPod,
  balancer: Balancer,
  preStopSeconds = derived.preStopSeconds,
): Promise<number | null> {
  const kill = setTimeout(() => pod.child.signal('SIGKILL'), KILLED_AFTER);
  const left = sleep(milliseconds(PROPAGATION_SECONDS)).then(() => balancer.deregister(pod));
  await sleep(milliseconds(preStopSeconds));
  pod.child.signal('SIGTERM');
  const code = await pod.child.exits();
  await left;
  clearTimeout(kill);
  return code;
}

describe.each(
  pumaBuilds().flatMap((build) => [
    { title: `Puma ${build.puma}, 2 workers`, build, workers: 2 },
    { title: `Puma ${build.puma}, single mode`, build, workers: 0 },
  ]),
)('$title', ({ build, workers }) => {
  it('answers every request of a steady load while a certificate is renewed, a worker restarted and a pod replaced', async () => {
    const settings = { ...SETTINGS, workers };
    const [old, other] = await Promise.all([world.pod(build, settings), world.pod(build, settings)]);
    const balancer = new Balancer();
    for (const pod of [old, other]) balancer.register(await pod.ready());
    const load = balancer.run(250, path);

    await world.renew('api.example.com');
    for (const pod of [old, other]) await pod.child.prints(/serves the new version of secret \/Cert\/api/);

    if (workers > 0) {
      const [, first] = other.processes();
      process.kill(first, 'SIGTERM');
      await until(
        'a new worker',
        () => (!other.processes().includes(first) && other.processes().length === workers + 1) || undefined,
      );
      await other.ready();
    }

    const replacement = await (await world.pod(build, settings)).ready();
    balancer.register(replacement);
    expect(await terminate(old, balancer)).toBe(0);

    await until('2,000 requests', () => balancer.requests >= 2000 || undefined);
    balancer.stop();
    await load;
    expect(balancer.failures).toEqual([]);
  });
});

test('without the derived preStop, requests are lost: it is what the test above proves', async () => {
  const [old, other] = await Promise.all([world.pod(oldestPuma(), SETTINGS), world.pod(oldestPuma(), SETTINGS)]);
  const balancer = new Balancer();
  for (const pod of [old, other]) balancer.register(await pod.ready());
  const load = balancer.run(100, path);
  await terminate(old, balancer, 0);
  balancer.stop();
  await load;
  expect(balancer.failures.length).toBeGreaterThan(10);
});
