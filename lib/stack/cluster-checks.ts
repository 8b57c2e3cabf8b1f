import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../model/errors';
import { KUBERNETES_VERSIONS } from '../model/kubernetes';
import { checkResourceId } from './resource-id';

/** A new cluster has no administrator but CDK, unless one is named. */
export function adviseOnAdmins(scope: Construct): void {
  Annotations.of(scope).addWarningV2(
    'cdk-puma-eks:clusterWithoutAdmin',
    "cluster.adminArns is empty: nobody but CDK's kubectl can look into the new cluster, and the alarms will ask somebody to. " +
      'Name the IAM role of those on call.',
  );
}

/** Before a Kubernetes API that the whole internet reaches stand IAM's word and the API server's freedom from faults. */
export function adviseOnEndpoint(scope: Construct): void {
  Annotations.of(scope).addWarningV2(
    'cdk-puma-eks:publicEndpointOpen',
    'cluster.publicEndpoint lets the whole internet reach the Kubernetes API. Name those who need it in cluster.publicEndpointCidrs.',
  );
}

export function checkVersion(given: string = KUBERNETES_VERSIONS.default): string {
  if (!KUBERNETES_VERSIONS.offered.includes(given)) {
    refuse({
      code: 'KubernetesVersionUnsupported',
      path: 'cluster.version',
      given,
      allowed: `one of ${KUBERNETES_VERSIONS.offered.join(', ')}`,
      why: 'the manifests use the native preStop sleep and are checked against the API types of these versions',
    });
  }
  return given;
}

export function checkSecurityGroupId(given: string): void {
  checkResourceId({
    code: 'SecurityGroupIdInvalid',
    path: 'cluster.clusterSecurityGroupId',
    given,
    prefix: 'sg',
    why: "the pods' ports are opened to the load balancer in this group: EKS made it with the cluster",
  });
}

export function checkClusterName(given: string): void {
  if (/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(given)) return;
  refuse({
    code: 'ClusterNameInvalid',
    path: 'cluster.clusterName',
    given,
    allowed: 'at most 100 letters, digits, hyphens and underscores, beginning with a letter or a digit',
    why: 'EKS takes no other name',
  });
}

export function checkPrincipalArn(path: string, given: string): void {
  if (!/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/.+$/.test(given)) {
    refuse({
      code: 'PrincipalArnInvalid',
      path,
      given,
      allowed: 'the ARN of an IAM role or user, such as arn:aws:iam::111122223333:role/Platform',
      why: 'EKS access entries name one IAM principal each',
    });
  }
}

export function checkPrincipalsOnce(path: string, given: readonly string[] = []): void {
  const twice = given.find((arn, i) => given.indexOf(arn) < i);
  if (twice === undefined) return;
  refuse({
    code: 'PrincipalTwice',
    path,
    given: twice,
    allowed: 'each principal once',
    why: 'a cluster has one access entry for a principal, and EKS refuses a second',
  });
}
