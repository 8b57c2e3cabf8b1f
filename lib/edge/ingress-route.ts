import { Tokenization } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { labelsOf } from '../kubernetes/labels';
import { checkKnown } from '../model/checks';
import { BesideEdge } from './beside-edge';
import { adviseOnRouting } from './edge-advice';
import { reachesIpv4 } from './edge-clients';
import { balancerAnnotations, commonAnnotations } from './ingress/balancer';
import { checkIngressRoute } from './ingress/checks';
import { ingressObject } from './ingress/ingress-object';
import { groupOrder } from './ingress/order';
import { pathRules } from './ingress/rules';
import { signInAnnotations } from './ingress/sign-in';
import { targetAnnotations } from './ingress/target';
import { annotations } from './ingress/values';
import type { IngressEdge } from './ingress-edge';
import type { IngressRouteOptions } from './ingress-edge-props';
import { IngressController } from './ingress-edge-props';
import { checkBeside, checkCertificatesBeside, placeOf } from './place';
import { letSignIn } from './sign-in-traffic';

export interface IngressRouteProps extends IngressRouteOptions {
  /** The edge whose load balancer sends the requests. */
  readonly edge: IngressEdge;
}

/** An Ingress: the controller makes listener rules and a target group of it, and registers the Service's pods. */
export class IngressRoute extends Construct {
  /** All hostnames routed here, the main one first. */
  public readonly hostnames: string[];
  /** `group.order` of the Ingress; absent for exact hostnames, unless given. */
  public readonly groupOrder?: number;
  /** Name of the Ingress, in the namespace of its Service. */
  public readonly ingressName: string;
  /** Manifest of the Ingress: to have something wait for it. */
  public readonly manifest: Construct;

  constructor(scope: Construct, id: string, props: IngressRouteProps) {
    super(scope, id);
    const { edge, authentication, listenerCertificates = [] } = props;
    const { settings, table, before, props: edgeProps } = edge._shared;
    checkIngressRoute(props, edge.node.path, edge.idleTimeoutSeconds);
    checkBeside('edge', placeOf(edge), placeOf(this));
    checkCertificatesBeside('listenerCertificates', placeOf(edge), listenerCertificates);
    this.ingressName = props.ingressName;
    this.hostnames = [props.hostname, ...(props.additionalHostnames ?? [])];
    this.groupOrder = props.groupOrder ?? this.orderOfHostnames();
    const rules = pathRules(this.hostnames, props.rules);
    table.claim({
      owner: this.node.path,
      hostnames: this.hostnames,
      order: this.groupOrder,
      rules: this.hostnames.length * (1 + rules.reduce((sum, { paths }) => sum + paths.length, 0)),
      certificates: listenerCertificates.length,
    });
    BesideEdge.of(edge).dependsOnEdge(this);
    if (authentication !== undefined) {
      const { securityGroup } = edge;
      letSignIn({ securityGroup, reachesIpv4: reachesIpv4(edgeProps.ipAddressType), opensGroups: true });
    }
    adviseOnRouting(this, props, props.timing);

    const sink = props.sink ?? edgeProps.sink;
    const certificates = listenerCertificates.map(({ certificateArn }) => certificateArn);
    const ingress = ingressObject({
      metadata: {
        name: props.ingressName,
        namespace: props.namespaceName,
        labels: labelsOf(props.serviceName),
        annotations: {
          ...(edge.controller === IngressController.EKS_AUTO_MODE ? {} : balancerAnnotations(settings)),
          ...commonAnnotations(settings, certificates),
          ...targetAnnotations(props),
          ...signInAnnotations(authentication),
          ...Object.fromEntries(rules.flatMap((rule) => Object.entries(rule.annotations))),
          ...annotations({
            'group.order': this.groupOrder === undefined ? undefined : Tokenization.stringifyNumber(this.groupOrder),
          }),
        },
      },
      className: edge.ingressClassName,
      hostnames: this.hostnames,
      rules,
      serviceName: props.serviceName,
      servicePort: props.port,
    });
    this.manifest = sink._add(this, 'Ingress', [ingress]);
    this.manifest.node.addDependency(...before);
  }

  private orderOfHostnames(): number | undefined {
    this.hostnames.forEach((hostname) => checkKnown('hostname (without `groupOrder`)', hostname));
    return groupOrder(this.hostnames);
  }
}
