import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import type { BalancerSettings } from './balancer';

type WithSpec = KubernetesObject & { readonly spec: object };

/**
 * The class of EKS Auto Mode and its parameters, which no Ingress of the group can contradict. Only fields that AWS documents: the
 * API server refuses one that it does not know. What else there is stands in annotations. Listener attributes are "not yet
 * supported". Source: Amazon EKS user guide, "Create an IngressClass to configure an Application Load Balancer".
 */
export function classObjects(name: string, settings: BalancerSettings): WithSpec[] {
  return [
    {
      apiVersion: 'eks.amazonaws.com/v1',
      kind: 'IngressClassParams',
      metadata: { name },
      spec: parameters(settings),
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name },
      spec: {
        controller: 'eks.amazonaws.com/alb',
        parameters: { apiGroup: 'eks.amazonaws.com', kind: 'IngressClassParams', name },
      },
    },
  ];
}

function parameters(settings: BalancerSettings): object {
  const { ipAddressType } = settings;
  const tags = keyed(settings.tags);
  return {
    group: { name: settings.groupName },
    scheme: settings.scheme,
    ...(ipAddressType !== undefined && { ipAddressType }),
    subnets: { ids: settings.subnetIds },
    loadBalancerAttributes: keyed(settings.attributes),
    ...(tags.length > 0 && { tags }),
  };
}

function keyed(values: Record<string, string>): { key: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}
