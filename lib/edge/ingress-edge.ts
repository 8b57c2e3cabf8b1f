import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IDependable } from 'constructs';
import { Construct } from 'constructs';
import { LISTENER_HARDENING } from './alb-attributes';
import { adviseOnEdge } from './edge-advice';
import { refuseRateRules } from './edge-checks';
import { clientsGroup } from './edge-clients';
import { EdgeLogs } from './edge-logs';
import { edgeTimeouts } from './edge-timeouts';
import type { BalancerSettings } from './ingress/balancer';
import { checkIngressEdge } from './ingress/checks';
import { classObjects } from './ingress/class-objects';
import { GroupTable } from './ingress/group-table';
import type { IngressEdgeProps, IngressRouteOptions } from './ingress-edge-props';
import { IngressController } from './ingress-edge-props';
import { IngressRoute } from './ingress-route';
import type { LogDestination } from './log-delivery';
import { loadBalancerAttributes } from './load-balancer-attributes';
import { grantLogDelivery, LOG_FOLDERS } from './log-delivery';
import { checkBesideEdge } from './place';
import { PodTraffic } from './pod-traffic';
import type { IPumaWebAcl } from './puma-web-acl-props';
import { responseHeaderAttributes } from './response-header-attributes';

/** What routes, which may stand in other stacks, find at an edge. */
interface Shared {
  readonly props: IngressEdgeProps;
  readonly settings: BalancerSettings;
  readonly table: GroupTable;
  /** What must stand before an Ingress does. */
  readonly before: IDependable[];
}

/**
 * A load balancer that the cluster's controller makes, from an `Ingress` for each component: for clusters whose controller owns its
 * load balancers. The same numbers and the same hardening as `PumaEdge`, as far as the controller can; what is
 * asked for that it cannot do is refused. CloudFormation
 * knows nothing of the load balancer: there are no alarms on it and no DNS records. docs/ingress.md compares the two.
 */
export class IngressEdge extends Construct {
  /** The load balancer's security group. */
  public readonly securityGroup: ec2.ISecurityGroup;
  /** The VPC of the load balancer and of the pods. */
  public readonly vpc: ec2.IVpc;
  /** The load balancer's idle timeout, which Puma must outlast. Seconds. */
  public readonly idleTimeoutSeconds: number;
  /** How long the load balancer keeps a client's connection at most. Seconds. */
  public readonly clientKeepAliveSeconds: number;
  /** Which controller makes the load balancer. */
  public readonly controller: IngressController;
  /** Name of the IngressGroup. */
  public readonly groupName: string;
  /** Name of the IngressClass of all Ingresses. */
  public readonly ingressClassName: string;
  /** The web ACL in front of the load balancer; absent when there is none. */
  public readonly webAcl?: IPumaWebAcl;
  /** The bucket of the logs, to read or query them; absent when there are none. */
  public readonly logBucket?: s3.IBucket;
  /** Folder of the access logs in `logBucket`. */
  public readonly accessLogPrefix?: string;
  /** Manifest of the IngressClass and its parameters; with EKS Auto Mode alone. */
  public readonly ingressClass?: Construct;
  /** @internal */
  public readonly _shared: Shared;

  constructor(scope: Construct, id: string, props: IngressEdgeProps) {
    super(scope, id);
    checkIngressEdge(props);
    const timeouts = edgeTimeouts(props);
    this.idleTimeoutSeconds = timeouts.idleTimeoutSeconds;
    this.clientKeepAliveSeconds = timeouts.clientKeepAliveSeconds;
    this.vpc = props.vpc;
    this.webAcl = props.webAcl;
    this.controller = props.controller;
    this.groupName = props.groupName;
    const ownClass = props.controller === IngressController.EKS_AUTO_MODE;
    this.ingressClassName = props.ingressClassName ?? (ownClass ? props.groupName : 'alb');
    this.securityGroup = props.securityGroup ?? clientsGroup(this, props);

    const before: IDependable[] = [];
    const destination = (props.logs ?? EdgeLogs.newBucket())._bind(this);
    checkBesideEdge(this, props, destination);
    if (destination !== undefined) {
      this.logBucket = destination.bucket;
      this.accessLogPrefix = destination.prefix + LOG_FOLDERS.access;
      const delivery = grantLogDelivery(this, destination);
      if (delivery !== undefined) before.push(delivery);
    }
    const settings = this.settings(props, destination);
    if (ownClass) {
      this.ingressClass = props.sink._add(this, 'Class', classObjects(this.ingressClassName, settings));
      this.ingressClass.node.addDependency(...before);
      before.push(this.ingressClass);
    }
    this._shared = { props, settings, table: new GroupTable(props.quotas, props.certificates.length), before };
    adviseOnEdge(this, props);
  }

  /** Routes hostnames to a Kubernetes Service: an Ingress, made in the caller's scope. */
  public addRoute(scope: Construct, id: string, options: IngressRouteOptions): IngressRoute {
    return new IngressRoute(scope, id, { ...options, edge: this });
  }

  /**
   * Lets the load balancer reach the pods on a port. Asking twice is as good as once: services may share a port.
   * @param requester who asks; where neither stack may refer to the other, the rules go where no cycle comes of it
   * @param pods the pods' security group: the cluster's, or their own
   * @param port 1024 to 65535
   */
  public allowTraffic(requester: Construct, pods: ec2.ISecurityGroup, port: number): void {
    PodTraffic.of(this).allow(requester, pods, port);
  }

  /**
   * The web ACL, where rate rules need one. Throws `EdgeHasNoWebAcl`.
   * @param path where the rules stand in the caller's props, for the message: `components[2].rateRules`
   */
  public requireWebAcl(path: string): IPumaWebAcl {
    return this.webAcl ?? refuseRateRules(this, path);
  }

  private settings(props: IngressEdgeProps, destination: LogDestination | undefined): BalancerSettings {
    const internetFacing = props.internetFacing ?? true;
    const subnets = props.vpc.selectSubnets(
      props.vpcSubnets ?? (internetFacing ? { subnetType: ec2.SubnetType.PUBLIC } : {}),
    );
    const associated = props.associateWebAcl ?? true;
    return {
      groupName: props.groupName,
      scheme: internetFacing ? 'internet-facing' : 'internal',
      ipAddressType: props.ipAddressType,
      subnetIds: subnets.subnetIds,
      securityGroupId: this.securityGroup.securityGroupId,
      certificateArns: props.certificates.map(({ certificateArn }) => certificateArn),
      sslPolicy: props.sslPolicy ?? elbv2.SslPolicy.TLS13_12_RES_PQ,
      attributes: {
        'deletion_protection.enabled': `${props.deletionProtection ?? true}`,
        ...loadBalancerAttributes(props, this, destination),
      },
      httpAttributes: LISTENER_HARDENING,
      httpsAttributes: { ...LISTENER_HARDENING, ...responseHeaderAttributes(props.responseHeaders) },
      clientAuthentication: props.clientCertificates?._mutualAuthentication,
      webAclArn: associated ? props.webAcl?.webAclArn : undefined,
      capacityUnits: props.reservedCapacityUnits,
      loadBalancerName: props.loadBalancerName,
      tags: props.tags ?? {},
    };
  }
}
