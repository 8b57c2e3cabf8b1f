import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import fc from 'fast-check';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import type { EdgeRoute, EdgeRouteOptions } from '../../lib/edge/edge-route';
import type { IPumaEdge } from '../../lib/edge/puma-edge';
import { PumaEdge } from '../../lib/edge/puma-edge';
import type { PumaEdgeAttributes } from '../../lib/edge/puma-edge-attributes';
import type { PumaEdgeProps } from '../../lib/edge/puma-edge-props';
import { Timing } from '../../lib/model/timing';

export const CERTIFICATE = elbv2.ListenerCertificate.fromArn(
  'arn:aws:acm:eu-west-1:111122223333:certificate/11111111-2222-3333-4444-555555555555',
);

export const TIMING = Timing.derive();

/** A stack without account and Region, with a VPC of two zones. */
export function network(app = new App(), id = 'Network'): { app: App; stack: Stack; vpc: ec2.Vpc } {
  const stack = new Stack(app, id);
  return { app, stack, vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 }) };
}

export function edgeIn(scope: Construct, vpc: ec2.IVpc, props: Partial<PumaEdgeProps> = {}): PumaEdge {
  return new PumaEdge(scope, 'Edge', { vpc, certificates: [CERTIFICATE], ...props });
}

/** An edge in the VPC's own stack, and the template it gives. */
export function edgeAlone(props: Partial<PumaEdgeProps> = {}): {
  stack: Stack;
  edge: PumaEdge;
  template: () => Template;
} {
  const { stack, vpc } = network();
  const edge = edgeIn(stack, vpc, props);
  return { stack, edge, template: () => Template.fromStack(stack) };
}

/** An edge that looks after two hosted zones. */
export function zoned(props: Partial<PumaEdgeProps> = {}): { stack: Stack; edge: PumaEdge } {
  const { stack, vpc } = network();
  const hostedZones = ['example.com', 'eu.example.com.'].map((zoneName, i) =>
    route53.HostedZone.fromHostedZoneAttributes(stack, `Zone${i}`, { zoneName, hostedZoneId: `Z${i}` }),
  );
  return {
    stack,
    edge: edgeIn(stack, vpc, { logs: EdgeLogs.none('A test of something else.'), hostedZones, ...props }),
  };
}

/** An edge whose load balancer exists. */
export function imported(stack: Stack, attrs: Partial<PumaEdgeAttributes> = {}, id = 'Edge'): IPumaEdge {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, `${id}Vpc`, { vpcId: 'vpc-0123', availabilityZones: ['a', 'b'] });
  return PumaEdge.fromPumaEdgeAttributes(stack, id, {
    vpc,
    loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/50dc6c495c0c9188',
    listenerArn:
      'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shared/50dc6c495c0c9188/f2f7dc8efc522ab2',
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, `${id}Group`, 'sg-0aaa'),
    idleTimeoutSeconds: 60,
    ...attrs,
  });
}

export function route(
  edge: IPumaEdge,
  scope: Construct,
  hostname: string,
  options: Partial<EdgeRouteOptions> = {},
): EdgeRoute {
  return edge.addRoute(scope, `Route-${hostname.replace('*', 'any')}`, {
    hostname,
    port: 9292,
    timing: TIMING,
    ...options,
  });
}

/** The key-value attributes of the only resource of a type. */
export function attributesOf(template: Template, type: string, property: string): Record<string, unknown> {
  const [resource] = Object.values(template.findResources(type)) as { Properties: Record<string, unknown> }[];
  const list = (resource.Properties[property] ?? []) as { Key: string; Value: unknown }[];
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}

export const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
export const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
export const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
export const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

/** A list, and some of it in another order: services of a listener before and after some come, go and change places. */
export function someOf<T>(lists: fc.Arbitrary<T[]>): fc.Arbitrary<[T[], T[]]> {
  return lists.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all)));
}
