import { createServer } from 'node:net';
import type { Server } from 'node:net';

/** Below those that Linux gives to connections by default, which might take one between our look and a server's start. */
const RANGE = { first: 10_000, count: 22_000 };
/** Each of jest's workers has a section to itself. */
const SECTIONS = 32;
const size = Math.floor(RANGE.count / SECTIONS);
const section = Number(process.env.JEST_WORKER_ID ?? 0) % SECTIONS;

/** Where a suite begins differs, should two runs share the machine. */
let next = Math.floor(Math.random() * size);

/** Free ports of this machine, none of which this suite has had before. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tried = 0; ports.length < count; tried += 1) {
    if (tried > size) throw new Error(`no ${count} free ports from ${RANGE.first + section * size} on`);
    next = (next + 1) % size;
    const port = RANGE.first + section * size + next;
    if (await free(port)) ports.push(port);
  }
  return ports;
}

async function free(port: number): Promise<boolean> {
  const server = await new Promise<Server | undefined>((resolve) => {
    const tried = createServer();
    tried.once('error', () => resolve(undefined));
    tried.listen(port, '0.0.0.0', () => resolve(tried));
  });
  if (server === undefined) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}
