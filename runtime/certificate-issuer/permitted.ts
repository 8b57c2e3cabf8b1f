import { setTimeout as sleep } from 'node:timers/promises';
import { IssuerError } from './issuer-error';

/** Milliseconds between two attempts. */
const PAUSE = 3_000;
/** Milliseconds that an attempt may need, a certificate authority's answer among them: with less left, none is begun. */
const NEEDED = 30_000;

/**
 * Repeats what AWS denies while there is time: a deployment that adds a certificate gives the function its rights seconds
 * before it calls it, and they are not at once known everywhere [IAM, "Changes that I make are not always immediately visible"].
 */
export async function oncePermitted<T>(
  work: () => Promise<T>,
  millisecondsLeft: () => number,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const denied = error instanceof IssuerError && (error.code ?? '').startsWith('AccessDenied');
      if (!denied || millisecondsLeft() < NEEDED + PAUSE) throw error;
      await pause(PAUSE);
    }
  }
}
