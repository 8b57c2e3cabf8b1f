import { Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import { ifKnown } from '../known';
import { ALB_LIMITS } from '../model/alb-limits';
import { refuse } from '../model/errors';
import type { LoadBalancerAttributes } from './alb-attributes';
import { HARDENING, LISTENER_HARDENING } from './alb-attributes';
import { checkLoadBalancerName } from './checks';
import { EdgeLogs } from './edge-logs';
import type { EdgeRouteOptions } from './edge-route';
import { EdgeRoute } from './edge-route';
import { edgeTimeouts } from './edge-timeouts';
import { ExistingEdge } from './existing-edge';
import { grantLogDelivery, LOG_FOLDERS, logAttributes } from './log-delivery';
import { PodTraffic } from './pod-traffic';
import type { PumaEdgeAttributes } from './puma-edge-attributes';
import type { PumaEdgeProps } from './puma-edge-props';
import type { IPumaWebAcl } from './puma-web-acl-props';

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
  /** The web ACL in front of the load balancer; absent when there is none, or when the edge is imported. */
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
  /** Takes an edge that exists. Rate rules are not to be had there, for its web ACL is not ours. */
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
    checkProps(props);
    const timeouts = edgeTimeouts(props);
    const internetFacing = props.internetFacing ?? true;
    this.idleTimeoutSeconds = timeouts.idleTimeoutSeconds;
    this.clientKeepAliveSeconds = timeouts.clientKeepAliveSeconds;
    this.vpc = props.vpc;
    this.webAcl = props.webAcl;

    this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: 'Load balancer: clients on 443 and 80 in, the pods out',
      allowAllOutbound: false,
    });
    this.admit(props.allowFrom, internetFacing);

    const loadBalancer = new elbv2.ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      internetFacing,
      securityGroup: this.securityGroup,
      loadBalancerName: props.loadBalancerName,
      deletionProtection: props.deletionProtection ?? true,
    });
    this.loadBalancer = loadBalancer;
    this.applicationLoadBalancer = loadBalancer;
    const destination = (props.logs ?? EdgeLogs.newBucket())._bind(this);
    const attributes: LoadBalancerAttributes = {
      ...HARDENING,
      'idle_timeout.timeout_seconds': `${this.idleTimeoutSeconds}`,
      'client_keep_alive.seconds': `${this.clientKeepAliveSeconds}`,
      ...(props.webAcl && { 'waf.fail_open.enabled': 'false' }),
      ...logAttributes(destination),
    };
    for (const [key, value] of Object.entries(attributes)) loadBalancer.setAttribute(key, value);
    if (destination !== undefined) {
      this.logBucket = destination.bucket;
      this.accessLogPrefix = destination.prefix + LOG_FOLDERS.access;
      const delivery = grantLogDelivery(this, destination);
      if (delivery !== undefined) loadBalancer.node.addDependency(delivery);
    }

    this.redirectListener = this.redirect(loadBalancer);
    this.listener = this.listen(loadBalancer, props);
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
    return (
      this.webAcl ??
      refuse({
        code: 'EdgeHasNoWebAcl',
        path,
        given: this.node.path,
        allowed: 'rate rules with an edge that was given a `webAcl`, or no rate rules',
        why: 'rate rules are rules of the web ACL in front of the load balancer',
      })
    );
  }

  private admit(given: ec2.IPeer[] | undefined, internetFacing: boolean): void {
    const peers = given ?? [internetFacing ? ec2.Peer.anyIpv4() : ec2.Peer.ipv4(this.vpc.vpcCidrBlock)];
    for (const port of [443, 80]) {
      for (const peer of peers) this.securityGroup.addIngressRule(peer, ec2.Port.tcp(port), `Clients, port ${port}`);
    }
    if (given !== undefined) return;
    Validations.of(this.securityGroup).acknowledge({
      id: 'AwsSolutions-EC23',
      reason: internetFacing
        ? 'An internet-facing load balancer is there for everyone: HTTPS on 443, and on 80 nothing but the redirect to it. ' +
          'The pods admit the load balancer alone. Give allowFrom to admit fewer.'
        : "Ingress is limited to the VPC's own address range, a value that the rule cannot read at synth.",
    });
  }

  private redirect(loadBalancer: elbv2.ApplicationLoadBalancer): elbv2.ApplicationListener {
    const listener = loadBalancer.addListener('RedirectListener', {
      protocol: elbv2.ApplicationProtocol.HTTP,
      port: 80,
      open: false,
      defaultAction: elbv2.ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
    });
    harden(listener);
    return listener;
  }

  private listen(loadBalancer: elbv2.ApplicationLoadBalancer, props: PumaEdgeProps): elbv2.ApplicationListener {
    const listener = loadBalancer.addListener('Listener', {
      protocol: elbv2.ApplicationProtocol.HTTPS,
      port: 443,
      open: false,
      certificates: props.certificates,
      sslPolicy: props.sslPolicy ?? elbv2.SslPolicy.TLS13_12_RES_PQ,
      defaultAction: elbv2.ListenerAction.fixedResponse(404, { contentType: 'text/plain', messageBody: 'Not Found' }),
    });
    harden(listener);
    return listener;
  }
}

/** CDK's listener has no attributes; its resource has. */
function harden(listener: elbv2.ApplicationListener): void {
  const resource = listener.node.defaultChild as elbv2.CfnListener;
  resource.listenerAttributes = Object.entries(LISTENER_HARDENING).map(([key, value]) => ({ key, value }));
}

function checkProps(props: PumaEdgeProps): void {
  if (props.certificates.length === 0) {
    refuse({
      code: 'CertificateMissing',
      path: 'certificates',
      given: props.certificates,
      allowed: "at least one ACM certificate of the load balancer's Region",
      why: 'the listener speaks HTTPS only',
    });
  }
  if (props.allowFrom?.length === 0) {
    refuse({
      code: 'NobodyAllowed',
      path: 'allowFrom',
      given: props.allowFrom,
      allowed: 'at least one peer, or no `allowFrom` at all for the default',
      why: 'nobody could connect',
    });
  }
  ifKnown(props.loadBalancerName, (name) => checkLoadBalancerName('loadBalancerName', name));
  const internetFacing = props.internetFacing ?? true;
  const selection = props.vpc.selectSubnets(
    props.vpcSubnets ?? (internetFacing ? { subnetType: ec2.SubnetType.PUBLIC } : {}),
  );
  if (!selection.isPendingLookup && selection.subnets.length < ALB_LIMITS.subnets) {
    refuse({
      code: 'TooFewSubnets',
      path: 'vpcSubnets',
      given: selection.subnets.length,
      allowed: `subnets in at least ${ALB_LIMITS.subnets} zones`,
      why: 'AWS makes no load balancer in a single zone, and one zone may fail',
    });
  }
}
