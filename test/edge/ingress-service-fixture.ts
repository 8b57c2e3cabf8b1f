import type { Stack } from 'aws-cdk-lib';
import type { IngressEdge } from '../../lib/edge/ingress-edge';
import type { IngressEdgeProps } from '../../lib/edge/ingress-edge-props';
import type { PumaServiceProps } from '../../lib/puma-service-props';
import { PumaService } from '../../lib/puma-service';
import { smallProps } from '../support/platform';
import { ingressEdge } from './ingress-fixture';

/** Services behind an edge that a controller makes. */
export interface ServicesBehind {
  readonly stack: Stack;
  readonly ingress: IngressEdge;
  readonly service: (id: string, props?: Partial<PumaServiceProps>) => PumaService;
}

/** An edge that a controller makes, and services behind it. */
export function behindIngress(props: Partial<IngressEdgeProps> = {}, stack?: Stack): ServicesBehind {
  const made = ingressEdge(props, stack);
  const ingress = made.edge;
  return {
    stack: made.stack,
    ingress,
    service: (id, given = {}) =>
      new PumaService(made.stack, id, {
        ...smallProps(made.stack, { cluster: made.cluster }),
        listenerCertificates: undefined,
        ingress,
        ...given,
      }),
  };
}
