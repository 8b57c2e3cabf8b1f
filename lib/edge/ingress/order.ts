import { ALB_CONTROLLER_LIMITS } from '../../model/alb-controller';
import { isWildcard, listenerPriority, WILDCARD_PRIORITIES } from '../listener-priority';

/**
 * The place of an Ingress in its group, from its hostnames alone. One of exact names needs none: no two of them match one request,
 * and the controller puts those without a place before all others. A wildcard's comes from the priority that its rule would have
 * at a listener of ours, so that it never moves when others come and go.
 */
export function groupOrder(hostnames: readonly string[]): number | undefined {
  if (!hostnames.some(isWildcard)) return undefined;
  const { min, max } = ALB_CONTROLLER_LIMITS.groupOrder;
  const { first, last } = WILDCARD_PRIORITIES;
  return min + Math.floor(((listenerPriority(hostnames) - first) * (max - min + 1)) / (last - first + 1));
}
