import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Timing } from '../model/timing';
import type { AlarmThresholds } from './alarm-thresholds';
import type { MonitoredRoute } from './monitored-route';
import type { PumaAlarms } from './puma-alarms';

/** What is watched, and whom the alarms tell. */
export interface PumaMonitoringProps {
  /** Name of the service, as its pods publish it in the metrics' dimension. Throws `DimensionValueInvalid`. */
  readonly serviceName: string;

  /**
   * The load balancer in front, made or imported.
   *
   * @default - one that CloudFormation does not know, such as a controller's: neither it nor its targets are shown, nor have
   * alarms, and its metrics throw `LoadBalancerUnknown`
   */
  readonly loadBalancer?: elbv2.IApplicationLoadBalancer;

  /**
   * The service's components, 1 to 10 (`RoutesInvalid`): name, each once (`RouteNameTaken`), and target group of each.
   *
   * @default - none, which only goes without `loadBalancer`
   */
  readonly routes?: MonitoredRoute[];

  /** Whom the alarms tell, or, by `PumaAlarms.none(reason)`, why there are none. */
  readonly alarms: PumaAlarms;

  /** The pods' timing: the texts say which timeouts are in force. */
  readonly timing: Timing;

  /**
   * CloudWatch namespace that the pods publish to. Throws `MetricNamespaceInvalid`.
   *
   * @default 'CdkPumaEks'
   */
  readonly metricNamespace?: string;

  /**
   * Busyness in percent that scaling aims at, 1 to 95 (`TargetBusynessInvalid`): a line in the dashboard.
   *
   * @default 60
   */
  readonly targetBusyness?: number;

  /**
   * Pods at most: a line in the dashboard.
   *
   * @default - no line
   */
  readonly maxPods?: number;

  /**
   * The web ACL's metric name (`VisibilityConfig.MetricName`, which CloudWatch has as the dimension `WebACL`).
   *
   * @default - no web ACL is shown
   */
  readonly webAclMetricName?: string;

  /**
   * Whether alarms on the load balancer's own 500, 502, 503 and 504 are made. It counts them for all services behind it
   * together: false for all but one of the services that share it.
   *
   * @default true
   */
  readonly loadBalancerAlarms?: boolean;

  /**
   * Whether the pods publish to CloudWatch. Where they do not, the dashboard says so in place of Puma's graphs, and the
   * alarms of `podAlarms` are not made.
   *
   * @default true
   */
  readonly podMetrics?: boolean;

  /**
   * Whether the alarms on what pods publish are made: saturation, silence, certificates. False when something else watches
   * that, such as Prometheus' Alertmanager.
   *
   * @default true
   */
  readonly podAlarms?: boolean;

  /**
   * Errors of the functions that issue the pods' certificates, at most 10 (`IssuerErrorsInvalid`):
   * `CertificateIssuer.function.metricErrors()`.
   *
   * @default - none, and no alarm on a renewal that fails
   */
  readonly issuerErrors?: cloudwatch.IMetric[];

  /**
   * Thresholds that differ from the defaults. Throws `AlarmThresholdInvalid`.
   *
   * @default - all defaults
   */
  readonly thresholds?: AlarmThresholds;

  /**
   * Name of the dashboard.
   *
   * @default - chosen by CloudFormation
   */
  readonly dashboardName?: string;
}
