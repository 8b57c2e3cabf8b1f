import type { KubernetesObject, ObjectMeta } from '../../kubernetes/kubernetes-object';

/** The identity of the pods, which the role is bound to. The API server's own token is mounted into none of them. */
export function serviceAccountObject(
  metadata: ObjectMeta,
): KubernetesObject & { readonly automountServiceAccountToken: boolean } {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false };
}
