import { Duration, Tags, Tokenization } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { ifKnown } from '../known';
import { checkPort } from '../model/names';
import { checkElbName, checkHealthCheckPath } from './checks';
import { adviseOnRouting } from './edge-advice';
import type { EdgeRouteProps } from './edge-route';
import { checkRouting } from './routing-checks';
import { askedAttributes } from './target-group-attributes';

const { ROUND_ROBIN, WEIGHTED_RANDOM } = elbv2.TargetGroupLoadBalancingAlgorithmType;

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
  adviseOnRouting(scope, props, timing);
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
  for (const [key, value] of Object.entries(askedAttributes(props))) group.setAttribute(key, value);
  if (props.clusterName !== undefined) Tags.of(group).add('eks:eks-cluster-name', props.clusterName);
  return group;
}
