import type { NumberRange } from '../model/alb';
import { ALB_CLIENT_KEEP_ALIVE, ALB_IDLE_TIMEOUT } from '../model/alb';
import { checkKnown } from '../model/checks';
import { refuse, wholeNumber } from '../model/errors';

/** The two timeouts of a load balancer, checked. */
export interface EdgeTimeouts {
  readonly idleTimeoutSeconds: number;
  readonly clientKeepAliveSeconds: number;
}

/** Checks the timeouts that are given and fills in the others. Both must be numbers: Puma's are derived from them. */
export function edgeTimeouts(given: Partial<EdgeTimeouts>): EdgeTimeouts {
  const idleTimeoutSeconds = given.idleTimeoutSeconds ?? ALB_IDLE_TIMEOUT.default;
  checkRange('idleTimeoutSeconds', idleTimeoutSeconds, ALB_IDLE_TIMEOUT);
  const clientKeepAliveSeconds =
    given.clientKeepAliveSeconds ?? Math.max(ALB_CLIENT_KEEP_ALIVE.default, idleTimeoutSeconds);
  checkRange('clientKeepAliveSeconds', clientKeepAliveSeconds, ALB_CLIENT_KEEP_ALIVE);
  if (clientKeepAliveSeconds < idleTimeoutSeconds) {
    refuse({
      code: 'ClientKeepAliveTooShort',
      path: 'clientKeepAliveSeconds',
      given: clientKeepAliveSeconds,
      allowed: `at least idleTimeoutSeconds, ${idleTimeoutSeconds}`,
      why: "the load balancer would close a client's connection before it may count as idle",
    });
  }
  return { idleTimeoutSeconds, clientKeepAliveSeconds };
}

function checkRange(path: string, given: number, range: NumberRange): void {
  checkKnown(path, given);
  wholeNumber('EdgeTimeoutInvalid', path, given, range.min, range.max, 'an ALB takes no other number of seconds');
}
