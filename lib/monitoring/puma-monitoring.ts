import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmSet } from './alarm-set';
import { LoadBalancerMetrics } from './load-balancer-metrics';
import { meanings } from './meanings';
import { compactBody } from './compact-body';
import { dashboardRows } from './puma-dashboard';
import { PumaMetrics } from './puma-metrics';
import type { PumaMonitoringProps } from './puma-monitoring-props';
import { resolveThresholds } from './resolved-thresholds';
import { checkIssuers, checkRoutes } from './route-checks';
import { checkTargetBusyness, DEFAULT_TARGET_BUSYNESS } from '../model/busyness';

/**
 * Dashboard and alarms of a service, in the order in which a request meets the parts, and with what each signal means.
 *
 * Alarms exist only where `alarms` says so; the members are then set.
 */
export class PumaMonitoring extends Construct {
  /** The dashboard: to add widgets of the application's own. */
  public readonly dashboard: cloudwatch.Dashboard;
  /** What the pods publish: for dashboards and alarms of one's own. */
  public readonly metrics: PumaMetrics;
  /** All alarms: to add an action, or to make a composite alarm of them. */
  public readonly alarms: cloudwatch.Alarm[];
  /** The load balancer failed by itself. */
  public readonly elb500Alarm?: cloudwatch.Alarm;
  /** A pod closed a connection in use, or did not finish TLS. */
  public readonly elb502Alarm?: cloudwatch.Alarm;
  /** No pod is registered. */
  public readonly elb503Alarm?: cloudwatch.Alarm;
  /** No capacity. */
  public readonly elb504Alarm?: cloudwatch.Alarm;
  /** The application answers 5xx; one alarm for five components. */
  public readonly target5xxAlarms: cloudwatch.Alarm[] = [];
  /** Connections or TLS handshakes to pods fail; one alarm for three components. */
  public readonly targetConnectionAlarms: cloudwatch.Alarm[] = [];
  /** Some pod has been unhealthy for minutes. */
  public readonly unhealthyHostsAlarm?: cloudwatch.Alarm;
  /** A component has no healthy pod. */
  public readonly noHealthyHostsAlarm?: cloudwatch.Alarm;
  /** Hardly a thread is free. */
  public readonly saturatedAlarm?: cloudwatch.Alarm;
  /** No pod publishes metrics. */
  public readonly silentAlarm?: cloudwatch.Alarm;
  /** A certificate runs out. */
  public readonly certificateAlarm?: cloudwatch.Alarm;
  /** A pod could not take up a newer certificate. */
  public readonly certificateRefusedAlarm?: cloudwatch.Alarm;
  /** A certificate was not issued; absent when none is. */
  public readonly issuerAlarm?: cloudwatch.Alarm;

  private readonly edge: LoadBalancerMetrics;

  /**
   * Throws `RoutesInvalid`, `RouteNameTaken`, `TargetBusynessInvalid`, `AlarmThresholdInvalid`, `DimensionValueInvalid`,
   * `MetricNamespaceInvalid`, `IssuerErrorsInvalid`.
   */
  constructor(scope: Construct, id: string, props: PumaMonitoringProps) {
    super(scope, id);
    const targetBusyness = props.targetBusyness ?? DEFAULT_TARGET_BUSYNESS;
    checkTargetBusyness('targetBusyness', targetBusyness);
    const routes = props.routes ?? [];
    if (props.loadBalancer !== undefined || routes.length > 0) checkRoutes(routes);
    this.metrics = new PumaMetrics({ serviceName: props.serviceName, metricNamespace: props.metricNamespace });
    this.edge = new LoadBalancerMetrics(props.loadBalancer);

    const thresholds = resolveThresholds(props.thresholds ?? {}, targetBusyness);
    const figures = {
      serviceName: props.serviceName,
      idleTimeoutSeconds: props.timing.idleTimeoutSeconds,
      persistentTimeoutSeconds: props.timing.persistentTimeoutSeconds,
      targetBusyness,
      maxPods: props.maxPods,
    };
    const shared = {
      figures,
      meanings: meanings(figures),
      edge: this.edge,
      puma: this.metrics,
      routes,
    };

    const issuerErrors = props.issuerErrors ?? [];
    checkIssuers(issuerErrors);
    const set = new AlarmSet(this, { ...shared, alarms: props.alarms, thresholds, issuerErrors });
    if (props.alarms._reason === undefined) {
      if (this.edge.exist && (props.loadBalancerAlarms ?? true)) {
        this.elb500Alarm = set.elb500();
        this.elb502Alarm = set.elb502();
        this.elb503Alarm = set.elb503();
        this.elb504Alarm = set.elb504();
      }
      if (this.edge.exist) {
        this.target5xxAlarms = set.target5xx();
        this.targetConnectionAlarms = set.targetConnections();
        this.unhealthyHostsAlarm = set.unhealthyHosts();
        this.noHealthyHostsAlarm = set.noHealthyHosts();
      }
      if ((props.podMetrics ?? true) && (props.podAlarms ?? true)) {
        this.saturatedAlarm = set.saturated();
        this.silentAlarm = set.silent();
        this.certificateAlarm = set.certificate();
        this.certificateRefusedAlarm = set.certificateRefused();
      }
      if (issuerErrors.length > 0) this.issuerAlarm = set.issuer();
    }
    this.alarms = set.all;

    this.dashboard = new cloudwatch.Dashboard(this, 'Resource', {
      dashboardName: props.dashboardName,
      periodOverride: cloudwatch.PeriodOverride.INHERIT,
      widgets: dashboardRows({
        ...shared,
        alarms: this.alarms,
        noAlarmsReason: props.alarms._reason,
        podMetrics: props.podMetrics ?? true,
        saturatedBusyness: thresholds.saturatedBusyness,
        certificateDays: thresholds.certificateDays,
        webAclMetricName: props.webAclMetricName,
      }),
    });
    compactBody(this.dashboard.node.defaultChild as cloudwatch.CfnDashboard);
  }

  /** Busy threads in percent of all threads: the series that pods follow. */
  public metricBusyness(options?: cloudwatch.MetricOptions): cloudwatch.MathExpression {
    return this.metrics.busyness(options);
  }

  /** Requests that Puma has accepted and that wait for a thread. */
  public metricBacklog(options?: cloudwatch.MetricOptions): cloudwatch.MathExpression {
    return this.metrics.backlog(options);
  }

  /** Pods that publish, estimated. */
  public metricPods(options?: cloudwatch.MetricOptions): cloudwatch.MathExpression {
    return this.metrics.pods(options);
  }

  /** Requests at the load balancer, of all services behind it. */
  public metricRequests(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.edge.sum('RequestCount', options);
  }

  /** Responses 500 of the load balancer itself. */
  public metricElb500(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.edge.sum('HTTPCode_ELB_500_Count', options);
  }

  /** Responses 502 of the load balancer itself. */
  public metricElb502(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.edge.sum('HTTPCode_ELB_502_Count', options);
  }

  /** Responses 503 of the load balancer itself. */
  public metricElb503(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.edge.sum('HTTPCode_ELB_503_Count', options);
  }

  /** Responses 504 of the load balancer itself. */
  public metricElb504(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.edge.sum('HTTPCode_ELB_504_Count', options);
  }
}
