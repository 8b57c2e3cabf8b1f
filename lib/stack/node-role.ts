import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** What AWS asks of a role for Auto Mode's nodes [EKS, "Auto Mode node IAM role"]; CDK's own default may read more of EC2, EKS and ECR. */
const POLICIES = ['AmazonEKSWorkerNodeMinimalPolicy', 'AmazonEC2ContainerRegistryPullOnly'];

/** The role of a new cluster's nodes: it pulls images, and asks EKS for the credentials of the pods. */
export function makeNodeRole(scope: Construct): iam.Role {
  const role = new iam.Role(scope, 'NodeRole', {
    description: 'Nodes of EKS Auto Mode: pull images, ask for the credentials of their pods',
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: POLICIES.map((name) => iam.ManagedPolicy.fromAwsManagedPolicyName(name)),
  });
  Validations.of(role).acknowledge(
    ...POLICIES.map((name) => ({
      id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${name}]`,
      reason:
        'Nodes of EKS Auto Mode need what AWS names for them, and these are the least that it names: to pull images, and to ask EKS for ' +
        'the credentials of their own pods. Pods do not get this role: they have roles of their own by Pod Identity.',
    })),
  );
  return role;
}
