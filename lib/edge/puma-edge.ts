import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import type { ListenerAttributes } from './alb-attributes';
import { LISTENER_HARDENING } from './alb-attributes';
import { checkZones } from './dns-aliases';
import { adviseOnEdge } from './edge-advice';
import { checkEdge, refuseRateRules } from './edge-checks';
import { clientsGroup, isDualStack, reachesIpv4 } from './edge-clients';
import { EdgeLogs } from './edge-logs';
import type { EdgeRouteOptions } from './edge-route';
import { EdgeRoute } from './edge-route';
import { edgeTimeouts } from './edge-timeouts';
import { rememberTraits } from './edge-traits';
import { ExistingEdge } from './existing-edge';
import { ListenerCertificates } from './listener-certificates';
import { loadBalancerAttributes } from './load-balancer-attributes';
import { grantLogDelivery, LOG_FOLDERS } from './log-delivery';
import { checkBesideEdge } from './place';
import { PodTraffic } from './pod-traffic';
import type { PumaEdgeAttributes } from './puma-edge-attributes';
import type { PumaEdgeProps } from './puma-edge-props';
import type { IPumaWebAcl } from './puma-web-acl-props';
import { responseHeaderAttributes } from './response-header-attributes';

/** The load balancer in front of one or several Puma services, made here or imported. */
export interface IPumaEdge extends IConstruct {
  /** The load balancer: its metrics, its DNS name. */
  readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  /** The HTTPS listener that routes by hostname. */
  readonly listener: elbv2.IApplicationListener;
  /** The load balancer's security group. */
  readonly securityGroup: ec2.ISecurityGroup;
  /** The VPC of the load balancer and of the pods. */
  readonly vpc: ec2.IVpc;
  /** The load balancer's idle timeout, which Puma must outlast. Seconds. */
  readonly idleTimeoutSeconds: number;
  /** How long the load balancer keeps a client's connection at most. Seconds. */
  readonly clientKeepAliveSeconds: number;
  /** The web ACL in front of the load balancer; absent when there is none, or an edge was imported without. */
  readonly webAcl?: IPumaWebAcl;

  /** Routes hostnames to pods: a target group and a listener rule, made in the caller's scope. */
  addRoute(scope: Construct, id: string, options: EdgeRouteOptions): EdgeRoute;

  /**
   * Lets the load balancer reach the pods on a port. Asking twice is as good as once: services may share a port.
   * @param requester who asks; where neither stack may refer to the other, the rules go where no cycle comes of it
   * @param pods the pods' security group: the cluster's, or their own
   * @param port 1024 to 65535
   */
  allowTraffic(requester: Construct, pods: ec2.ISecurityGroup, port: number): void;

  /**
   * The web ACL, where rate rules need one. Throws `EdgeHasNoWebAcl`, or `ImportedEdgeHasNoWebAcl`.
   * @param path where the rules stand in the caller's props, for the message: `components[2].rateRules`
   */
  requireWebAcl(path: string): IPumaWebAcl;
}

/**
 * An Application Load Balancer set up on purpose: TLS by a current policy, HTTP sent to HTTPS, an unknown host answered
 * with 404, requests cleaned, logs kept. Several services may share it.
 */
export class PumaEdge extends Construct implements IPumaEdge {
  /** Takes an edge that exists. Rate rules are to be had there with a `webAcl` of this app's alone. */
  public static fromPumaEdgeAttributes(scope: Construct, id: string, attrs: PumaEdgeAttributes): IPumaEdge {
    return new ExistingEdge(scope, id, attrs);
  }

  public readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  /** The same load balancer as it was made: for attributes that this construct does not offer, by `setAttribute`. */
  public readonly applicationLoadBalancer: elbv2.ApplicationLoadBalancer;
  public readonly listener: elbv2.IApplicationListener;
  /** The listener on port 80, which sends every client to HTTPS. */
  public readonly redirectListener: elbv2.ApplicationListener;
  public readonly securityGroup: ec2.ISecurityGroup;
  public readonly vpc: ec2.IVpc;
  public readonly idleTimeoutSeconds: number;
  public readonly clientKeepAliveSeconds: number;
  public readonly webAcl?: IPumaWebAcl;
  /** The bucket of the logs, to read or query them; absent when there are none. */
  public readonly logBucket?: s3.IBucket;
  /** Folder of the access logs in `logBucket`. */
  public readonly accessLogPrefix?: string;

