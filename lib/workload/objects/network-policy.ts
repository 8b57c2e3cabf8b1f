import type { KubernetesObject, ObjectMeta } from '../../kubernetes/kubernetes-object';

/** Pods that may reach one port more: those of the namespaces named, or of all. */
export interface Scrapers {
  readonly namespaces?: readonly string[];
  readonly port: number;
}

/**
 * Who may connect to the pods: given address ranges, on Puma's ports; and Prometheus, by its namespace, since not every
 * network plugin takes an address range for pods too. Egress stays open: databases are the app's affair.
 */
export function networkPolicyObject(
  metadata: ObjectMeta,
  selector: Record<string, string>,
  cidrs: readonly string[],
  ports: readonly number[],
  scrapers?: Scrapers,
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
          ports: ports.map((port) => ({ port })),
        },
        ...(scrapers ? [{ from: [selectorOf(scrapers)], ports: [{ port: scrapers.port }] }] : []),
      ],
    },
  };
}

/** Kubernetes labels each namespace with its name; an empty selector is all of them. */
function selectorOf({ namespaces }: Scrapers): object {
  const key = 'kubernetes.io/metadata.name';
  return {
    namespaceSelector: namespaces ? { matchExpressions: [{ key, operator: 'In', values: namespaces }] } : {},
  };
}
