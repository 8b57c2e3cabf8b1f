import * as eks from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';

/**
 * Has EKS Auto Mode enforce network policies: its nodes can, but its controller accepts them and does nothing until this
 * object is there [EKS, "Use Network Policies with EKS Auto Mode"]. Pods that no policy selects notice nothing.
 */
export function enforceNetworkPolicies(scope: Construct, cluster: eks.ICluster): void {
  new eks.KubernetesManifest(scope, 'EnforceNetworkPolicies', {
    cluster,
    // Whoever put the object there before may have done so by hand.
    overwrite: true,
    manifest: [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'amazon-vpc-cni', namespace: 'kube-system' },
        data: { 'enable-network-policy-controller': 'true' },
      },
    ],
  });
}
