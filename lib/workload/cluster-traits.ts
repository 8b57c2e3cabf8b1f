import type { AnyCluster } from '../kubernetes/cluster-generation';
import { knownCluster } from '../kubernetes/cluster-generation';
import { refuse } from '../model/errors';
import { BindingFlavor } from './binding-flavor';

/** The controller that a cluster is likely to have: what EKS Auto Mode brings, unless another is seen. */
export function defaultFlavor(cluster: AnyCluster): BindingFlavor {
  const known = knownCluster(cluster);
  const openSource = known.generation === 'v1' || ('albController' in cluster && cluster.albController !== undefined);
  return openSource ? BindingFlavor.AWS_LOAD_BALANCER_CONTROLLER : BindingFlavor.EKS_AUTO_MODE;
}

/** Refuses clusters whose pods have IPv6 addresses alone. Both EKS modules call that family `ipv6`. */
export function checkIpFamily({ ipFamily }: AnyCluster): void {
  if ((ipFamily as string | undefined) !== 'ipv6') return;
  refuse({
    code: 'IpFamilyUnsupported',
    path: 'cluster.ipFamily',
    given: ipFamily,
    allowed: 'a cluster of the IPv4 family, which is the default',
    why: 'Puma binds the IPv4 address of the pod, and the target groups hold IPv4 addresses',
  });
}

/** The range of the cluster's VPC, from which the load balancer connects. Not every import knows it. */
export function vpcRangeOf(cluster: AnyCluster): string {
  try {
    return cluster.vpc.vpcCidrBlock;
  } catch {
    return refuse({
      code: 'VpcRangeUnknown',
      path: 'pod.allowFromCidrs',
      given: undefined,
      allowed:
        "the ranges of the load balancer's subnets, or a cluster whose `vpc` was imported with `vpcCidrBlock` (Vpc.fromVpcAttributes)",
      why: 'the network policy of the pods admits these ranges alone',
    });
  }
}

/** The cluster's VPC and the security group that its pods share. Not every import knows them. */
export function checkClusterNetwork(cluster: AnyCluster): void {
  for (const name of ['vpc', 'clusterSecurityGroup'] as const) {
    try {
      if (cluster[name]) continue;
    } catch {
      // Refused below, by our own name.
    }
    refuse({
      code: 'ClusterNetworkUnknown',
      path: `cluster.${name}`,
      given: undefined,
      allowed:
        'a cluster imported by fromClusterAttributes with `vpc` and `clusterSecurityGroupId`, or one made in the app',
      why: "the load balancer stands in this VPC, and the pods' ports are opened to it in this security group",
    });
  }
}
