/**
 * Kubernetes versions that EKS offers and that our manifests are checked against.
 * Source: `KubernetesVersion` of aws-cdk-lib's aws-eks-v2; `sleep` in preStop is on by default since 1.30.
 */
export const KUBERNETES_VERSIONS = {
  offered: ['1.33', '1.34', '1.35', '1.36', '1.37'] as readonly string[],
  /** The newest for which AWS publishes a kubectl layer for CDK. */
  default: '1.36',
};
