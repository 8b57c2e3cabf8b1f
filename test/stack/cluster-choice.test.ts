import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { ExistingClusterOptions } from '../../lib/stack/cluster-options';
import { ClusterChoice } from '../../lib/stack/cluster-choice';
import { KubectlLayer } from '../../lib/stack/kubectl-layer';
import { Network } from '../../lib/stack/network';
import { warningsOf } from '../support/annotations';
import { renderedObjects } from '../support/kubernetes-api';
import { nagFindings } from '../support/nag';
import { expectRefusal } from '../support/refusal';

const layer = KubectlLayer.fromArn('arn:aws:lambda:us-west-2:111122223333:layer:kubectl:1');
const existing: ExistingClusterOptions = {
  clusterName: 'platform',
  clusterSecurityGroupId: 'sg-0123456789abcdef0',
  kubectlLayer: layer,
};

function bound(choice: ClusterChoice, context: Record<string, unknown> = {}): Stack {
  const stack = new Stack(new App({ context }), 'Test');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  choice._bind(stack, Network.create()._bind(stack, key), { secretsKey: key, logsKey: key });
  return stack;
}

test('a new cluster is in Auto Mode, private, enveloped, logged, and has no creator for an administrator', () => {
  const stack = bound(
    ClusterChoice.create({ adminArns: ['arn:aws:iam::111122223333:role/Platform'], kubectlLayer: layer }),
  );
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::EKS::Cluster', {
    Version: '1.36',
    ComputeConfig: { Enabled: true },
    ResourcesVpcConfig: Match.objectLike({ EndpointPrivateAccess: true, EndpointPublicAccess: false }),
    EncryptionConfig: [Match.objectLike({ Resources: ['secrets'] })],
    AccessConfig: Match.objectLike({ BootstrapClusterCreatorAdminPermissions: false }),
    Logging: { ClusterLogging: { EnabledTypes: Array(5).fill({ Type: Match.anyValue() }) } },
  });
  template.hasResourceProperties('AWS::EKS::AccessEntry', { PrincipalArn: 'arn:aws:iam::111122223333:role/Platform' });
  expect(nagFindings(stack)).toEqual([]);
});

