import { Aws, Duration, Fn } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { refuse } from '../model/errors';

const NAMESPACE = 'AWS/ApplicationELB';
const MINUTE = Duration.minutes(1);

/** What the load balancer itself counts. */
export type LoadBalancerMetricName =
  | 'RequestCount'
  | 'ActiveConnectionCount'
  | 'HTTPCode_ELB_4XX_Count'
  | 'HTTPCode_ELB_500_Count'
  | 'HTTPCode_ELB_502_Count'
  | 'HTTPCode_ELB_503_Count'
  | 'HTTPCode_ELB_504_Count'
  | 'RejectedConnectionCount'
  | 'ClientTLSNegotiationErrorCount';

/** What it counts for each target group. */
export type TargetMetricName =
  | 'RequestCount'
  | 'HTTPCode_Target_2XX_Count'
  | 'HTTPCode_Target_4XX_Count'
  | 'HTTPCode_Target_5XX_Count'
  | 'TargetResponseTime'
  | 'TargetConnectionErrorCount'
  | 'TargetTLSNegotiationErrorCount'
  | 'HealthyHostCount'
  | 'UnHealthyHostCount';

/** The metrics of one load balancer, new or imported; of one that only the cluster's controller knows there are none. */
export class LoadBalancerMetrics {
  private readonly known?: Record<string, string>;

  constructor(loadBalancer?: elbv2.IApplicationLoadBalancer) {
    if (loadBalancer === undefined) return;
    // Through its own metric: an imported load balancer has no other member with the name in CloudWatch's form.
    const { LoadBalancer } = loadBalancer.metrics.custom('RequestCount').dimensions as { LoadBalancer: string };
    this.known = { LoadBalancer };
  }

  /** Whether there is a load balancer that CloudFormation knows. */
  public get exist(): boolean {
    return this.known !== undefined;
  }

  private get dimensions(): Record<string, string> {
    return (
      this.known ??
      refuse({
        code: 'LoadBalancerUnknown',
        path: 'loadBalancer',
        given: undefined,
        allowed: 'a load balancer, made or imported',
        why: 'CloudWatch has its metrics under an id that AWS gives it, and nobody can tell it before it exists',
      })
    );
  }

  public sum(metricName: LoadBalancerMetricName, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: this.dimensions,
      statistic: cloudwatch.Stats.SUM,
      period: MINUTE,
      ...options,
    });
  }

  /** A metric of one target group behind this load balancer: so the group need not be attached when we are made. */
  public target(
    targetGroup: elbv2.IApplicationTargetGroup,
    metricName: TargetMetricName,
    options?: cloudwatch.MetricOptions,
  ): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { ...this.dimensions, TargetGroup: fullName(targetGroup) },
      statistic: cloudwatch.Stats.SUM,
      period: MINUTE,
      ...options,
    });
  }
}

/** `targetgroup/<name>/<id>`, as CloudWatch has it. */
function fullName(targetGroup: elbv2.IApplicationTargetGroup): string {
  const { targetGroupFullName } = targetGroup as Partial<elbv2.ApplicationTargetGroup>;
  return targetGroupFullName ?? Fn.select(5, Fn.split(':', targetGroup.targetGroupArn));
}

/** A metric of a web ACL, over all its rules or by rule. */
export function webAclMetric(metricName: string, webAcl: string, label: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/WAFV2',
    metricName,
    dimensionsMap: { WebACL: webAcl, Region: Aws.REGION, Rule: 'ALL' },
    statistic: cloudwatch.Stats.SUM,
    period: MINUTE,
    label,
  });
}

/** Requests that rules blocked or counted, one series a rule that had any. */
export function webAclByRule(metricName: string, webAcl: string): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: `SEARCH('{AWS/WAFV2,Region,Rule,WebACL} WebACL="${webAcl}" MetricName="${metricName}" NOT Rule="ALL"', 'Sum', 60)`,
    label: '',
    period: MINUTE,
  });
}
