import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { ExistingNetworkOptions } from '../../lib/stack/network';
import { Network } from '../../lib/stack/network';
import { warningsOf } from '../support/annotations';
import { expectRefusal } from '../support/refusal';

const existing: ExistingNetworkOptions = {
  vpcId: 'vpc-0123456789abcdef0',
  cidr: '10.0.0.0/16',
  availabilityZones: ['us-west-2a', 'us-west-2b'],
  privateSubnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
};

function bound(network: Network, stack = new Stack(new App(), 'Test')): Stack {
  network._bind(stack, new kms.Key(stack, 'LogsKey'));
  return stack;
}

test('a new network logs rejected traffic under the logs key', () => {
  const template = Template.fromStack(bound(Network.create()));
  template.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'REJECT' });
  template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue(), RetentionInDays: 90 });
});

test('flow logs are written for VPCs of this account and Region alone', () => {
  const template = Template.fromStack(bound(Network.create()));
  const arn = ['arn:', { Ref: 'AWS::Partition' }, ':ec2:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }];
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Action: 'sts:AssumeRole',
          Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
          Condition: {
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', [...arn, ':vpc-flow-log/*']] } },
          },
        },
      ],
    },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FlowLogs'), 'Arn'] } }] },
  });
});

test('named zones replace a look-up when account and Region are known', () => {
  const env = { account: '111122223333', region: 'us-west-2' };
  const stack = new Stack(new App(), 'Known', { env });
  expectRefusal(() => bound(Network.create(), stack), 'ZonesUnknown');
  const named = new Stack(new App(), 'Named', { env });
  const template = Template.fromStack(
    bound(Network.create({ availabilityZones: ['us-west-2a', 'us-west-2b', 'us-west-2c'] }), named),
  );
  template.resourceCountIs('AWS::EC2::NatGateway', 3);
});

test('one NAT gateway is legal and unwise', () => {
  expect(warningsOf(bound(Network.create({ natGateways: 1 })))).toContainEqual(
    expect.stringContaining('network.natGateways is 1'),
  );
});

test.each([
  ['ZonesInvalid', () => Network.create({ maxAzs: 1 })],
  ['ZonesInvalid', () => Network.create({ availabilityZones: ['us-west-2a'] })],
  ['ZonesInvalid', () => Network.existing({ ...existing, availabilityZones: ['us-west-2a'], privateSubnetIds: ['a'] })],
  ['SubnetsInvalid', () => Network.existing({ ...existing, privateSubnetIds: ['subnet-1'] })],
  ['SubnetsInvalid', () => Network.existing({ ...existing, publicSubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'] })],
  ['SubnetsInvalid', () => Network.existing({ ...existing, privateSubnetIds: [] })],
  ['SubnetIdInvalid', () => Network.existing({ ...existing, publicSubnetIds: ['a', 'b'] })],
  ['VpcIdInvalid', () => Network.existing({ ...existing, vpcId: 'my-vpc' })],
  ['CidrInvalid', () => Network.create({ cidr: '10.0.0.0' })],
  ['CidrInvalid', () => Network.create({ cidr: '10.0.0.0/8' })],
  ['CidrInvalid', () => Network.existing({ ...existing, cidr: '300.0.0.0/16' })],
  ['NatGatewaysInvalid', () => bound(Network.create({ natGateways: 4 }))],
])('refuses with %s', (code, action) => {
  expect(expectRefusal(action, code).path).toMatch(/^network\./);
});

test('an existing network is found by its attributes alone', () => {
  const stack = new Stack(new App(), 'Test');
  const vpc = Network.existing(existing)._bind(stack, new kms.Key(stack, 'LogsKey'));
  expect(vpc.vpcId).toBe('vpc-0123456789abcdef0');
  expect(vpc.privateSubnets.map((subnet) => subnet.availabilityZone)).toEqual(['us-west-2a', 'us-west-2b']);
});

test('a new VPC has room for pods in every zone, one that exists is as large as it is', () => {
  expectRefusal(() => Network.create({ cidr: '10.0.0.0/24' }), 'CidrInvalid');
  expect(() => Network.existing({ ...existing, cidr: '10.0.0.0/24' })).not.toThrow();
});
