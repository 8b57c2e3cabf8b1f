import { expectRefusal } from '../support/refusal';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Timing } from '../../lib/model/timing';
import { PumaAlarms } from '../../lib/monitoring/puma-alarms';
import { nagFindings } from '../support/nag';
import { alarms, monitoredStack } from './monitoring-stack';

const reasonForNone = 'Staging: nobody is on call for it';

describe('alarms', () => {
  const { stack, monitoring } = monitoredStack({ maxPods: 30 });

  test('one for each thing that can go wrong, all reachable', () => {
    expect(monitoring.alarms.map(({ node }) => node.id)).toEqual([
      'Elb500',
      'Elb502',
      'Elb503',
      'Elb504',
      'Target5xx',
      'TargetConnections',
      'UnhealthyHosts',
      'NoHealthyHosts',
      'Saturated',
      'Silent',
      'Certificate',
      'CertificateRefused',
    ]);
    expect([
      monitoring.elb500Alarm,
      monitoring.elb502Alarm,
      monitoring.elb503Alarm,
      monitoring.elb504Alarm,
      ...monitoring.target5xxAlarms,
      ...monitoring.targetConnectionAlarms,
      monitoring.unhealthyHostsAlarm,
      monitoring.noHealthyHostsAlarm,
      monitoring.saturatedAlarm,
      monitoring.silentAlarm,
      monitoring.certificateAlarm,
      monitoring.certificateRefusedAlarm,
    ]).toEqual(monitoring.alarms);
  });

  test('one more where certificates are issued, on all issuers together, for a day', () => {
    const errors = (name: string): cloudwatch.Metric =>
      new cloudwatch.Metric({ namespace: 'AWS/Lambda', metricName: 'Errors', dimensionsMap: { FunctionName: name } });
    const one = monitoredStack({ issuerErrors: [errors('a')] });
    expect(one.monitoring.issuerAlarm).toBe(one.monitoring.alarms.at(-1));
    const day = { Threshold: 1, EvaluationPeriods: 24, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching' };
    expect(alarms(one.stack, 'Issuer')).toEqual([
      expect.objectContaining({ ...day, MetricName: 'Errors', Period: 3600 }),
    ]);
    const two = monitoredStack({ issuerErrors: [errors('a'), errors('b')] });
    const [alarm] = alarms(two.stack, 'Issuer');
    expect(alarm).toMatchObject(day);
    expect(alarm.Metrics![0]).toMatchObject({ Expression: 'SUM([FILL(m0, 0), FILL(m1, 0)])' });
    expect(alarm.Metrics!.slice(1).map(({ MetricStat }) => MetricStat!.Period)).toEqual([3600, 3600]);
    expect(monitoring.issuerAlarm).toBeUndefined();
    const many = (count: number): cloudwatch.Metric[] => Array.from({ length: count }, (_, i) => errors(`f${i}`));
    expect(() => monitoredStack({ issuerErrors: many(10) })).not.toThrow();
    expectRefusal(() => monitoredStack({ issuerErrors: many(11) }), 'IssuerErrorsInvalid');
  });

  test('each tells the topic when it goes off and when it is over, and says what it means and what to do first', () => {
    for (const alarm of alarms(stack)) {
      expect(alarm.AlarmActions).toEqual(['arn:aws:sns:eu-west-1:111122223333:on-call']);
      expect(alarm.OKActions).toEqual(alarm.AlarmActions);
      expect(alarm.AlarmDescription).toMatch(/^email: .+ First: .+\.$/s);
      expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });

  test('an expression reads at most the ten metrics that CloudWatch allows, and no id twice', () => {
    for (const { Metrics = [] } of alarms(stack)) {
      expect(Metrics.filter(({ MetricStat }) => MetricStat).length).toBeLessThanOrEqual(10);
      expect(new Set(Metrics.map(({ Id }) => Id)).size).toBe(Metrics.length);
    }
  });

  test.each([
    ['Elb500', 1000, 'notBreaching', 60, 5, 3],
    ['Elb502', 10, 'notBreaching', 300, 1, 1],
    ['Elb504', 1000, 'notBreaching', 60, 5, 3],
    ['Target5xx', 10_000, 'notBreaching', 60, 5, 3],
    ['TargetConnections', 1000, 'notBreaching', 60, 5, 3],
    ['UnhealthyHosts', 1, 'notBreaching', 60, 6, 5],
    ['NoHealthyHosts', 1, 'breaching', 60, 3, 3],
    ['Saturated', 95, 'ignore', 60, 10, 10],
  ])('%s: from %d on, silence %s, points of %d s, %d looked at, %d bad', (id, threshold, missing, period, of, bad) => {
    const [alarm] = alarms(stack, id);
    expect(alarm).toMatchObject({
      Threshold: threshold,
      TreatMissingData: missing,
      EvaluationPeriods: of,
      DatapointsToAlarm: bad,
    });
    const periods = (alarm.Metrics ?? []).flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Period] : []));
    expect(new Set(periods)).toEqual(new Set([period]));
  });

  test('502 is a rate with a floor', () => {
    const [{ Metrics = [] }] = alarms(stack, 'Elb502');
    expect(Metrics.map(({ Expression }) => Expression).filter(Boolean)).toEqual([
      'IF(SUM([FILL(errors, 0)]) >= 3, 1000000 * SUM([FILL(errors, 0)]) / SUM([FILL(requests, 0), FILL(errors, 0)]), 0)',
    ]);
  });

  test('503 is a count: without a target there are no requests to compare with', () => {
    expect(alarms(stack, 'Elb503')[0]).toMatchObject({
      MetricName: 'HTTPCode_ELB_503_Count',
      Statistic: 'Sum',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test('a silent publisher is an alarm by its silence', () => {
    expect(alarms(stack, 'Silent')[0]).toMatchObject({
      MetricName: 'MaxThreads',
      Statistic: 'SampleCount',
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  test('a certificate counts by the pod that has the oldest', () => {
    expect(alarms(stack, 'Certificate')[0]).toMatchObject({
      MetricName: 'CertificateDaysLeft',
      Statistic: 'Minimum',
      Threshold: 21,
      Period: 3600,
      ComparisonOperator: 'LessThanThreshold',
    });
  });

  test('a certificate that one pod refuses for a quarter of an hour is enough', () => {
    expect(alarms(stack, 'CertificateRefused')[0]).toMatchObject({
      MetricName: 'CertificateRefused',
      Statistic: 'Maximum',
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 3,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'ignore',
    });
  });

  test('texts name the figures in force', () => {
    expect(alarms(stack, 'Elb502')[0].AlarmDescription).toContain('75 s over 60 s');
    expect(alarms(stack, 'Saturated')[0].AlarmDescription).toContain('the limit of 30 pods');
    const other = monitoredStack({ timing: Timing.derive({ idleTimeoutSeconds: 120 }) }).stack;
    expect(alarms(other, 'Elb502')[0].AlarmDescription).toContain('135 s over 120 s');
  });

  test('logical ids are a contract', () => {
    expect(stack.getLogicalId(monitoring.dashboard.node.defaultChild as cloudwatch.CfnDashboard)).toBe(
      'Monitoring466B116D',
    );
    expect(stack.getLogicalId(monitoring.elb502Alarm!.node.defaultChild as cloudwatch.CfnAlarm)).toBe(
      'MonitoringElb5021ABD4173',
    );
  });

  test('cdk-nag has nothing to say', () => {
    expect(nagFindings(stack)).toEqual([]);
  });
});

test('ten components need more than one alarm where an expression would be full', () => {
  const names = Array.from({ length: 10 }, (_, index) => `part-${index}`);
  const { stack, monitoring } = monitoredStack({}, names);
  expect(monitoring.target5xxAlarms.map(({ node }) => node.id)).toEqual(['Target5xx', 'Target5xx2']);
  expect(monitoring.targetConnectionAlarms).toHaveLength(4);
  for (const { Metrics = [] } of alarms(stack)) {
    expect(Metrics.filter(({ MetricStat }) => MetricStat).length).toBeLessThanOrEqual(10);
  }
});

test('a second service on one load balancer leaves its alarms to the first', () => {
  const { stack, monitoring } = monitoredStack({ loadBalancerAlarms: false });
  expect(monitoring.elb502Alarm).toBeUndefined();
  expect(alarms(stack, 'Elb')).toEqual([]);
  expect(monitoring.alarms).toHaveLength(8);
});

test('alarms on what pods publish go with it, or by themselves', () => {
  for (const [props, words] of [
    [{ podMetrics: false }, 'publish nothing to CloudWatch'],
    [{ podAlarms: false }, 'PoolCapacity'],
  ] as const) {
    const { stack, monitoring } = monitoredStack(props);
    expect(monitoring.saturatedAlarm ?? monitoring.silentAlarm ?? monitoring.certificateAlarm).toBeUndefined();
    expect(alarms(stack, 'Elb')).toHaveLength(4);
    const text = JSON.stringify(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
    expect(text).toContain(words);
  }
});

test('no alarms, on purpose: the reason stands in the dashboard', () => {
  const { stack, monitoring } = monitoredStack({ alarms: PumaAlarms.none(reasonForNone) });
  expect(monitoring.alarms).toEqual([]);
  expect(monitoring.saturatedAlarm).toBeUndefined();
  expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'))).toContain(
    reasonForNone,
  );
});

test('metrics for one’s own use', () => {
  const { stack, monitoring } = monitoredStack();
  const resolved = (metric: cloudwatch.Metric): unknown => stack.resolve([metric.metricName, metric.dimensions]);
  const dimensions = { LoadBalancer: 'app/edge/0123456789abcdef' };
  expect(
    [
      monitoring.metricRequests(),
      monitoring.metricElb500(),
      monitoring.metricElb502(),
      monitoring.metricElb503(),
      monitoring.metricElb504(),
    ].map(resolved),
  ).toEqual([
    ['RequestCount', dimensions],
    ['HTTPCode_ELB_500_Count', dimensions],
    ['HTTPCode_ELB_502_Count', dimensions],
    ['HTTPCode_ELB_503_Count', dimensions],
    ['HTTPCode_ELB_504_Count', dimensions],
  ]);
  expect(monitoring.metricBusyness({ label: 'Ours' }).label).toBe('Ours');
  expect(monitoring.metricBacklog().expression).toContain('PERIOD(backlog)');
  expect(monitoring.metricPods().expression).toContain('PERIOD(samples)');
  new cloudwatch.Alarm(stack, 'Own', { metric: monitoring.metricBusyness(), threshold: 80, evaluationPeriods: 1 });
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 13);
});
