import type { LoadBalancerAttributes } from './alb-attributes';
import { requestHardening } from './alb-attributes';
import type { EdgeTimeouts } from './edge-timeouts';
import type { LogDestination } from './log-delivery';
import { logAttributes } from './log-delivery';
import type { PumaEdgeProps } from './puma-edge-props';

/** What an edge sets of its load balancer, whoever makes that; deletion protection apart, which CDK has a prop for. */
export function loadBalancerAttributes(
  props: PumaEdgeProps,
  timeouts: EdgeTimeouts,
  destination: LogDestination | undefined,
): LoadBalancerAttributes {
  return {
    ...requestHardening(props),
    'idle_timeout.timeout_seconds': `${timeouts.idleTimeoutSeconds}`,
    'client_keep_alive.seconds': `${timeouts.clientKeepAliveSeconds}`,
    'zonal_shift.config.enabled': `${props.zonalShift ?? true}`,
    ...((props.webAcl ?? props.webAclFailOpen) !== undefined && {
      'waf.fail_open.enabled': `${props.webAclFailOpen ?? false}`,
    }),
    ...logAttributes(destination),
  };
}
