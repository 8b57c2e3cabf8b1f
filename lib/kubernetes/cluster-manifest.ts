import * as eks from 'aws-cdk-lib/aws-eks';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { refuse } from '../model/errors';
import type { KnownCluster } from './cluster-generation';
import type { KubernetesObject } from './kubernetes-object';

/**
 * A manifest resource in the caller's scope, not in the cluster's: there it would make the cluster's stack depend on
 * the service's, which depends on the cluster's.
 *
 * Never pruned: each manifest always holds the same objects, so `kubectl apply --prune` would find something to delete only
 * where they are called otherwise now, and it would be the running pods and their Service, before the new ones are ready.
 */
export function applyManifest(
  scope: Construct,
  id: string,
  known: KnownCluster,
  objects: readonly KubernetesObject[],
  overwrite: boolean,
): Construct {
  const settings = { manifest: [...objects], prune: false, ...(overwrite && { overwrite }) };
  switch (known.generation) {
    case 'v1':
      return new eks.KubernetesManifest(scope, id, { cluster: known.cluster, ...settings });
    case 'v2':
      return new eksv2.KubernetesManifest(scope, id, { cluster: known.cluster, ...settings });
  }
}

/** Refuses a cluster that CDK has no way to talk to, before any object is made for it. */
export function checkKubectl(known: KnownCluster): void {
  const { cluster } = known;
  if (cluster.kubectlProvider) return;
  const why =
    'CloudFormation itself cannot apply Kubernetes objects: CDK does it by a Lambda function that runs kubectl';
  if (known.generation === 'v2') {
    refuse({
      code: 'KubectlProviderMissing',
      path: 'cluster',
      given: cluster.node.path,
      allowed:
        'an aws-eks-v2 Cluster made with `kubectlProviderOptions: { kubectlLayer: new KubectlV36Layer(...) }`, ' +
        'one imported by fromClusterAttributes with `kubectlProvider: KubectlProvider.fromKubectlProviderAttributes(...)` ' +
        'or `new KubectlProvider(...)`, or ManifestSink.directory(...) to write YAML files instead',
      why,
    });
  }
  // A v1 Cluster brings its own provider; an imported one needs a role to act as.
  if (!known.cluster.kubectlRole) {
    refuse({
      code: 'KubectlProviderMissing',
      path: 'cluster',
      given: cluster.node.path,
      allowed:
        'an aws-eks Cluster imported by fromClusterAttributes with `kubectlRoleArn` and `kubectlLayer`, or with ' +
        '`kubectlProvider`, or ManifestSink.directory(...) to write YAML files instead',
      why,
    });
  }
}
