import type { KubernetesObject, ObjectMeta } from '../../kubernetes/kubernetes-object';

export interface ServicePort {
  readonly name: string;
  readonly port: number;
}

/** The service that target group bindings name: one port a component; no load balancer of its own. */
export function serviceObject(
  metadata: ObjectMeta,
  selector: Record<string, string>,
  ports: readonly ServicePort[],
): KubernetesObject & { readonly spec: object } {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      type: 'ClusterIP',
      selector,
      // Kubernetes' own defaults, the same port and TCP, stay unsaid.
      ports: ports.map(({ name, port }) => ({ name, port, appProtocol: 'https' })),
    },
  };
}
