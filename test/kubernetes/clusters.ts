import { App, Stack } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** An imported v2 cluster with a kubectl provider: the smallest that manifests can be applied to. */
export function importedV2(scope: Construct, id = 'Cluster'): eksv2.ICluster {
  return eksv2.Cluster.fromClusterAttributes(scope, id, {
    clusterName: 'prod',
    clusterSecurityGroupId: 'sg-0123456789abcdef0',
    kubectlProvider: eksv2.KubectlProvider.fromKubectlProviderAttributes(scope, `${id}Kubectl`, {
      serviceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:kubectl',
    }),
  });
}

/** An imported v1 cluster with a kubectl provider. */
export function importedV1(scope: Construct, id = 'Cluster'): eks.ICluster {
  return eks.Cluster.fromClusterAttributes(scope, id, {
    clusterName: 'prod',
    kubectlRoleArn: 'arn:aws:iam::111122223333:role/kubectl',
    kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(scope, `${id}Kubectl`, {
      functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:kubectl',
      handlerRole: eksRole(scope, `${id}Handler`),
      kubectlRoleArn: 'arn:aws:iam::111122223333:role/kubectl',
    }),
  });
}

function eksRole(scope: Construct, id: string): iam.IRole {
  return iam.Role.fromRoleArn(scope, id, 'arn:aws:iam::111122223333:role/handler');
}

/** A stack of its own app, without account and Region. */
export function testStack(): Stack {
  return new Stack(new App(), 'Test');
}
