import type { KubernetesObject, ObjectMeta } from '../../kubernetes/kubernetes-object';
import type { PathRule } from './rules';

export interface IngressInputs {
  readonly metadata: ObjectMeta;
  readonly className: string;
  readonly hostnames: readonly string[];
  readonly rules: readonly PathRule[];
  readonly serviceName: string;
  readonly servicePort: number;
}

/**
 * Sends the requests of some hostnames to a Service. There is no default backend: the controller answers an unknown host with 404,
 * and refuses a group with two of them. Paths of the type ImplementationSpecific are the ALB's own patterns, in the order written.
 */
export function ingressObject(inputs: IngressInputs): KubernetesObject & { readonly spec: object } {
  const { metadata, className, hostnames, rules, serviceName, servicePort } = inputs;
  const paths = [
    ...rules.flatMap(({ action, paths: patterns }) =>
      patterns.map((pattern) => path(pattern, { name: action, port: { name: 'use-annotation' } })),
    ),
    path('/*', { name: serviceName, port: { number: servicePort } }),
  ];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: { ingressClassName: className, rules: hostnames.map((host) => ({ host, http: { paths } })) },
  };
}

function path(pattern: string, service: object): object {
  return { path: pattern, pathType: 'ImplementationSpecific', backend: { service } };
}
