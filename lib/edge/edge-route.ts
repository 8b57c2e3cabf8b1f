import { Annotations, Duration, Tags, Tokenization } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { ifKnown } from '../known';
import { ALB_LIMITS } from '../model/alb-limits';
import { checkKnown } from '../model/checks';
import { PREFIX, refuse, wholeNumber } from '../model/errors';
import { checkPort } from '../model/names';
import type { Timing } from '../model/timing';
import { checkElbName, checkHealthCheckPath, checkHosts } from './checks';
import { listenerPriority } from './listener-priority';
import { PodTraffic } from './pod-traffic';
import type { IPumaEdge } from './puma-edge';
import { RouteTable } from './route-table';

/** What requests a component gets, and how the load balancer treats its pods. */
export interface EdgeRouteOptions {
  /**
   * Hostname that is routed to the pods: lower case, at most 128 characters, letters behind the last dot (the ALB's own
   * rules, `HostnameNotRoutable`); `*.example.com` takes every name below `example.com`, however deep. A name that
   * another route has is refused (`HostnameAlreadyRouted`), and one that another's wildcard would hide (`RouteShadowed`).
   */
  readonly hostname: string;

  /**
   * Further hostnames with the same pods behind them. With `hostname` at most 5, which is what AWS allows a rule
   * (`TooManyHosts`).
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
   * Priority of the listener rule, 1 to 50000; the lower is looked at first.
   *
   * @default - computed from the hostnames: it never moves when other routes come and go, exact names go before
   * wildcards and deep wildcards before shallow ones. Two routes that meet on one number are refused (`PriorityTaken`).
   * A route under a new id with the old one's hostnames needs another number: AWS makes it before the old one goes
   */
  readonly priority?: number;

  /**
   * Path of the health check, begun with a slash. It is asked over HTTPS and must answer 200.
   *
   * @default /readyz
   */
  readonly healthCheckPath?: string;

  /**
   * Port of the health check, where it is not the traffic's; 1024 to 65535. Allow traffic to it too.
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
   * How the load balancer picks a pod. `ROUND_ROBIN` gives each its share. `LEAST_OUTSTANDING_REQUESTS` favours pods that
   * answer fast, a pod that fails fast above all: a warning says so. `WEIGHTED_RANDOM` comes with anomaly mitigation,
   * which sends less to a pod that errs more than the others, and needs at least 3 healthy pods to tell.
   *
   * @default TargetGroupLoadBalancingAlgorithmType.ROUND_ROBIN
   */
  readonly algorithm?: elbv2.TargetGroupLoadBalancingAlgorithmType;

  /**
   * Seconds in which a new pod's share grows to the full, 30 to 900; with `ROUND_ROBIN` only (`SlowStartNeedsRoundRobin`).
   *
   * @default - a pod gets its full share at once, for it is warm before it is ready
   */
  readonly slowStartSeconds?: number;

  /**
   * Name of the target group: at most 32 letters, digits and hyphens. A named group cannot be replaced, as a change of
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
  /** All hostnames routed here, the main one first. */
  public readonly hostnames: string[];

  constructor(scope: Construct, id: string, props: EdgeRouteProps) {
    super(scope, id);
    const { edge } = props;
    this.hostnames = [props.hostname, ...(props.additionalHostnames ?? [])];
    checkHosts(this.hostnames);
    checkTiming(props.timing, edge);
    this.priority = priorityOf(props.priority, this.hostnames);
    PodTraffic.of(edge).dependsOnEdge(this);
    RouteTable.of(edge).claim({ owner: this.node.path, hostnames: this.hostnames, priority: this.priority });

    this.targetGroup = this.makeTargetGroup(props);
    this.rule = new elbv2.ApplicationListenerRule(this, 'Rule', {
      listener: edge.listener,
      priority: this.priority,
      conditions: [elbv2.ListenerCondition.hostHeaders(this.hostnames)],
      targetGroups: [this.targetGroup],
    });
  }

