import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { ICluster } from 'aws-cdk-lib/aws-eks-v2';
import type { IngressEdgeProps, IngressRouteOptions } from '../../lib/edge/ingress-edge-props';
import { IngressController } from '../../lib/edge/ingress-edge-props';
import { IngressEdge } from '../../lib/edge/ingress-edge';
import { ManifestSink } from '../../lib/kubernetes/manifest-sink';
import { Timing } from '../../lib/model/timing';
import type { AnyObject } from '../support/kubernetes-api';
import { renderedObjects } from '../support/kubernetes-api';
import { existingCluster, LISTENER_CERTIFICATE } from '../support/platform';

export const BOTH = [IngressController.AWS_LOAD_BALANCER_CONTROLLER, IngressController.EKS_AUTO_MODE] as const;

export interface MadeIngress {
  readonly stack: Stack;
  readonly cluster: ICluster;
  readonly edge: IngressEdge;
  /** Adds a route of the shop's. */
  readonly route: (hostname: string, options?: Partial<IngressRouteOptions>) => ReturnType<IngressEdge['addRoute']>;
  readonly objects: () => AnyObject[];
}

/** An edge that a controller makes, in a stack of its own with a cluster that exists. */
export function ingressEdge(
  props: Partial<IngressEdgeProps> = {},
  stack: Stack = new Stack(new App(), 'Test'),
): MadeIngress {
  const cluster = existingCluster(stack);
  const edge = new IngressEdge(stack, 'Edge', {
    vpc: cluster.vpc,
    sink: ManifestSink.cluster(cluster),
    controller: IngressController.AWS_LOAD_BALANCER_CONTROLLER,
    groupName: 'shops',
    certificates: [LISTENER_CERTIFICATE],
    ...props,
  });
  return {
    stack,
    cluster,
    edge,
    route: (hostname, options = {}) => {
      const name = hostname.replace('*', 'any').replace(/\./g, '-');
      return edge.addRoute(stack, `Route-${name}`, {
        hostname,
        port: 9292,
        timing: Timing.derive({
          idleTimeoutSeconds: edge.idleTimeoutSeconds,
          clientKeepAliveSeconds: edge.clientKeepAliveSeconds,
        }),
        serviceName: 'shop',
        namespaceName: 'shop',
        ingressName: name,
        ...options,
      });
    },
    objects: () => renderedObjects(Template.fromStack(stack)),
  };
}

/** The annotations of the only Ingress, by what follows the controller's prefix. */
export function annotationsOf(made: MadeIngress): Record<string, string> {
  const [ingress] = made.objects().filter(({ kind }) => kind === 'Ingress');
  return Object.fromEntries(
    Object.entries(ingress.metadata.annotations ?? {}).map(([name, value]) => [
      name.replace('alb.ingress.kubernetes.io/', ''),
      value,
    ]),
  );
}

/** What a `stringMap` annotation holds. */
export function pairsOf(value: string | undefined): Record<string, string> {
  if (value === undefined || value === '') return {};
  return Object.fromEntries(
    value.split(',').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}

/** What EKS Auto Mode reads of a class. */
export interface Parameters {
  readonly loadBalancerAttributes: { key: string; value: string }[];
  readonly [field: string]: unknown;
}

/** The parameters of the class, which EKS Auto Mode reads. */
export function parametersOf(objects: AnyObject[]): Parameters {
  return objects.find(({ kind }) => kind === 'IngressClassParams')!.spec as Parameters;
}
