import { App, Stack, Stage, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { expectRefusal } from '../support/refusal';
import { edgeIn, network, route } from './fixture';

const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const EGRESS = 'AWS::EC2::SecurityGroupEgress';

function counts(stack: Stack): [number, number] {
  const template = Template.fromStack(stack);
  return [Object.keys(template.findResources(INGRESS)).length, Object.keys(template.findResources(EGRESS)).length];
}

test('opens the way from the load balancer to the pods, for the one port', () => {
  const { stack, vpc } = network();
  const edge = edgeIn(stack, vpc);
  const pods = new ec2.SecurityGroup(stack, 'Pods', { vpc });
  edge.allowTraffic(stack, pods, 9292);
  const template = Template.fromStack(stack);
  const podsId = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Pods'), 'GroupId'] };
  const balancerId = { 'Fn::GetAtt': [Match.stringLikeRegexp('^EdgeSecurityGroup'), 'GroupId'] };
  const port = { IpProtocol: 'tcp', FromPort: 9292, ToPort: 9292 };
  template.hasResourceProperties(INGRESS, { ...port, GroupId: podsId, SourceSecurityGroupId: balancerId });
  template.hasResourceProperties(EGRESS, { ...port, GroupId: balancerId, DestinationSecurityGroupId: podsId });
});

test('makes each rule once, however many ask and however the group was imported', () => {
  const { stack, vpc } = network();
  const edge = edgeIn(stack, vpc);
  const pods = new ec2.SecurityGroup(stack, 'Pods', { vpc });
  edge.allowTraffic(stack, pods, 9292);
  edge.allowTraffic(stack, pods, 9292);
  edge.allowTraffic(stack, ec2.SecurityGroup.fromSecurityGroupId(stack, 'Again', pods.securityGroupId), 9292);
  edge.allowTraffic(stack, pods, 9190);
  for (const id of ['Known', 'KnownTwice']) {
    edge.allowTraffic(stack, ec2.SecurityGroup.fromSecurityGroupId(stack, id, 'sg-0123456789abcdef0'), 9292);
  }
  expect(counts(stack)).toEqual([3, 3]);
});

test('names the rules by group and port alone: no request renames what another has made', () => {
  const names = (ports: number[]): Record<number, string[]> => {
    const { stack, vpc } = network();
    const edge = edgeIn(stack, vpc);
    const pods = new ec2.SecurityGroup(stack, 'Pods', { vpc });
    ports.forEach((port) => edge.allowTraffic(stack, pods, port));
    const found = Object.entries(Template.fromStack(stack).findResources(INGRESS)) as [
      string,
      { Properties: { FromPort: number } },
    ][];
    return Object.fromEntries(found.map(([id, { Properties }]) => [Properties.FromPort, [id]]));
  };
  expect(names([9293, 9190, 9292])[9292]).toEqual(names([9292])[9292]);
});

describe('a stack keeps its logical ids', () => {
  const ids = (scope: Construct, id: string, other = 'Cluster'): string[][] => {
    const platform = new Stack(scope, id, { stackName: 'Platform' });
    const vpc = new ec2.Vpc(platform, 'Vpc', { maxAzs: 2 });
    const edge = edgeIn(platform, vpc);
    const apart = new Stack(scope, other, { stackName: 'Cluster' });
    const groups = [platform, apart].map((stack) => new ec2.SecurityGroup(stack, 'Pods', { vpc }));
    for (const group of groups) edge.allowTraffic(platform, group, 9292);
    return [platform, apart].map((stack) => Object.keys(Template.fromStack(stack).findResources(INGRESS)));
  };

  test('in a stage, and under another id in the app', () => {
    const before = ids(new App(), 'Platform');
    expect(before.map(({ length }) => length)).toEqual([1, 1]);
    expect(ids(new Stage(new App(), 'Production'), 'Platform')).toEqual(before);
    expect(ids(new App(), 'Foundation', 'Kubernetes')).toEqual(before);
  });

  test('two groups at the same place of two stacks are two', () => {
    const app = new App();
    const { vpc } = network(app);
    const edge = edgeIn(new Stack(app, 'EdgeStack'), vpc);
    for (const name of ['A', 'B']) {
      const stack = new Stack(app, name);
      edge.allowTraffic(new Stack(app, `${name}Service`), new ec2.SecurityGroup(stack, 'Pods', { vpc }), 9292);
    }
    app.synth();
    expect(counts(app.node.findChild('EdgeStack') as Stack)).toEqual([2, 2]);
  });
});

describe('across stacks there is no cycle', () => {
  /** Synthesis throws on one. */
  function synthesize(app: App): void {
    app.synth();
  }

  test('cluster, edge and service apart: the rules go with the edge', () => {
    const { app, stack: cluster, vpc } = network();
    const pods = new ec2.SecurityGroup(cluster, 'Pods', { vpc });
    const edgeStack = new Stack(app, 'EdgeStack');
    const edge = edgeIn(edgeStack, vpc);
    for (const name of ['mail', 'web']) {
      const service = new Stack(app, `Service-${name}`);
      route(edge, service, `${name}.example.com`);
      edge.allowTraffic(service, pods, 9292);
      expect(
        Object.keys(service.node.findAll().filter((child) => child instanceof ec2.CfnSecurityGroupIngress)),
      ).toEqual([]);
    }
    synthesize(app);
    expect(counts(edgeStack)).toEqual([1, 1]);
  });

  test("the pods' group in the service's stack, behind a shared edge: the rules go there", () => {
    const { app, vpc } = network();
    const edgeStack = new Stack(app, 'EdgeStack');
    const edge = edgeIn(edgeStack, vpc);
    for (const name of ['mail', 'web']) {
      const service = new Stack(app, `Service-${name}`);
      const pods = new ec2.SecurityGroup(service, 'Pods', { vpc });
      route(edge, service, `${name}.example.com`);
      edge.allowTraffic(service, pods, 9292);
      edge.allowTraffic(service, pods, 9190);
    }
    synthesize(app);
    expect(counts(edgeStack)).toEqual([0, 0]);
    expect(counts(app.node.findChild('Service-mail') as Stack)).toEqual([2, 2]);
    expect(counts(app.node.findChild('Service-web') as Stack)).toEqual([2, 2]);
  });

  test('one service beside the cluster and another apart: the rules stay with the cluster, which needs the edge', () => {
    const { app, vpc } = network();
    const edge = edgeIn(new Stack(app, 'EdgeStack'), vpc);
    const first = new Stack(app, 'ClusterAndMail');
    const pods = new ec2.SecurityGroup(first, 'Pods', { vpc });
    route(edge, first, 'mail.example.com');
    edge.allowTraffic(first, pods, 9292);
    const second = new Stack(app, 'Web');
    route(edge, second, 'www.example.com');
    edge.allowTraffic(second, pods, 9393);
    synthesize(app);
    expect(counts(first)).toEqual([2, 2]);
  });

  test('a stack said to come after the edge gets the rules too', () => {
    const { app, vpc } = network();
    const edgeStack = new Stack(app, 'EdgeStack');
    const edge = edgeIn(edgeStack, vpc);
    const cluster = new Stack(app, 'Cluster');
    cluster.addStackDependency(edgeStack);
    const pods = new ec2.SecurityGroup(cluster, 'Pods', { vpc });
    const service = new Stack(app, 'Service');
    edge.allowTraffic(service, pods, 9292);
    synthesize(app);
    expect(counts(cluster)).toEqual([1, 1]);
  });

  test("the cluster security group that EKS makes belongs to the cluster's stack", () => {
    const { app, stack: platform, vpc } = network();
    const cluster = new eksv2.Cluster(platform, 'Cluster', { version: eksv2.KubernetesVersion.of('1.36'), vpc });
    const edgeStack = new Stack(app, 'EdgeStack');
    const edge = edgeIn(edgeStack, vpc);
    const service = new Stack(app, 'Service');
    edge.allowTraffic(service, cluster.clusterSecurityGroup, 9292);
    edge.allowTraffic(service, cluster.clusterSecurityGroup, 9292);
    synthesize(app);
    expect(counts(edgeStack)).toEqual([1, 1]);
    Template.fromStack(edgeStack).hasResourceProperties(INGRESS, {
      GroupId: { 'Fn::ImportValue': Match.stringLikeRegexp('ClusterSecurityGroupId') },
    });
  });

  test('VPC and edge in one stack, the cluster in another, services in others yet: the rules go with the cluster', () => {
    const { app, stack: networkStack, vpc } = network();
    const edge = edgeIn(networkStack, vpc);
    const clusterStack = new Stack(app, 'ClusterStack');
    const cluster = new eksv2.Cluster(clusterStack, 'Cluster', { version: eksv2.KubernetesVersion.of('1.36'), vpc });
    for (const name of ['mail', 'web']) {
      const service = new Stack(app, `Service-${name}`);
      route(edge, service, `${name}.example.com`);
      edge.allowTraffic(service, cluster.clusterSecurityGroup, 9292);
    }
    synthesize(app);
    expect(counts(networkStack)).toEqual([0, 0]);
    expect(counts(clusterStack)).toEqual([1, 1]);
  });

  test('a stack that comes after the edge by way of a third gets the rules too', () => {
    const { app, vpc } = network();
    const edgeStack = new Stack(app, 'EdgeStack');
    const edge = edgeIn(edgeStack, vpc);
    const [between, cluster] = [new Stack(app, 'Between'), new Stack(app, 'Cluster')];
    between.addStackDependency(edgeStack);
    cluster.addStackDependency(between);
    edge.allowTraffic(new Stack(app, 'Service'), new ec2.SecurityGroup(cluster, 'Pods', { vpc }), 9292);
    synthesize(app);
    expect(counts(cluster)).toEqual([1, 1]);
  });

  test("where the edge's stack comes after the pods', though the VPC is its own, the rules stay with it", () => {
    const { app, stack: networkStack, vpc } = network();
    const edge = edgeIn(networkStack, vpc);
    const clusterStack = new Stack(app, 'ClusterStack');
    networkStack.addStackDependency(clusterStack);
    const other = new ec2.Vpc(clusterStack, 'Peer', { maxAzs: 2 });
    edge.allowTraffic(networkStack, new ec2.SecurityGroup(clusterStack, 'Pods', { vpc: other }), 9292);
    synthesize(app);
    expect(counts(networkStack)).toEqual([1, 1]);
  });

  test('a group known only by a value imported by name goes with the edge', () => {
    const { stack, vpc } = network();
    const edge = edgeIn(stack, vpc);
    const id = Token.asString({ 'Fn::ImportValue': 'pods' });
    edge.allowTraffic(stack, ec2.SecurityGroup.fromSecurityGroupId(stack, 'A', id), 9292);
    edge.allowTraffic(stack, ec2.SecurityGroup.fromSecurityGroupId(stack, 'B', id), 9292);
    expect(counts(stack)).toEqual([1, 1]);
  });
});

test('refuses a port that pods cannot have, or that is not known', () => {
  const { stack, vpc } = network(new App());
  const edge = edgeIn(stack, vpc);
  const pods = new ec2.SecurityGroup(stack, 'Pods', { vpc });
  expectRefusal(() => edge.allowTraffic(stack, pods, 443), 'PortInvalid');
  expectRefusal(() => edge.allowTraffic(stack, pods, Token.asNumber({ Ref: 'Port' })), 'MustBeKnownAtSynth');
});
