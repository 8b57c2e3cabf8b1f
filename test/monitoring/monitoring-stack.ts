import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Timing } from '../../lib/model/timing';
import type { MonitoredRoute } from '../../lib/monitoring/monitored-route';
import { PumaAlarms } from '../../lib/monitoring/puma-alarms';
import type { PumaMonitoringProps } from '../../lib/monitoring/puma-monitoring-props';
import { PumaMonitoring } from '../../lib/monitoring/puma-monitoring';

export interface MonitoredStack {
  readonly stack: Stack;
  readonly monitoring: PumaMonitoring;
}

/** Monitoring of the e-mail service behind an imported load balancer, environment-agnostic. */
export function monitoredStack(
  props: Partial<PumaMonitoringProps> = {},
  names = ['api', 'web', 'tracking'],
): MonitoredStack {
  const stack = new Stack(new App(), 'Test');
  const monitoring = new PumaMonitoring(stack, 'Monitoring', {
    serviceName: 'email',
    loadBalancer: importedLoadBalancer(stack),
    routes: routes(stack, names),
    timing: Timing.derive(),
    alarms: PumaAlarms.notify([topic(stack)]),
    ...props,
  });
  return { stack, monitoring };
}

export function topic(stack: Stack): sns.ITopic {
  return sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:on-call');
}

export function importedLoadBalancer(stack: Stack): elbv2.IApplicationLoadBalancer {
  return elbv2.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(stack, 'LoadBalancer', {
    loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/edge/0123456789abcdef',
    securityGroupId: 'sg-0123456789abcdef0',
  });
}

export function routes(stack: Stack, names: readonly string[]): MonitoredRoute[] {
  return names.map((name, index) => ({
    name,
    targetGroup: elbv2.ApplicationTargetGroup.fromTargetGroupAttributes(stack, `Target${index}`, {
      targetGroupArn: `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/${name}/${index}`,
    }),
  }));
}

/** The properties of the alarms whose logical id begins with `Monitoring<id>`. */
export function alarms(stack: Stack, id = ''): AlarmProperties[] {
  const found = Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm') as Record<
    string,
    { Properties: AlarmProperties }
  >;
  return Object.entries(found)
    .filter(([logicalId]) => new RegExp(`^Monitoring${id}`).test(logicalId))
    .map(([, { Properties }]) => Properties);
}

export interface AlarmProperties {
  readonly AlarmDescription: string;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly AlarmActions?: string[];
  readonly OKActions?: string[];
  readonly MetricName?: string;
  readonly Statistic?: string;
  readonly Period?: number;
  readonly Metrics?: {
    Id: string;
    Expression?: string;
    MetricStat?: { Period: number; Metric: { MetricName: string } };
  }[];
}
