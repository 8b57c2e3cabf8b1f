import { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { get } from './puma-pod';
import { generator } from './generator';

/** What a load did. */
export interface LoadReport {
  readonly requests: number;
  readonly failures: number;
  /** Milliseconds until each answer, in the order of the requests. */
  readonly latencies: readonly number[];
}

/**
 * A steady load over kept-alive connections taken in turn, as an ALB's come: requests start at random moments (Poisson)
 * at a rate per second, whatever the answers do, for so many seconds and until a promise is settled.
 */
export async function load(
  port: number,
  path: string,
  options: { rate: number; connections: number; seconds: number; seed?: number; until?: Promise<unknown> },
): Promise<LoadReport> {
  const agents = Array.from({ length: options.connections }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  const end = performance.now() + options.seconds * 1000;
  let awaited = options.until !== undefined;
  const settled = (): void => void (awaited = false);
  options.until?.then(settled, settled);
  const random = generator(options.seed ?? 20_250_101);
  const answers: Promise<boolean>[] = [];
  const latencies: number[] = [];
  let due = performance.now();
  while (due < end || awaited) {
    due += (-Math.log(1 - random()) / options.rate) * 1000;
    const wait = due - performance.now();
    if (wait > 1) await sleep(wait);
    const number = answers.length;
    const begin = performance.now();
    answers.push(
      get(port, path, agents[number % agents.length])
        .then(
          ({ status }) => status === 200,
          () => false,
        )
        .finally(() => (latencies[number] = performance.now() - begin)),
    );
  }
  const results = await Promise.all(answers);
  agents.forEach((agent) => agent.destroy());
  return { requests: results.length, failures: results.filter((good) => !good).length, latencies };
}
