import { Agent } from 'node:https';
import { connect } from 'node:tls';
import { emailWorld } from '../support/email-pod';
import { get } from '../support/puma-pod';
import { pumaBuilds } from '../support/tools';

/** The derived seconds on a smaller scale; Puma <= 6 waits up to 0.2 s longer than told, and its reactor wakes on whole steps. */
const TIMEOUTS = { persistent: 3, firstData: 2, workerShutdown: 30, workerBoot: 60, forceShutdownAfter: 24 };
const SLACK = 1.2;

const world = emailWorld({ per: 'file' });

describe.each([2, 0])('with %d workers', (workers) => {
  it.concurrent.each(pumaBuilds())(
    'Puma $puma closes an idle kept-alive connection after the persistent timeout, not before',
    async (build) => {
      const pod = await (await world.pod(build, { workers, timeouts: TIMEOUTS, metrics: null })).ready();
      const { port } = pod.settings.components[0];
      const [idle, fresh] = await Promise.all([idleSeconds(port), freshSeconds(port)]);
      // Measured from the answer's arrival, which is a little after Puma's clock began.
      expect(idle).toBeGreaterThanOrEqual(TIMEOUTS.persistent - 0.1);
      expect(idle).toBeLessThan(TIMEOUTS.persistent + SLACK);
      expect(fresh).toBeGreaterThanOrEqual(TIMEOUTS.firstData - 0.1);
      expect(fresh).toBeLessThan(TIMEOUTS.firstData + SLACK);
      await pod.stop();
    },
  );
});

/** Seconds from an answer to the server's closing of its connection; the second request proves that it was kept. */
async function idleSeconds(port: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const closed = new Promise<number>((resolve) => {
    agent.once('free', (socket: { once: (event: string, call: () => void) => void }) =>
      socket.once('close', () => resolve(performance.now())),
    );
  });
  await get(port, '/', agent);
  await get(port, '/', agent);
  const answered = performance.now();
  const seconds = ((await closed) - answered) / 1000;
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
