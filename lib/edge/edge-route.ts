import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { checkKnown } from '../model/checks';
import type { Timing } from '../model/timing';
import { BesideEdge } from './beside-edge';
import { checkHosts, checkTiming } from './checks';
import { aliasHostnames } from './dns-aliases';
import type { EdgeRoutingOptions } from './edge-routing-options';
import { traitsOf } from './edge-traits';
import { listenerPriority } from './listener-priority';
import { checkBeside, placeOf, placeOfArn } from './place';
import type { IPumaEdge } from './puma-edge';
import { routeCertificates } from './route-certificates';
import { routeRules } from './route-rules';
import { RouteTable } from './route-table';
import { routeTargetGroup } from './route-target-group';
import { checkConditions, checkPriority } from './rule-checks';
import { letSignIn } from './sign-in-traffic';

/** What requests a component gets, and how the load balancer treats its pods. */
export interface EdgeRouteOptions extends EdgeRoutingOptions {
  /**
   * Hostname that is routed to the pods: lower case, at most 128 characters, letters behind the last dot (the ALB's own
   * rules, `HostnameNotRoutable`); `*.example.com` takes every name below `example.com`, however deep. A name that
   * another route has is refused (`HostnameAlreadyRouted`), and one that another's wildcard would hide (`RouteShadowed`).
   */
  readonly hostname: string;

  /**
   * Further hostnames with the same pods behind them, each once (`HostnameRepeated`). With `hostname` at most 5, which is what AWS
   * allows a rule (`TooManyHosts`).
   *
   * @default - none
   */
  readonly additionalHostnames?: string[];

  /**
   * Port that Puma serves this component on, over TLS; 1024 to 65535 (`PortInvalid`). A change interrupts the
   * component for the time of a rollout: another port is another target group, which gets requests before it has pods.
   */
  readonly port: number;

  /**
   * The timeouts of the pods: health check and deregistration delay are read from it. Must be derived from the edge's
   * own idle timeout (`IdleTimeoutMismatch`).
   */
  readonly timing: Timing;

  /**
   * Priority of the listener rule, 1 to 50000 (`PriorityInvalid`); the lower is looked at first.
   *
   * @default - computed from the hostnames: it never moves when other routes come and go, exact names go before
   * wildcards and deep wildcards before shallow ones. Two routes that meet on one number are refused (`PriorityTaken`).
   * A route under a new id with the old one's hostnames needs another number: AWS makes it before the old one goes
   */
  readonly priority?: number;

  /**
   * Path of the health check, begun with a slash, without blanks, at most 1,024 characters (`HealthCheckPathInvalid`). It is
   * asked over HTTPS and must answer 200.
   *
   * @default /readyz
   */
  readonly healthCheckPath?: string;

  /**
   * Port of the health check, where it is not the traffic's; 1024 to 65535 (`PortInvalid`). Allow traffic to it too.
   *
   * @default - `port`
   */
  readonly healthCheckPort?: number;

  /**
   * Name of the EKS cluster whose controller registers the pods. The target group is tagged with it
   * (`eks:eks-cluster-name`), to which AWS binds what EKS Auto Mode's controller may do to a target group.
   *
   * @default - no tag
   */
  readonly clusterName?: string;

  /**
   * Name of the target group: at most 32 letters, digits and hyphens (`ElbNameInvalid`). A named group cannot be replaced, as a change of
   * `port` would need: leave it unless something finds the group by name.
   *
   * @default - made by CloudFormation
   */
  readonly targetGroupName?: string;
}

export interface EdgeRouteProps extends EdgeRouteOptions {
  /** The edge whose listener sends the requests. */
  readonly edge: IPumaEdge;
}

/** A host rule on an edge's listener, and the target group it forwards to: TLS to the pods' addresses. */
export class EdgeRoute extends Construct {
  /** The pods as the load balancer sees them: bind them to it, or read its metrics. */
  public readonly targetGroup: elbv2.ApplicationTargetGroup;
  /** The rule: to add conditions, such as a path or a header. */
  public readonly rule: elbv2.ApplicationListenerRule;
  /** The rule's place among the listener's. */
  public readonly priority: number;
  /** Rules for some paths, by their names: to add conditions to them. */
  public readonly rules: Record<string, elbv2.ApplicationListenerRule>;
  /** All hostnames routed here, the main one first. */
  public readonly hostnames: string[];
  /** The certificate that ACM issues for the hostnames; absent unless `issueListenerCertificate` asks for it. */
  public readonly issuedCertificate?: acm.Certificate;

  constructor(scope: Construct, id: string, props: EdgeRouteProps) {
    super(scope, id);
    const { edge, authentication, rules = [] } = props;
    this.hostnames = [props.hostname, ...(props.additionalHostnames ?? [])];
    checkHosts(this.hostnames);
    checkConditions(this.hostnames, { name: 'route', paths: [] });
    checkTiming(props.timing, edge.node.path, edge.idleTimeoutSeconds);
    checkBeside('edge', placeOfArn(edge.listener.listenerArn, edge), placeOf(this));
    this.priority = priorityOf(props.priority, this.hostnames);
    BesideEdge.of(edge).dependsOnEdge(this);
    RouteTable.of(edge).claim(
      { owner: this.node.path, hostnames: this.hostnames, priority: this.priority },
      traitsOf(edge).quotas.rules,
    );

    this.targetGroup = routeTargetGroup(this, props);
    const forward = elbv2.ListenerAction.forward([this.targetGroup]);
    this.rule = new elbv2.ApplicationListenerRule(this, 'Rule', {
      listener: edge.listener,
      priority: this.priority,
      conditions: [elbv2.ListenerCondition.hostHeaders(this.hostnames)],
      action: authentication?._before(forward) ?? forward,
    });
    this.rules = routeRules(this, edge, rules);
    if (authentication !== undefined || rules.some(({ _authentication }) => _authentication)) {
      letSignIn({ securityGroup: edge.securityGroup, ...traitsOf(edge) });
    }
    this.issuedCertificate = routeCertificates(this, props, this.hostnames);
    aliasHostnames(this, edge, this.hostnames);
  }
}

function priorityOf(given: number | undefined, hostnames: string[]): number {
  if (given !== undefined) {
    checkPriority('priority', given);
    return given;
  }
  hostnames.forEach((hostname) => checkKnown('hostname (without `priority`)', hostname));
  return listenerPriority(hostnames);
}