  constructor(scope: Construct, id: string, props: PumaEdgeProps) {
    super(scope, id);
    checkEdge(props);
    const timeouts = edgeTimeouts(props);
    this.idleTimeoutSeconds = timeouts.idleTimeoutSeconds;
    this.clientKeepAliveSeconds = timeouts.clientKeepAliveSeconds;
    this.vpc = props.vpc;
    this.webAcl = props.webAcl;
    this.securityGroup = clientsGroup(this, props);

    const loadBalancer = new elbv2.ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      internetFacing: props.internetFacing ?? true,
      ipAddressType: props.ipAddressType,
      securityGroup: this.securityGroup,
      loadBalancerName: props.loadBalancerName,
      deletionProtection: props.deletionProtection ?? true,
      minimumCapacityUnit: props.reservedCapacityUnits,
    });
    this.loadBalancer = loadBalancer;
    this.applicationLoadBalancer = loadBalancer;
    const destination = (props.logs ?? EdgeLogs.newBucket())._bind(this);
    checkBesideEdge(this, props, destination);
    const attributes = loadBalancerAttributes(props, this, destination);
    for (const [key, value] of Object.entries(attributes)) loadBalancer.setAttribute(key, value);
    if (destination !== undefined) {
      this.logBucket = destination.bucket;
      this.accessLogPrefix = destination.prefix + LOG_FOLDERS.access;
      const delivery = grantLogDelivery(this, destination);
      if (delivery !== undefined) loadBalancer.node.addDependency(delivery);
    }

    this.redirectListener = this.redirect(loadBalancer);
    this.listener = this.listen(loadBalancer, props);
    this.share(props);
    adviseOnEdge(this, props);
    if (props.webAcl !== undefined && (props.associateWebAcl ?? true)) {
      // Here and not with the web ACL: that may stand in a stack which the edge's needs anyway, beside the VPC.
      new wafv2.CfnWebACLAssociation(this, 'WebAclAssociation', {
        webAclArn: props.webAcl.webAclArn,
        resourceArn: loadBalancer.loadBalancerArn,
      });
    }
  }

  public addRoute(scope: Construct, id: string, options: EdgeRouteOptions): EdgeRoute {
    return new EdgeRoute(scope, id, { ...options, edge: this });
  }

  public allowTraffic(requester: Construct, pods: ec2.ISecurityGroup, port: number): void {
    PodTraffic.of(this).allow(requester, pods, port);
  }

  public requireWebAcl(path: string): IPumaWebAcl {
    return this.webAcl ?? refuseRateRules(this, path);
  }

  private redirect(loadBalancer: elbv2.ApplicationLoadBalancer): elbv2.ApplicationListener {
    const listener = loadBalancer.addListener('RedirectListener', {
      protocol: elbv2.ApplicationProtocol.HTTP,
      port: 80,
      open: false,
      defaultAction: elbv2.ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
    });
    harden(listener, LISTENER_HARDENING);
    return listener;
  }

  private listen(loadBalancer: elbv2.ApplicationLoadBalancer, props: PumaEdgeProps): elbv2.ApplicationListener {
    const listener = loadBalancer.addListener('Listener', {
      protocol: elbv2.ApplicationProtocol.HTTPS,
      port: 443,
      open: false,
      certificates: props.certificates.slice(0, 1),
      sslPolicy: props.sslPolicy ?? elbv2.SslPolicy.TLS13_12_RES_PQ,
      defaultAction: elbv2.ListenerAction.fixedResponse(404, { contentType: 'text/plain', messageBody: 'Not Found' }),
    });
    const resource = harden(listener, { ...LISTENER_HARDENING, ...responseHeaderAttributes(props.responseHeaders) });
    resource.mutualAuthentication = props.clientCertificates?._mutualAuthentication;
    return listener;
  }

  /** What routes, which may stand in other stacks, find at this edge. */
  private share({ hostedZones = [], ipAddressType, certificates, quotas }: PumaEdgeProps): void {
    checkZones(hostedZones);
    const addresses = { dualStack: isDualStack(ipAddressType), reachesIpv4: reachesIpv4(ipAddressType) };
    rememberTraits(this, { hostedZones, ...addresses, opensGroups: true }, quotas);
    const [first, ...others] = certificates;
    ListenerCertificates.of(this).first(first);
    ListenerCertificates.of(this).add('certificates', others);
  }
}

/** CDK's listener has no attributes; its resource has. */
function harden(listener: elbv2.ApplicationListener, attributes: ListenerAttributes): elbv2.CfnListener {
  const resource = listener.node.defaultChild as elbv2.CfnListener;
  resource.listenerAttributes = Object.entries(attributes).map(([key, value]) => ({ key, value }));
  return resource;
}
