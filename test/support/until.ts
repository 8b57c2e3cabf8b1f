import { setTimeout as sleep } from 'node:timers/promises';

/** Seconds after which what has not come never will, however slow the machine is and whatever else it does. */
export const PATIENCE = 60;

/** Asks again and again, without sleeping on luck, until there is an answer; fails after so many seconds. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  seconds = PATIENCE,
  explain: () => string = () => '',
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what} did not come within ${seconds} s\n${explain()}`);
    await sleep(40);
  }
}
