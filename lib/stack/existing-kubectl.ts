import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledgeKubectl } from './acknowledge-eks';
import { gatherKubectlLogs } from './kubectl-logs';

export interface ExistingKubectlProps {
  /** The cluster, imported without a provider. */
  readonly cluster: eks.ICluster;
  readonly vpc: ec2.IVpc;
  readonly layer: lambda.ILayerVersion;
  /** A role that has an access entry already; else one is made, with an entry. */
  readonly roleArn?: string;
  readonly logsKey: kms.IKey;
}

/** A function, so that importing the library loads no service module of aws-cdk-lib for it. */
export const privateSubnets = (): ec2.SubnetSelection => ({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS });

/** A kubectl provider of this stack for a cluster that exists. */
export function makeKubectl(scope: Construct, props: ExistingKubectlProps): eks.IKubectlProvider {
  const { cluster, roleArn } = props;
  const provider = new eks.KubectlProvider(scope, 'Kubectl', {
    cluster,
    kubectlLayer: props.layer,
    privateSubnets: props.vpc.selectSubnets(privateSubnets()).subnets,
    role: roleArn ? iam.Role.fromRoleArn(scope, 'KubectlRole', roleArn) : undefined,
  });
  acknowledgeKubectl(provider);
  gatherKubectlLogs(scope, provider, props.logsKey);
  if (!roleArn && provider.role) {
    const access = new eks.AccessEntry(scope, 'KubectlAccess', {
      cluster,
      principal: provider.role.roleArn,
      accessPolicies: [
        eks.AccessPolicy.fromAccessPolicyName('AmazonEKSClusterAdminPolicy', {
          accessScopeType: eks.AccessScopeType.CLUSTER,
        }),
      ],
    });
    // Manifests refer to the provider's service token: what that waits for, they wait for.
    provider.node.findChild('Provider').node.addDependency(access);
  }
  return provider;
}
