import { Annotations, Duration, Tags, Tokenization } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { ifKnown } from '../known';
import { ALB_LIMITS } from '../model/alb-limits';
import { PREFIX } from '../model/errors';
import { checkPort } from '../model/names';
import type { TargetGroupAttributes } from './alb-attributes';
import { checkElbName, checkHealthCheckPath } from './checks';
import type { EdgeRouteProps } from './edge-route';
import { checkRouting } from './routing-checks';

const { ROUND_ROBIN, LEAST_OUTSTANDING_REQUESTS, WEIGHTED_RANDOM } = elbv2.TargetGroupLoadBalancingAlgorithmType;

/** The pods of a route as the load balancer sees them. */
export function routeTargetGroup(scope: Construct, props: EdgeRouteProps): elbv2.ApplicationTargetGroup {
  const { timing } = props;
  const algorithm = props.algorithm ?? ROUND_ROBIN;
  const path = props.healthCheckPath ?? '/readyz';
  ifKnown(props.port, (port) => checkPort('port', port));
  ifKnown(props.healthCheckPort, (port) => checkPort('healthCheckPort', port));
  ifKnown(path, (known) => checkHealthCheckPath('healthCheckPath', known));
  ifKnown(props.targetGroupName, (name) => checkElbName('targetGroupName', name));
  checkRouting(props);
  if (algorithm === LEAST_OUTSTANDING_REQUESTS) warnOfFastFailure(scope, props);
  const group = new elbv2.ApplicationTargetGroup(scope, 'TargetGroup', {
    vpc: props.edge.vpc,
    targetGroupName: props.targetGroupName,
    targetType: elbv2.TargetType.IP,
    // TLS again to the pod. The ALB does not look at whose certificate it is: encrypted, not authenticated.
    protocol: elbv2.ApplicationProtocol.HTTPS,
    // Puma speaks HTTP/1.1; clients may still speak HTTP/2 to the load balancer.
    protocolVersion: elbv2.ApplicationProtocolVersion.HTTP1,
    port: props.port,
    deregistrationDelay: Duration.seconds(timing.deregistrationDelaySeconds),
    loadBalancingAlgorithmType: algorithm,
    enableAnomalyMitigation: algorithm === WEIGHTED_RANDOM ? true : undefined,
    healthCheck: {
      enabled: true,
      protocol: elbv2.Protocol.HTTPS,
      path,
      port: props.healthCheckPort === undefined ? 'traffic-port' : Tokenization.stringifyNumber(props.healthCheckPort),
      healthyHttpCodes: '200',
      interval: Duration.seconds(timing.healthCheck.intervalSeconds),
      timeout: Duration.seconds(timing.healthCheck.timeoutSeconds),
      healthyThresholdCount: timing.healthCheck.healthyThreshold,
      unhealthyThresholdCount: timing.healthCheck.unhealthyThreshold,
    },
  });
  for (const [key, value] of Object.entries(attributes(props))) group.setAttribute(key, value);
  if (props.clusterName !== undefined) Tags.of(group).add('eks:eks-cluster-name', props.clusterName);
  return group;
}

/** What CDK's target group has no props for, or no checks. */
function attributes(props: EdgeRouteProps): TargetGroupAttributes {
  const { slowStartSeconds, stickinessSeconds, crossZone, minimumHealthyPercentage } = props;
  const text = (given: number): string => Tokenization.stringifyNumber(given);
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
      'target_group_health.dns_failover.minimum_healthy_targets.percentage': text(minimumHealthyPercentage),
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': text(minimumHealthyPercentage),
    }),
  };
}

function warnOfFastFailure(scope: Construct, { timing }: EdgeRouteProps): void {
  Annotations.of(scope).addWarningV2(
    `${PREFIX}leastOutstandingRequests`,
    'Least outstanding requests sends nearly everything to a pod that fails fast, until its health check fails ' +
      `(${timing.healthCheck.unhealthyThreshold} checks, ${timing.healthCheck.intervalSeconds} s apart). ` +
      'Round robin does not, nor does weighted random with anomaly mitigation, which needs at least ' +
      `${ALB_LIMITS.anomalyTargets} healthy pods to tell.`,
  );
}
