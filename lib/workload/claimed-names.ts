import type { AnyCluster } from '../kubernetes/cluster-generation';
import { refuse } from '../model/errors';

/** By cluster: the path of the workload that has a namespace and a name. */
const claimed = new WeakMap<AnyCluster, Map<string, string>>();

/** Refuses a second workload of one name in one namespace, whose objects the first one's are. */
export function claimName(cluster: AnyCluster, namespace: string, name: string, path: string): void {
  const names = claimed.get(cluster) ?? new Map<string, string>();
  claimed.set(cluster, names);
  const key = `${namespace}/${name}`;
  const other = names.get(key);
  if (other !== undefined) {
    refuse({
      code: 'ServiceNameTaken',
      path: 'serviceName',
      given: name,
      allowed: `a name that no other service has in the namespace ${namespace}; ${other} has this one`,
      why: 'Kubernetes has one Deployment of a name in a namespace, and the second would replace the pods of the first',
    });
  }
  names.set(key, path);
}
