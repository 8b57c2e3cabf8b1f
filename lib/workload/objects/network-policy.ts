import type { KubernetesObject, ObjectMeta } from '../../kubernetes/kubernetes-object';

/** Who may connect to the pods: given address ranges, on Puma's ports. Egress stays open: databases are the app's affair. */
export function networkPolicyObject(
  metadata: ObjectMeta,
  selector: Record<string, string>,
  cidrs: readonly string[],
  ports: readonly number[],
): KubernetesObject & { readonly spec: object } {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: { matchLabels: selector },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: cidrs.map((cidr) => ({ ipBlock: { cidr } })),
          ports: ports.map((port) => ({ port, protocol: 'TCP' })),
        },
      ],
    },
  };
}
