import { checkKnown, wholeNumberWithin } from './checks';
import { refuse } from './errors';

/**
 * `net.core.somaxconn` of a new network namespace, so of every pod, since Linux 5.4; a node's own setting does not reach
 * into its pods. Deeper queues are cut to it without a word (`ss -ltn` shows what is left). Source: measured; Linux.
 */
export const SOMAXCONN = 4096;

/** `net.core.somaxconn` before Linux 5.4. */
export const SOMAXCONN_BEFORE_LINUX_5_4 = 128;

/** Refuses a listen queue that the kernel would cut without a word. */
export function checkBacklog(path: string, given: number, somaxconn: number = SOMAXCONN): number {
  checkKnown(path, given);
  if (Number.isInteger(given) && given > somaxconn) {
    refuse({
      code: 'BacklogOverSomaxconn',
      path,
      given,
      allowed: `a whole number from 1 to ${somaxconn}`,
      why: "the kernel cuts a socket's queue to net.core.somaxconn without a word, so a burst would be lost that this number promises to hold",
    });
  }
  return wholeNumberWithin(
    {
      code: 'BacklogInvalid',
      path,
      min: 1,
      max: somaxconn,
      why: 'it is the depth of a listening socket, in connections',
    },
    given,
  );
}
