import * as iam from 'aws-cdk-lib/aws-iam';

/** Whose role it is. */
export interface ServiceAccountOfCluster {
  readonly clusterName: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** EKS tags the session with where the pod is (AWS docs, EKS Pod Identity role); the role is for nobody else's. */
export function podsPrincipal({ clusterName, namespace, serviceAccount }: ServiceAccountOfCluster): iam.IPrincipal {
  const pods = new iam.ServicePrincipal('pods.eks.amazonaws.com', {
    conditions: {
      StringEquals: {
        'aws:RequestTag/eks-cluster-name': clusterName,
        'aws:RequestTag/kubernetes-namespace': namespace,
        'aws:RequestTag/kubernetes-service-account': serviceAccount,
      },
    },
  });
  return new iam.SessionTagsPrincipal(pods);
}
