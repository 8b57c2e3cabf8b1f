import { Tokenization } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { TargetGroupAttributes } from '../alb-attributes';
import type { IngressRouteOptions } from '../ingress-edge-props';
import { askedAttributes } from '../target-group-attributes';
import type { Annotations } from './values';
import { annotations, pairs } from './values';

const { ROUND_ROBIN, WEIGHTED_RANDOM } = elbv2.TargetGroupLoadBalancingAlgorithmType;
const text = (value: number): string => Tokenization.stringifyNumber(value);

/** How the load balancer treats the pods of a route: its target group. */
export function targetAnnotations(options: IngressRouteOptions): Annotations {
  const { healthCheck } = options.timing;
  return annotations({
    // TLS again to the pod. The ALB does not look at whose certificate it is: encrypted, not authenticated.
    'backend-protocol': 'HTTPS',
    // Puma speaks HTTP/1.1; clients may still speak HTTP/2 to the load balancer.
    'backend-protocol-version': 'HTTP1',
    'target-group-attributes': pairs('attributes', attributes(options)),
    'healthcheck-protocol': 'HTTPS',
    'healthcheck-port': options.healthCheckPort === undefined ? 'traffic-port' : text(options.healthCheckPort),
    'healthcheck-path': options.healthCheckPath ?? '/readyz',
    'healthcheck-interval-seconds': `${healthCheck.intervalSeconds}`,
    'healthcheck-timeout-seconds': `${healthCheck.timeoutSeconds}`,
    'healthy-threshold-count': `${healthCheck.healthyThreshold}`,
    'unhealthy-threshold-count': `${healthCheck.unhealthyThreshold}`,
    'success-codes': '200',
  });
}

/**
 * As a target group of CDK has them, those included that are AWS's defaults: the controller leaves alone what an annotation no
 * longer names. A test holds the two to each other.
 */
function attributes(options: IngressRouteOptions): TargetGroupAttributes {
  const algorithm = options.algorithm ?? ROUND_ROBIN;
  return {
    'deregistration_delay.timeout_seconds': `${options.timing.deregistrationDelaySeconds}`,
    'load_balancing.algorithm.type': algorithm,
    ...(algorithm === WEIGHTED_RANDOM && { 'load_balancing.algorithm.anomaly_mitigation': 'on' }),
    'stickiness.enabled': 'false',
    ...askedAttributes(options),
  };
}
