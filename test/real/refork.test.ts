import { Agent, request } from 'node:https';
import { emailWorld } from '../support/email-pod';
import { pumaBuilds } from '../support/tools';
import { until } from '../support/until';

jest.setTimeout(60_000);

const world = emailWorld({ per: 'file', podsPer: 'test' });

/** An answer on a connection that may be kept: by which process, whether the connection was new, and whether it was its last. */
async function ask(port: number, agent: Agent): Promise<{ pid: number; fresh: boolean; last: boolean }> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, agent, rejectUnauthorized: false }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () =>
        resolve({
          pid: Number(body.split(' ')[1]),
          fresh: !call.reusedSocket,
          last: response.headers.connection?.toLowerCase() === 'close',
        }),
      );
    });
    call.on('error', reject);
    call.end();
  });
}

it.each(pumaBuilds())(
  'with fork_worker, worker 0 says so before it restarts to fork others, and keeps connections again, Puma $puma',
  async (build) => {
    const settings = { workers: 2, preloadApp: false, extraConfigFile: 'extra.rb', metrics: null };
    const pod = await (await world.pod(build, settings, { 'extra.rb': 'fork_worker 0\n' })).ready();
    const { port } = pod.settings.components[0];
    const [, zero] = pod.processes();
    let agent = new Agent();
    const connect = (): Promise<true> =>
      until('a connection to worker 0', async () => {
        agent.destroy();
        agent = new Agent({ keepAlive: true, maxSockets: 1 });
        return (await ask(port, agent)).pid === zero || undefined;
      });
    await connect();
    pod.child.signal('SIGURG');
    await until('the end of the connection, said by worker 0', async () => {
      const answer = await ask(port, agent);
      expect(answer).toMatchObject({ pid: zero, fresh: false });
      return answer.last || undefined;
    });
    // Puma would keep no connection there from now on.
    await connect();
    expect(await ask(port, agent)).toEqual({ pid: zero, fresh: false, last: false });
    agent.destroy();
    await pod.ready();
  },
);
