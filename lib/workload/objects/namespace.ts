import type { KubernetesObject } from '../../kubernetes/kubernetes-object';
import { BindingFlavor } from '../binding-flavor';

/** Asks the AWS Load Balancer Controller, and Auto Mode's, to hold a new pod back until its target is healthy. */
const READINESS_GATE: Record<BindingFlavor, string> = {
  [BindingFlavor.EKS_AUTO_MODE]: 'eks.amazonaws.com/pod-readiness-gate-inject',
  [BindingFlavor.AWS_LOAD_BALANCER_CONTROLLER]: 'elbv2.k8s.aws/pod-readiness-gate-inject',
};

/** A namespace under pod security "restricted", whose pods become ready only when the load balancer says so. */
export function namespaceObject(name: string, flavor: BindingFlavor): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/audit': 'restricted',
        'pod-security.kubernetes.io/warn': 'restricted',
        [READINESS_GATE[flavor]]: 'enabled',
      },
    },
  };
}
