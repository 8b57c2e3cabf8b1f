import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IPumaEdge } from '../../lib/edge/puma-edge';
import { PumaEdge } from '../../lib/edge/puma-edge';
import type { PumaEdgeAttributes } from '../../lib/edge/puma-edge-attributes';
import { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import { RateRule } from '../../lib/edge/rate-rule';
import { expectRefusal } from '../support/refusal';
import { LOAD_BALANCER, route, RULE, TARGET_GROUP } from './fixture';

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333';

function imported(attrs: Partial<PumaEdgeAttributes> = {}): {
  stack: Stack;
  edge: IPumaEdge;
  pods: ec2.ISecurityGroup;
} {
  const stack = new Stack(new App(), 'Service');
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
  });
  const edge = PumaEdge.fromPumaEdgeAttributes(stack, 'Edge', {
    vpc,
    loadBalancerArn: `${ARN}:loadbalancer/app/shared/50dc6c495c0c9188`,
    listenerArn: `${ARN}:listener/app/shared/50dc6c495c0c9188/f2f7dc8efc522ab2`,
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'BalancerGroup', 'sg-0aaa'),
    idleTimeoutSeconds: 60,
    ...attrs,
  });
  return { stack, edge, pods: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Pods', 'sg-0bbb') };
}

test('takes routes and opens the pods, and makes no load balancer', () => {
  const { stack, edge, pods } = imported();
  const { priority } = route(edge, stack, 'api.example.com');
  edge.allowTraffic(stack, pods, 9292);
  const template = Template.fromStack(stack);
  template.resourceCountIs(LOAD_BALANCER, 0);
  template.hasResourceProperties(TARGET_GROUP, { VpcId: 'vpc-0123', Port: 9292 });
  template.hasResourceProperties(RULE, {
    ListenerArn: `${ARN}:listener/app/shared/50dc6c495c0c9188/f2f7dc8efc522ab2`,
    Priority: priority,
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    GroupId: 'sg-0bbb',
    SourceSecurityGroupId: 'sg-0aaa',
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
    GroupId: 'sg-0aaa',
    DestinationSecurityGroupId: 'sg-0bbb',
  });
});

test('leaves the security groups alone when told to', () => {
  const { stack, edge, pods } = imported({ manageSecurityGroupRules: false });
  edge.allowTraffic(stack, pods, 9292);
  Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
});

test('knows its timeouts and its metrics', () => {
  const { stack, edge } = imported({ loadBalancerDnsName: 'shared.example.com', clientKeepAliveSeconds: 120 });
  expect(edge).toMatchObject({ idleTimeoutSeconds: 60, clientKeepAliveSeconds: 120, webAcl: undefined });
  expect(imported().edge.clientKeepAliveSeconds).toBe(3600);
  expect(edge.loadBalancer.loadBalancerDnsName).toBe('shared.example.com');
  expect(stack.resolve(edge.loadBalancer.metrics.requestCount().dimensions)).toEqual({
    LoadBalancer: 'app/shared/50dc6c495c0c9188',
  });
  expect(
    stack.resolve(route(edge, stack, 'api.example.com').targetGroup.metrics.requestCount().dimensions),
  ).toMatchObject({
    LoadBalancer: 'app/shared/50dc6c495c0c9188',
  });
});

test('is guarded by a web ACL of this app, unless another puts it in front', () => {
  const own = (attrs: Partial<PumaEdgeAttributes> = {}): { stack: Stack; edge: IPumaEdge } =>
    imported({ webAcl: new PumaWebAcl(new Stack(new App(), 'Guard'), 'Acl'), ...attrs });
  const { stack, edge } = own({
    webAcl: PumaWebAcl.fromWebAclArn(new Stack(), 'Acl', 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/b'),
  });
  expect(edge.requireWebAcl('rateRules')).toBe(edge.webAcl);
  Template.fromStack(stack).hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
    ResourceArn: `${ARN}:loadbalancer/app/shared/50dc6c495c0c9188`,
    WebACLArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/b',
  });
  const elsewhere = own({ associateWebAcl: false });
  Template.fromStack(elsewhere.stack).resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  elsewhere.edge.requireWebAcl('rateRules').addRateRule(RateRule.perIp({ name: 'busy', limit: 100 }));
  const abroad = 'arn:aws:wafv2:us-west-2:111122223333:regional/webacl/a/b';
  expectRefusal(
    () => own({ webAcl: PumaWebAcl.fromWebAclArn(new Stack(), 'Acl', abroad) }),
    'ElsewhereThanLoadBalancer',
  );
});

test('refuses what is not to be had, and what cannot be', () => {
  const { edge } = imported();
  const refused = expectRefusal(() => edge.requireWebAcl('components[1].rateRules'), 'ImportedEdgeHasNoWebAcl');
  expect(refused.path).toBe('components[1].rateRules');
  expectRefusal(() => imported({ idleTimeoutSeconds: 0 }), 'EdgeTimeoutInvalid');
  expectRefusal(() => imported({ idleTimeoutSeconds: 90, clientKeepAliveSeconds: 60 }), 'ClientKeepAliveTooShort');
});
