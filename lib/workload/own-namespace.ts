import { CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../model/errors';

/** Refuses namespaces that every cluster has: pod security "restricted" would be put upon what runs there. */
export function checkOwnNamespace(name: string): void {
  if (name !== 'default' && !name.startsWith('kube-')) return;
  refuse({
    code: 'NamespaceReserved',
    path: 'namespace',
    given: name,
    allowed: 'a namespace of its own, or createNamespace: false',
    why: 'Kubernetes brings this namespace itself, and its labels concern all that runs in it',
  });
}

/**
 * Deleting a namespace deletes all that anybody has put into it, running pods included. So it stays when its manifest goes,
 * with the stack or because it is made elsewhere now, and a manifest that comes later takes it as it finds it.
 */
export function keepNamespace(manifest: Construct): void {
  const resource = manifest.node.findAll().find((one) => CfnResource.isCfnResource(one));
  // A YAML file is no resource.
  resource?.applyRemovalPolicy(RemovalPolicy.RETAIN);
  resource?.addPropertyOverride('Overwrite', true);
}
