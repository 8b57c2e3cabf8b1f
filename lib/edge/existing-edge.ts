import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { refuse } from '../model/errors';
import type { EdgeRouteOptions } from './edge-route';
import { EdgeRoute } from './edge-route';
import { checkZones } from './dns-aliases';
import { checkQuotas } from './edge-checks';
import { edgeTimeouts } from './edge-timeouts';
import { rememberTraits } from './edge-traits';
import { checkBeside, placeOfArn } from './place';
import { PodTraffic } from './pod-traffic';
import type { IPumaEdge } from './puma-edge';
import type { PumaEdgeAttributes } from './puma-edge-attributes';
import type { IPumaWebAcl } from './puma-web-acl-props';

/** An edge that another stack, tool or team made. */
export class ExistingEdge extends Construct implements IPumaEdge {
  public readonly loadBalancer: elbv2.IApplicationLoadBalancer;
  public readonly listener: elbv2.IApplicationListener;
  public readonly securityGroup: ec2.ISecurityGroup;
  public readonly vpc: ec2.IVpc;
  public readonly idleTimeoutSeconds: number;
  public readonly clientKeepAliveSeconds: number;
  public readonly webAcl?: IPumaWebAcl;
  private readonly opensPods: boolean;

  constructor(scope: Construct, id: string, attrs: PumaEdgeAttributes) {
    super(scope, id);
    const timeouts = edgeTimeouts(attrs);
    this.idleTimeoutSeconds = timeouts.idleTimeoutSeconds;
    this.clientKeepAliveSeconds = timeouts.clientKeepAliveSeconds;
    this.vpc = attrs.vpc;
    this.securityGroup = attrs.securityGroup;
    this.opensPods = attrs.manageSecurityGroupRules ?? true;
    this.loadBalancer = elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(this, 'LoadBalancer', {
      loadBalancerArn: attrs.loadBalancerArn,
      securityGroupId: attrs.securityGroup.securityGroupId,
      loadBalancerDnsName: attrs.loadBalancerDnsName,
      loadBalancerCanonicalHostedZoneId: attrs.loadBalancerCanonicalHostedZoneId,
      vpc: attrs.vpc,
    });
    this.listener = elbv2.ApplicationListener.fromApplicationListenerAttributes(this, 'Listener', {
      listenerArn: attrs.listenerArn,
      securityGroup: attrs.securityGroup,
      defaultPort: 443,
    });
    this.webAcl = attrs.webAcl;
    if (attrs.webAcl !== undefined) this.guard(attrs, attrs.webAcl);
    const { hostedZones = [], dualStack = false, quotas } = attrs;
    checkAliases(attrs);
    checkZones(hostedZones);
    checkQuotas(quotas);
    rememberTraits(this, { hostedZones, dualStack, reachesIpv4: true, opensGroups: this.opensPods }, quotas);
  }

  public addRoute(scope: Construct, id: string, options: EdgeRouteOptions): EdgeRoute {
    return new EdgeRoute(scope, id, { ...options, edge: this });
  }

  public allowTraffic(requester: Construct, pods: ec2.ISecurityGroup, port: number): void {
    if (this.opensPods) PodTraffic.of(this).allow(requester, pods, port);
  }

  public requireWebAcl(path: string): IPumaWebAcl {
    if (this.webAcl !== undefined) return this.webAcl;
    return refuse({
      code: 'ImportedEdgeHasNoWebAcl',
      path,
      given: this.node.path,
      allowed:
        'no rate rules here, but in the web ACL where the load balancer is made; or `webAcl` among the attributes of the edge',
      why: 'a load balancer has one web ACL, and that of an imported edge belongs to whoever made it',
    });
  }

  private guard({ loadBalancerArn, associateWebAcl = true }: PumaEdgeAttributes, webAcl: IPumaWebAcl): void {
    checkBeside('webAcl', placeOfArn(loadBalancerArn, this), placeOfArn(webAcl.webAclArn, webAcl));
    if (!associateWebAcl) return;
    new wafv2.CfnWebACLAssociation(this, 'WebAclAssociation', {
      webAclArn: webAcl.webAclArn,
      resourceArn: loadBalancerArn,
    });
  }
}

function checkAliases(attrs: PumaEdgeAttributes): void {
  const { hostedZones, loadBalancerDnsName, loadBalancerCanonicalHostedZoneId } = attrs;
  if (!hostedZones?.length || (loadBalancerDnsName && loadBalancerCanonicalHostedZoneId)) return;
  refuse({
    code: 'AliasTargetUnknown',
    path: 'hostedZones',
    given: { loadBalancerDnsName, loadBalancerCanonicalHostedZoneId },
    allowed: 'hostedZones together with loadBalancerDnsName and loadBalancerCanonicalHostedZoneId, or no hostedZones',
    why: 'an alias record names the load balancer by the two, and they cannot be told from its ARN',
  });
}
