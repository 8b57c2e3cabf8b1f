import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { PodIdentity } from '../../lib/workload/pod-identity';
import { expectKubernetesValid, renderedObjects } from '../support/kubernetes-api';
import { nagFindings } from '../support/nag';
import { existingCluster, existingVpc } from '../support/platform';
import { expectRefusal } from '../support/refusal';

import { make, object, v1Cluster } from './make-workload';

test('a cluster of the older module is taken too, and its controller is the open-source one', () => {
  const stack = new Stack(new App(), 'Test');
  make({ cluster: v1Cluster(stack) }, stack);
  expect(object(stack, 'TargetGroupBinding').apiVersion).toBe('elbv2.k8s.aws/v1beta1');
  expectKubernetesValid(renderedObjects(Template.fromStack(stack)));
});

test('IRSA binds the role to the service account by the OpenID Connect provider', () => {
  const stack = new Stack(new App(), 'Test');
  make({ cluster: v1Cluster(stack), identity: PodIdentity.irsa() }, stack);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::EKS::PodIdentityAssociation', 0);
  expect(object(stack, 'ServiceAccount').metadata.annotations).toHaveProperty(['eks.amazonaws.com/role-arn']);
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              'oidc.eks.us-west-2.amazonaws.com/id/ABC:aud': 'sts.amazonaws.com',
              'oidc.eks.us-west-2.amazonaws.com/id/ABC:sub': 'system:serviceaccount:shop:shop',
            },
          },
          Effect: 'Allow',
          Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/ABC' },
        },
      ],
    },
  });
  template.resourceCountIs('Custom::AWSCDKCfnJson', 0);
  expect(nagFindings(stack).filter((finding) => finding.includes('/Workload/'))).toEqual([]);
});

test('IRSA works with an issuer that only CloudFormation knows', () => {
  const stack = new Stack(new App(), 'Test');
  const { valueAsString: arn } = new CfnParameter(stack, 'ProviderArn');
  make({ cluster: v1Cluster(stack, arn), identity: PodIdentity.irsa() }, stack);
  const template = Template.fromStack(stack);
  expect(JSON.stringify(template.findResources('Custom::AWSCDKCfnJson'))).toContain('system:serviceaccount:shop:shop');
  expect(nagFindings(stack).filter((finding) => finding.includes('/Workload/'))).toEqual([]);
});

test('a cluster made with the open-source controller gets its bindings', () => {
  const stack = new Stack(new App(), 'Test');
  const cluster = new eksv2.Cluster(stack, 'Cluster', {
    version: eksv2.KubernetesVersion.V1_33,
    vpc: existingVpc(stack),
    defaultCapacityType: eksv2.DefaultCapacityType.NODEGROUP,
    kubectlProviderOptions: {
      kubectlLayer: lambda.LayerVersion.fromLayerVersionArn(
        stack,
        'Layer',
        'arn:aws:lambda:us-west-2:111122223333:layer:kubectl:1',
      ),
    },
    albController: { version: eksv2.AlbControllerVersion.V2_8_2 },
  });
  make({ cluster }, stack);
  expect(object(stack, 'TargetGroupBinding').apiVersion).toBe('elbv2.k8s.aws/v1beta1');
});

test('a cluster of IPv6 pods is refused', () => {
  const stack = new Stack(new App(), 'Test');
  const cluster = new eksv2.Cluster(stack, 'Cluster', {
    version: eksv2.KubernetesVersion.V1_33,
    vpc: existingVpc(stack),
    ipFamily: eksv2.IpFamily.IP_V6,
  });
  expectRefusal(() => make({ cluster }, stack), 'IpFamilyUnsupported');
});

test('IRSA needs a cluster that knows its OpenID Connect provider', () => {
  expectRefusal(() => make({ identity: PodIdentity.irsa() }), 'OpenIdConnectProviderMissing');
});

test('who may connect is asked for when the import of the VPC does not say', () => {
  const stack = new Stack(new App(), 'Test');
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'WithoutRange', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['us-west-2a'],
  });
  const cluster = existingCluster(stack, vpc);
  expectRefusal(() => make({ cluster }, stack), 'VpcRangeUnknown');
});
