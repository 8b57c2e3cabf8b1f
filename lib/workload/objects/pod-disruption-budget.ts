import type { KubernetesObject, ObjectMeta } from '../../kubernetes/kubernetes-object';

/** How many pods a node's drain may take at once; a pod that is not ready anyway never blocks it. */
export function podDisruptionBudgetObject(
  metadata: ObjectMeta,
  selector: Record<string, string>,
  maxUnavailable: number | string,
): KubernetesObject & { readonly spec: object } {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: {
      maxUnavailable,
      selector: { matchLabels: selector },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  };
}
