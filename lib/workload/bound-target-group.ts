import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';

/** How a binding names its target group. YAML files cannot carry an ARN that CloudFormation has yet to make; a name that is known they can. */
export function referenceTo(
  group: elbv2.IApplicationTargetGroup,
  byName: boolean,
): { targetGroupARN: string } | { targetGroupName: string } {
  const name = group.node.defaultChild instanceof elbv2.CfnTargetGroup ? group.node.defaultChild.name : undefined;
  return byName && name !== undefined ? { targetGroupName: name } : { targetGroupARN: group.targetGroupArn };
}

/** All that CloudFormation replaces a target group for (AWS::ElasticLoadBalancingV2::TargetGroup), and its identity. */
export function identityOf(scope: Construct, group: elbv2.IApplicationTargetGroup): string {
  const made = group.node.defaultChild;
  if (!(made instanceof elbv2.CfnTargetGroup)) return hashOf(scope, [group.targetGroupArn]);
  const { logicalId, name, port, protocol, protocolVersion, targetType, ipAddressType, vpcId } = made;
  return hashOf(scope, [logicalId, name, port, protocol, protocolVersion, targetType, ipAddressType, vpcId]);
}

/** Eight figures that change with a value, tokens told as the template tells them. */
export function hashOf(scope: Construct, value: unknown): string {
  const resolved: unknown = Stack.of(scope).resolve(value);
  return createHash('sha256').update(JSON.stringify(resolved)).digest('hex').slice(0, 8);
}
