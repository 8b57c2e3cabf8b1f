import type { CfnCondition } from 'aws-cdk-lib';
import { CfnElement, Stack, Validations } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { IConstruct } from 'constructs';

const POLICY = 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy';

/** AWS's own policies of a cluster in Auto Mode. */
export function acknowledgeCluster(cluster: eks.Cluster): void {
  const clusterPolicies = [
    'AmazonEKSClusterPolicy',
    'AmazonEKSComputePolicy',
    'AmazonEKSBlockStoragePolicy',
    'AmazonEKSLoadBalancingPolicy',
    'AmazonEKSNetworkingPolicy',
  ];
  acknowledge(
    cluster.role,
    clusterPolicies.map((name) => `${POLICY}/${name}]`),
    'EKS Auto Mode acts through this role for the control plane alone. AWS requires exactly these managed policies for it and extends ' +
      'them as Auto Mode changes; a copy of ours would fall behind and stop nodes from being made.',
  );
  acknowledge(
    cluster,
    ['CloudFormation-Validate::W9009'],
    "aws-cdk-lib's own construct names the encrypted resources by a property that CloudFormation has since deprecated; it still works.",
  );
}

/** What CDK's kubectl provider brings along. */
export function acknowledgeKubectl(provider: IConstruct): void {
  const handler = provider.node.findChild('Handler');
  const framework = provider.node.findChild('Provider').node.findChild('framework-onEvent');
  const lambda = [
    `${POLICY}/service-role/AWSLambdaBasicExecutionRole]`,
    `${POLICY}/service-role/AWSLambdaVPCAccessExecutionRole]`,
  ];
  const logs =
    'AWS-managed policies of a Lambda function in a VPC: to write its own logs and to have network interfaces, nothing else.';
  acknowledge(handler, lambda, logs);
  acknowledge(framework, lambda, logs);
  const ecrPublic = handler.node.tryFindChild('HasEcrPublic') as CfnCondition | undefined;
  acknowledge(
    handler,
    [`${POLICY}/AmazonEC2ContainerRegistryReadOnly]`, ...(ecrPublic ? [ecrPublicFinding(ecrPublic)] : [])],
    "CDK's kubectl handler can install charts from ECR; the policy reads images and charts, and AWS maintains it.",
  );
  acknowledge(
    handler,
    ['AwsSolutions-L1'],
    'The runtime is chosen by aws-cdk-lib, whose handler is tested with it, and moves with upgrades of aws-cdk-lib.',
  );
  acknowledge(
    framework,
    [`AwsSolutions-IAM5[Resource::<${logicalId(handler)}.Arn>:*]`],
    "CDK's provider framework invokes this one handler; the wildcard stands for the handler's versions.",
  );
}

/** cdk-nag names this finding by the condition that the provider makes beside its role, when the role is its own. */
function ecrPublicFinding(condition: CfnCondition): string {
  const arn = {
    'Fn::Join': [
      '',
      ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AmazonElasticContainerRegistryPublicReadOnly'],
    ],
  };
  const value = {
    'Fn::If': [Stack.of(condition).resolve(condition.logicalId) as string, arn, { Ref: 'AWS::NoValue' }],
  };
  return `AwsSolutions-IAM4[Policy::${JSON.stringify(value)}]`;
}

function logicalId(construct: IConstruct): string {
  const resource = construct.node.defaultChild;
  if (!CfnElement.isCfnElement(resource)) throw new Error(`${construct.node.path} has no resource`);
  return Stack.of(construct).resolve(resource.logicalId) as string;
}

function acknowledge(scope: IConstruct, ids: readonly string[], reason: string): void {
  Validations.of(scope).acknowledge(...ids.map((id) => ({ id, reason })));
}
