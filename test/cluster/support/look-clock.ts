import { setTimeout as sleep } from 'node:timers/promises';
import { HPA_SYNC_SECONDS } from '../../../lib/model/busyness';

/** Seconds of the machine from a look of the controller to the next, where 15 s go by in the fleet. */
export const LOOK_SECONDS = 2;
/** How late, in looks, an answer may be: the controller needs the rest of half a look until it reads the clock itself. */
const LATE = 0.1;

/**
 * A window or period in the controller's own seconds: half a look off the ages that anything has at a look, so that what it
 * counts depends on the number of looks, not on how quickly the machine gets through one.
 */
export function inTestTime(seconds: number): number {
  return seconds === 0 ? 0 : (Math.ceil(seconds / HPA_SYNC_SECONDS) - 0.5) * LOOK_SECONDS;
}

/** The same in the fleet's seconds. */
export function inFleetTime(seconds: number): number {
  return Math.ceil(seconds / LOOK_SECONDS) * HPA_SYNC_SECONDS;
}

/**
 * The moments at which the controller's questions are answered, two seconds apart from the first question on. One that comes
 * too late for its moment, as the machine was busy, waits for a later one: a controller that has missed a look.
 */
export class LookClock {
  private zero: number | undefined;
  private last = 0;

  /**
   * Waits for the next moment, answers with its number, from one on. What has to be done before is done by `prepare`, again
   * for a later moment where it took too long.
   */
  public async next(prepare: (look: number) => Promise<void>): Promise<number> {
    this.zero ??= this.now() - 1;
    for (;;) {
      const look = Math.max(this.last + 1, Math.ceil(this.passed - LATE));
      await prepare(look);
      await sleep((look - this.passed) * LOOK_SECONDS * 1000);
      if (this.passed <= look + LATE) return (this.last = look);
    }
  }

  /** Looks that could have been since the first but one. */
  private get passed(): number {
    return this.now() - (this.zero ?? 0);
  }

  private now(): number {
    return performance.now() / 1000 / LOOK_SECONDS;
  }
}