  private makeTargetGroup(props: EdgeRouteProps): elbv2.ApplicationTargetGroup {
    const { timing } = props;
    const algorithm = props.algorithm ?? elbv2.TargetGroupLoadBalancingAlgorithmType.ROUND_ROBIN;
    const path = props.healthCheckPath ?? '/readyz';
    ifKnown(props.port, (port) => checkPort('port', port));
    ifKnown(props.healthCheckPort, (port) => checkPort('healthCheckPort', port));
    ifKnown(path, (known) => checkHealthCheckPath('healthCheckPath', known));
    ifKnown(props.targetGroupName, (name) => checkElbName('targetGroupName', name));
    checkSlowStart(props.slowStartSeconds, algorithm);
    if (algorithm === elbv2.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS) {
      Annotations.of(this).addWarningV2(
        `${PREFIX}leastOutstandingRequests`,
        'Least outstanding requests sends nearly everything to a pod that fails fast, until its health check fails ' +
          `(${timing.healthCheck.unhealthyThreshold} checks, ${timing.healthCheck.intervalSeconds} s apart). ` +
          'Round robin, or weighted random with anomaly mitigation, does not.',
      );
    }
    const group = new elbv2.ApplicationTargetGroup(this, 'TargetGroup', {
      vpc: props.edge.vpc,
      targetGroupName: props.targetGroupName,
      targetType: elbv2.TargetType.IP,
      // TLS again to the pod. The ALB does not look at whose certificate it is: encrypted, not authenticated.
      protocol: elbv2.ApplicationProtocol.HTTPS,
      // Puma speaks HTTP/1.1; clients may still speak HTTP/2 to the load balancer.
      protocolVersion: elbv2.ApplicationProtocolVersion.HTTP1,
      port: props.port,
      deregistrationDelay: Duration.seconds(timing.deregistrationDelaySeconds),
      loadBalancingAlgorithmType: algorithm,
      enableAnomalyMitigation:
        algorithm === elbv2.TargetGroupLoadBalancingAlgorithmType.WEIGHTED_RANDOM ? true : undefined,
      healthCheck: {
        enabled: true,
        protocol: elbv2.Protocol.HTTPS,
        path,
        port:
          props.healthCheckPort === undefined ? 'traffic-port' : Tokenization.stringifyNumber(props.healthCheckPort),
        healthyHttpCodes: '200',
        interval: Duration.seconds(timing.healthCheck.intervalSeconds),
        timeout: Duration.seconds(timing.healthCheck.timeoutSeconds),
        healthyThresholdCount: timing.healthCheck.healthyThreshold,
        unhealthyThresholdCount: timing.healthCheck.unhealthyThreshold,
      },
    });
    if (props.slowStartSeconds !== undefined) {
      group.setAttribute('slow_start.duration_seconds', Tokenization.stringifyNumber(props.slowStartSeconds));
    }
    if (props.clusterName !== undefined) Tags.of(group).add('eks:eks-cluster-name', props.clusterName);
    return group;
  }
}

function priorityOf(given: number | undefined, hostnames: string[]): number {
  if (given !== undefined) {
    const { min, max } = ALB_LIMITS.rulePriority;
    ifKnown(given, (known) =>
      wholeNumber('PriorityInvalid', 'priority', known, min, max, 'a listener rule takes no other'),
    );
    return given;
  }
  hostnames.forEach((hostname) => checkKnown('hostname (without `priority`)', hostname));
  return listenerPriority(hostnames);
}

function checkTiming(timing: Timing, edge: IPumaEdge): void {
  if (timing.idleTimeoutSeconds === edge.idleTimeoutSeconds) return;
  refuse({
    code: 'IdleTimeoutMismatch',
    path: 'timing.idleTimeoutSeconds',
    given: timing.idleTimeoutSeconds,
    allowed: `${edge.idleTimeoutSeconds}, the idle timeout of the edge ${edge.node.path}`,
    why: "Puma must keep a connection longer than the load balancer does, or answers 502: its timeout is derived from the load balancer's",
  });
}

function checkSlowStart(seconds: number | undefined, algorithm: elbv2.TargetGroupLoadBalancingAlgorithmType): void {
  if (seconds === undefined) return;
  const { min, max } = ALB_LIMITS.slowStartSeconds;
  ifKnown(seconds, (known) =>
    wholeNumber('SlowStartInvalid', 'slowStartSeconds', known, min, max, 'AWS takes no other'),
  );
  if (algorithm !== elbv2.TargetGroupLoadBalancingAlgorithmType.ROUND_ROBIN) {
    refuse({
      code: 'SlowStartNeedsRoundRobin',
      path: 'slowStartSeconds',
      given: seconds,
      allowed: `no slow start with the algorithm ${algorithm}, or round robin`,
      why: 'AWS offers slow start with round robin alone',
    });
  }
}
