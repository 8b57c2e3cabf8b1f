import { Agent } from 'node:https';
import { connect } from 'node:tls';
import { emailWorld } from '../support/email-pod';
import { get } from '../support/puma-pod';
import { pumaBuilds } from '../support/tools';

/** The derived seconds on a smaller scale. */
const TIMEOUTS = { persistent: 3, firstData: 2, workerShutdown: 30, workerBoot: 60, forceShutdownAfter: 24 };
/** Puma <= 6 waits up to 0.2 s longer than told, and its reactor wakes on whole steps. */
const SLACK = 1.2;

const world = emailWorld({ per: 'file' });

describe.each([2, 0])('with %d workers', (workers) => {
  it.concurrent.each(pumaBuilds())(
    'Puma $puma closes an idle kept-alive connection after the persistent timeout, not before',
    async (build) => {
      const pod = await (await world.pod(build, { workers, timeouts: TIMEOUTS, metrics: null })).ready();
      const { port } = pod.settings.components[0];
      await Promise.all([
        expectKept(() => idleSeconds(port), TIMEOUTS.persistent),
        expectKept(() => freshSeconds(port), TIMEOUTS.firstData),
      ]);
      await pod.stop();
    },
  );
});

/** Never a shorter time than told, and hardly longer at the best of a few times: what else the machine does can only lengthen it. */
async function expectKept(measure: () => Promise<number>, told: number): Promise<void> {
  let least = Infinity;
  for (let round = 0; least >= told + SLACK && round < 6; round += 1) {
    least = Math.min(least, await measure());
    expect(least).toBeGreaterThanOrEqual(told);
  }
  expect(least).toBeLessThan(told + SLACK);
}

/** Seconds from a request, before which Puma's clock cannot have begun, to the closing of its connection, on which another went before it. */
async function idleSeconds(port: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const closed = new Promise<number>((resolve) => {
    agent.once('free', (socket: { once: (event: string, call: () => void) => void }) =>
      socket.once('close', () => resolve(performance.now())),
    );
  });
  await get(port, '/', agent);
  const asked = performance.now();
  await get(port, '/', agent);
  const seconds = ((await closed) - asked) / 1000;
  agent.destroy();
  return seconds;
}

/** Seconds for which a new connection that sends nothing is kept. */
async function freshSeconds(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    socket.on('error', reject);
    socket.on('end', () => socket.destroy());
    socket.on('close', () => resolve((performance.now() - started) / 1000));
    socket.resume();
  });
}