test('nodes of a new cluster may pull images and ask for the credentials of their pods, and nothing else', () => {
  const template = Template.fromStack(bound(ClusterChoice.create({ kubectlLayer: layer })));
  const [role] = Object.keys(
    template.findResources('AWS::IAM::Role', {
      Properties: {
        AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'ec2.amazonaws.com' } }] },
        ManagedPolicyArns: ['AmazonEKSWorkerNodeMinimalPolicy', 'AmazonEC2ContainerRegistryPullOnly'].map((name) => ({
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/${name}`]],
        })),
      },
    }),
  );
  template.hasResourceProperties('AWS::EKS::Cluster', {
    ComputeConfig: {
      NodePools: ['system', 'general-purpose'],
      NodeRoleArn: { 'Fn::GetAtt': [role ?? 'none', 'Arn'] },
    },
  });
});

test('a new cluster enforces network policies, which Auto Mode leaves off; of an existing one nothing is changed', () => {
  const objects = (choice: ClusterChoice): unknown => renderedObjects(Template.fromStack(bound(choice)));
  expect(objects(ClusterChoice.create({ kubectlLayer: layer }))).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'amazon-vpc-cni', namespace: 'kube-system', labels: expect.anything() as object },
      data: { 'enable-network-policy-controller': 'true' },
    },
  ]);
  expect(objects(ClusterChoice.existing(existing))).toEqual([]);
});

test('a new cluster into which nobody can look is legal and unwise', () => {
  const warning = expect.stringContaining('cluster.adminArns is empty');
  expect(warningsOf(bound(ClusterChoice.create({ kubectlLayer: layer })))).toContainEqual(warning);
  const adminArns = ['arn:aws:iam::111122223333:role/Platform'];
  expect(warningsOf(bound(ClusterChoice.create({ adminArns, kubectlLayer: layer })))).not.toContainEqual(warning);
});

test.each([
  ['a new cluster', ClusterChoice.create({ kubectlLayer: layer })],
  ['an existing cluster', ClusterChoice.existing(existing)],
])('the functions of kubectl wait for the one log group they share: %s', (_title, choice) => {
  const template = Template.fromStack(bound(choice, { '@aws-cdk/aws-lambda:useCdkManagedLogGroup': true }));
  const [logGroup] = Object.keys(template.findResources('AWS::Logs::LogGroup')).filter((id) =>
    id.startsWith('Kubectl'),
  );
  template.allResourcesProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: logGroup } } });
  template.resourcePropertiesCountIs('AWS::Logs::LogGroup', { KmsKeyId: Match.anyValue() }, 2);
  template.resourceCountIs('AWS::Logs::LogGroup', 2);
});

test('a public endpoint may be limited to address ranges', () => {
  const template = Template.fromStack(
    bound(ClusterChoice.create({ publicEndpoint: true, publicEndpointCidrs: ['192.0.2.0/24'], kubectlLayer: layer })),
  );
  template.hasResourceProperties('AWS::EKS::Cluster', {
    ResourcesVpcConfig: Match.objectLike({ EndpointPublicAccess: true, PublicAccessCidrs: ['192.0.2.0/24'] }),
  });
});

test.each([undefined, []])(
  'a public endpoint for the whole internet is legal and unwise: %j',
  (publicEndpointCidrs) => {
    const stack = bound(ClusterChoice.create({ publicEndpoint: true, publicEndpointCidrs, kubectlLayer: layer }));
    expect(warningsOf(stack)).toContainEqual(expect.stringContaining('publicEndpointOpen'));
    Template.fromStack(stack).hasResourceProperties('AWS::EKS::Cluster', {
      ResourcesVpcConfig: Match.objectLike({ EndpointPublicAccess: true, PublicAccessCidrs: Match.absent() }),
    });
    const limited = ClusterChoice.create({
      publicEndpoint: true,
      publicEndpointCidrs: ['192.0.2.0/24'],
      kubectlLayer: layer,
    });
    expect(warningsOf(bound(limited)).join()).not.toContain('publicEndpointOpen');
  },
);

test('an existing cluster gets a kubectl whose role may administer it before any manifest is applied', () => {
  const stack = bound(ClusterChoice.existing(existing));
  const template = Template.fromStack(stack);
  const [access] = Object.keys(template.findResources('AWS::EKS::AccessEntry'));
  const functions = template.findResources('AWS::Lambda::Function', { DependsOn: Match.arrayWith([access]) });
  expect(Object.keys(functions)).toEqual([expect.stringMatching(/^KubectlProviderframeworkonEvent/)]);
  expect(nagFindings(stack)).toEqual([]);
});

test('an existing cluster may name its OpenID Connect provider', () => {
  const arn = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/ABC';
  const stack = new Stack(new App(), 'Test');
  const key = new kms.Key(stack, 'Key');
  const choice = ClusterChoice.existing({ ...existing, openIdConnectProviderArn: arn });
  const cluster = choice._bind(stack, Network.create()._bind(stack, key), { secretsKey: key, logsKey: key });
  expect(cluster.openIdConnectProvider.openIdConnectProviderArn).toBe(arn);
});

test('an existing cluster may bring its kubectl, or the role for one', () => {
  const serviceToken = 'arn:aws:lambda:us-west-2:111122223333:function:kubectl';
  const brought = Template.fromStack(
    bound(ClusterChoice.existing({ ...existing, kubectlLayer: undefined, kubectlServiceToken: serviceToken })),
  );
  brought.resourceCountIs('AWS::EKS::AccessEntry', 0);
  const stack = bound(
    ClusterChoice.existing({ ...existing, kubectlRoleArn: 'arn:aws:iam::111122223333:role/Kubectl' }),
  );
  Template.fromStack(stack).resourceCountIs('AWS::EKS::AccessEntry', 0);
  expect(nagFindings(stack)).toEqual([]);
});

test.each([
  ['KubernetesVersionUnsupported', () => ClusterChoice.create({ version: '1.29' })],
  ['PublicEndpointCidrsUnused', () => ClusterChoice.create({ publicEndpointCidrs: ['192.0.2.0/24'] })],
  ['CidrInvalid', () => ClusterChoice.create({ publicEndpoint: true, publicEndpointCidrs: ['office'] })],
  ['PrincipalArnInvalid', () => ClusterChoice.create({ adminArns: ['alice'] })],
  ['KubectlProviderTwice', () => ClusterChoice.existing({ ...existing, kubectlServiceToken: 'arn:aws:lambda:x' })],
  ['PrincipalArnInvalid', () => ClusterChoice.existing({ ...existing, kubectlRoleArn: 'kubectl' })],
  ['ClusterNameInvalid', () => ClusterChoice.create({ clusterName: '-platform' })],
  ['ClusterNameInvalid', () => ClusterChoice.existing({ ...existing, clusterName: 'a'.repeat(101) })],
  ['SecurityGroupIdInvalid', () => ClusterChoice.existing({ ...existing, clusterSecurityGroupId: 'default' })],
  ['KubectlLayerMissing', () => bound(ClusterChoice.create({ version: '1.33' }))],
])('refuses with %s', (code, action) => {
  expect(expectRefusal(action, code).path).toMatch(/^cluster\./);
});
