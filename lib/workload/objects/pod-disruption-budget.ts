import type { KubernetesObject, ObjectMeta } from '../../kubernetes/kubernetes-object';

/** A fifth of the pods may go at once: nodes can rotate, and demand at a target of 60 % still fits into the rest. */
export const MAX_UNAVAILABLE = '20%';

/** How many pods a node's drain may take at once; a pod that is not ready anyway never blocks it. */
export function podDisruptionBudgetObject(
  metadata: ObjectMeta,
  selector: Record<string, string>,
): KubernetesObject & { readonly spec: object } {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: {
      maxUnavailable: MAX_UNAVAILABLE,
      selector: { matchLabels: selector },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  };
}
