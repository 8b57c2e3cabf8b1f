import type * as eks from 'aws-cdk-lib/aws-eks';
import type * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import { refuse } from '../model/errors';

/** A cluster of either EKS module of aws-cdk-lib: their `ICluster` are not assignable to each other. */
export type AnyCluster = eks.ICluster | eksv2.ICluster;

/** A cluster, told apart by the module it comes from. */
export type KnownCluster =
  | { readonly generation: 'v1'; readonly cluster: eks.ICluster }
  | { readonly generation: 'v2'; readonly cluster: eksv2.ICluster };

/**
 * Finds out which module a cluster comes from, without loading either: by the name that each of aws-cdk-lib's classes
 * carries, new or imported or subclassed; for other implementations by the members that only one interface has.
 */
export function knownCluster(cluster: AnyCluster): KnownCluster {
  const generation = generationByClass(cluster) ?? generationByMembers(cluster);
  if (generation === 'v1') return { generation, cluster: cluster as eks.ICluster };
  if (generation === 'v2') return { generation, cluster: cluster as eksv2.ICluster };
  return refuse({
    code: 'ClusterUnknown',
    path: 'cluster',
    given: (cluster as object | undefined)?.constructor.name,
    allowed: 'a cluster of aws-cdk-lib/aws-eks or aws-cdk-lib/aws-eks-v2, new or by fromClusterAttributes',
    why: 'each module applies manifests with a kubectl provider of its own kind',
  });
}

function generationByClass(cluster: unknown): 'v1' | 'v2' | undefined {
  if (typeof cluster !== 'object' || cluster === null) return undefined;
  for (let proto = prototypeOf(cluster); proto; proto = prototypeOf(proto)) {
    const { PROPERTY_INJECTION_ID: id } = proto.constructor as { PROPERTY_INJECTION_ID?: unknown };
    if (typeof id !== 'string') continue;
    if (id.startsWith('aws-cdk-lib.aws-eks-v2.')) return 'v2';
    if (id.startsWith('aws-cdk-lib.aws-eks.')) return 'v1';
  }
  return undefined;
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}

function generationByMembers(cluster: unknown): 'v1' | 'v2' | undefined {
  if (typeof cluster !== 'object' || cluster === null) return undefined;
  const { kubectlProvider } = cluster as { kubectlProvider?: unknown };
  if (typeof kubectlProvider === 'object' && kubectlProvider !== null) {
    return 'handlerRole' in kubectlProvider || 'roleArn' in kubectlProvider ? 'v1' : 'v2';
  }
  if ('kubectlProviderOptions' in cluster) return 'v2';
  if ('kubectlRole' in cluster || 'kubectlLambdaRole' in cluster || 'kubectlLayer' in cluster) return 'v1';
  return undefined;
}
