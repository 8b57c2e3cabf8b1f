import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again, without sleeping on luck, until there is an answer; fails after so many seconds. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
  seconds = 20,
  explain: () => string = () => '',
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${seconds} s\n${explain()}`);
    await sleep(40);
  }
}
