import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ifKnown } from '../known';
import { ALB_LIMITS } from '../model/alb-limits';
import { refuse, wholeNumber } from '../model/errors';
import type { EdgeRoutingOptions } from './edge-routing-options';

const { ROUND_ROBIN, WEIGHTED_RANDOM } = elbv2.TargetGroupLoadBalancingAlgorithmType;

/** Refuses what a target group cannot have, alone or together. */
export function checkRouting(options: EdgeRoutingOptions): void {
  checkSlowStart(options);
  checkStickiness(options);
  const { min, max } = ALB_LIMITS.healthyPercentage;
  const why = 'it is a percentage of the pods that are registered';
  ifKnown(options.minimumHealthyPercentage, (given) => {
    if (given !== 0) wholeNumber('HealthyPercentageInvalid', 'minimumHealthyPercentage', given, min, max, why);
  });
}

function checkSlowStart({ slowStartSeconds: given, algorithm = ROUND_ROBIN }: EdgeRoutingOptions): void {
  if (given === undefined || given === 0) return;
  const { min, max } = ALB_LIMITS.slowStartSeconds;
  ifKnown(given, (known) => wholeNumber('SlowStartInvalid', 'slowStartSeconds', known, min, max, 'AWS takes no other'));
  if (algorithm === ROUND_ROBIN) return;
  refuse({
    code: 'SlowStartNeedsRoundRobin',
    path: 'slowStartSeconds',
    given,
    allowed: `no slow start with the algorithm ${algorithm}, or round robin`,
    why: 'AWS offers slow start with round robin alone',
  });
}

function checkStickiness({ stickinessSeconds: given, algorithm, crossZone }: EdgeRoutingOptions): void {
  if (given === undefined) return;
  const { min, max } = ALB_LIMITS.stickinessSeconds;
  ifKnown(given, (known) =>
    wholeNumber('StickinessInvalid', 'stickinessSeconds', known, min, max, 'a cookie lasts a week at most'),
  );
  if (algorithm !== WEIGHTED_RANDOM && crossZone !== false) return;
  refuse({
    code: 'StickinessExcluded',
    path: 'stickinessSeconds',
    given,
    allowed: 'stickiness with round robin or least outstanding requests, and across zones',
    why: 'AWS offers it neither with weighted random, which would have to send a client elsewhere, nor within zones',
  });
}
