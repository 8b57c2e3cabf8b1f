import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import type { BalancerSettings } from './balancer';

type WithSpec = KubernetesObject & { readonly spec: object };

/**
 * The class of EKS Auto Mode and its parameters, which no Ingress of the group can contradict. Source: Amazon EKS user guide,
 * "Create an IngressClass to configure an Application Load Balancer", IngressClassParams reference.
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
  const { ipAddressType, capacityUnits, loadBalancerName, httpAttributes, httpsAttributes } = settings;
  const tags = keyed(settings.tags);
  return {
    group: { name: settings.groupName },
    scheme: settings.scheme,
    ...(ipAddressType !== undefined && { ipAddressType }),
    subnets: { ids: settings.subnetIds },
    sslPolicy: settings.sslPolicy,
    targetType: 'ip',
    loadBalancerAttributes: keyed(settings.attributes),
    listeners: [
      { protocol: 'HTTP', port: 80, attributes: keyed(httpAttributes) },
      { protocol: 'HTTPS', port: 443, attributes: keyed(httpsAttributes) },
    ],
    ...(capacityUnits !== undefined && { minimumLoadBalancerCapacity: { capacityUnits } }),
    ...(loadBalancerName !== undefined && { loadBalancerName }),
    ...(tags.length > 0 && { tags }),
  };
}

function keyed(values: Record<string, string>): { key: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}
