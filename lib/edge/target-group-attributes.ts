import { Tokenization } from 'aws-cdk-lib';
import type { TargetGroupAttributes } from './alb-attributes';
import type { EdgeRoutingOptions } from './edge-routing-options';

/** What a route sets of its target group where it is asked to, whoever makes that; CDK has no props for it, or no checks. */
export function askedAttributes(options: EdgeRoutingOptions): TargetGroupAttributes {
  const { slowStartSeconds, stickinessSeconds, crossZone, minimumHealthyPercentage } = options;
  const text = (given: number): string => Tokenization.stringifyNumber(given);
  const healthy = minimumHealthyPercentage === undefined ? '' : text(minimumHealthyPercentage).replace(/^0$/, 'off');
  return {
    ...(slowStartSeconds !== undefined && { 'slow_start.duration_seconds': text(slowStartSeconds) }),
    ...(stickinessSeconds !== undefined && {
      'stickiness.enabled': 'true',
      'stickiness.type': 'lb_cookie',
      'stickiness.lb_cookie.duration_seconds': text(stickinessSeconds),
    }),
    ...(crossZone !== undefined && { 'load_balancing.cross_zone.enabled': `${crossZone}` }),
    // AWS recommends one threshold for both: a zone leaves DNS when it would begin to send requests to unhealthy pods.
    ...(minimumHealthyPercentage !== undefined && {
      'target_group_health.dns_failover.minimum_healthy_targets.percentage': healthy,
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': healthy,
    }),
  };
}
