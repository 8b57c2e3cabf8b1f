/** Where the pods' figures go, and what reads them: the two must fit. */
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PumaAlarms } from '../lib/monitoring/puma-alarms';
import type { PumaServiceProps } from '../lib/puma-service-props';
import { MetricSource } from '../lib/scaling/metric-source';
import type { ScaledObject } from '../lib/scaling/scaled-object';
import { warningsOf } from './support/annotations';
import { renderedObjects } from './support/kubernetes-api';
import { smallService } from './support/platform';
import { expectRefusal } from './support/refusal';

const PROMETHEUS = MetricSource.prometheus({ serverAddress: 'http://prometheus.monitoring:9090' });
const ALARMS = PumaAlarms.actions([{ bind: () => ({ alarmActionArn: 'arn:aws:sns:us-west-2:111122223333:on-call' }) }]);
const NONE = PumaAlarms.none('Alertmanager watches this service.');
const OFF = { cloudWatch: false, prometheus: true };

function scaledObject(props: Partial<PumaServiceProps>): ScaledObject {
  const objects = renderedObjects(Template.fromStack(Stack.of(smallService(props))));
  return objects.find(({ kind }) => kind === 'ScaledObject') as unknown as ScaledObject;
}

test.each<[string, Partial<PumaServiceProps>]>([
  ['scaling, as it is by default', { alarms: NONE }],
  ['scaling, told to read CloudWatch', { alarms: NONE, scaling: { metric: MetricSource.cloudWatch() } }],
  ['scaling, told something else', { alarms: NONE, scaling: { minPods: 2 } }],
  ['alarms', { alarms: ALARMS, replicas: 2 }],
  ['alarms beside scaling on Prometheus', { alarms: ALARMS, scaling: { metric: PROMETHEUS } }],
])('CloudWatch cannot be left out under %s', (_, props) => {
  const error = expectRefusal(() => smallService({ ...props, metrics: OFF }), 'CloudWatchNeeded');
  expect(error.path).toBe('metrics.cloudWatch');
});

test.each<[string, Partial<PumaServiceProps>]>([
  ['Prometheus', { alarms: NONE, scaling: { metric: PROMETHEUS } }],
  ['a fixed number of pods', { alarms: NONE, replicas: 2 }],
  ['alarms on load balancer and targets alone', { alarms: ALARMS, podAlarms: false, replicas: 2 }],
])('it can with %s', (_, props) => {
  const service = smallService({ ...props, metrics: OFF });
  const template = Template.fromStack(Stack.of(service));
  const text = (type: string): string => JSON.stringify(template.findResources(type));
  expect(text('AWS::IAM::Policy')).not.toContain('PutMetricData');
  expect(text('AWS::CloudWatch::Alarm')).not.toContain('CdkPumaEks');
  expect(text('AWS::CloudWatch::Dashboard')).not.toContain('CdkPumaEks');
  expect(text('AWS::CloudWatch::Dashboard')).toContain('publish nothing to CloudWatch');
  expect(warningsOf(Stack.of(service)).filter((warning) => warning.includes('podMetrics'))).toEqual([]);
});

test('alarms on what pods publish can be left to others, and the graphs stay', () => {
  const { monitoring } = smallService({ alarms: ALARMS, podAlarms: false });
  expect(monitoring.saturatedAlarm ?? monitoring.silentAlarm ?? monitoring.certificateAlarm).toBeUndefined();
  expect(monitoring.elb502Alarm).toBeDefined();
  expect(JSON.stringify(Template.fromStack(Stack.of(monitoring)).toJSON())).toContain('PoolCapacity');
});

test('points stored by the second need CloudWatch', () => {
  const props = { alarms: NONE, replicas: 2, metrics: OFF, highResolutionMetrics: true };
  expectRefusal(() => smallService(props), 'HighResolutionUnused');
});

test('scaling waits for the newest point as long as pods take to publish it', () => {
  const offset = (publishIntervalSeconds?: number): string[] =>
    scaledObject({ metrics: { publishIntervalSeconds } }).spec.triggers.map(
      ({ metadata }) => metadata.metricEndTimeOffset,
    );
  expect(offset()).toEqual(['20', '20']);
  expect(offset(30)).toEqual(['40', '40']);
  expect(offset(60)).toEqual(['70', '70']);
});

test.each([
  [10, 15],
  [10, 30],
  [30, 20],
  [30, 60],
])('a period of %d s that scaling reads is not filled evenly every %d s', (periodSeconds, publishIntervalSeconds) => {
  const error = expectRefusal(
    () =>
      smallService({
        scaling: { metric: MetricSource.cloudWatch({ periodSeconds }) },
        metrics: { publishIntervalSeconds },
      }),
    'PublishIntervalInvalid',
  );
  expect(error.path).toBe('metrics.publishIntervalSeconds');
});

test.each([
  [10, 5],
  [30, 15],
  [60, 60],
])('a period of %d s is by points every %d s', (periodSeconds, publishIntervalSeconds) => {
  const metric = MetricSource.cloudWatch({ periodSeconds });
  expect(scaledObject({ scaling: { metric }, metrics: { publishIntervalSeconds } })).toBeDefined();
});

test('scaling on Prometheus reads the counters of pods that answer it, unless it is told what to read', () => {
  const of = (prometheus: boolean, query?: string): ScaledObject['spec'] => {
    const metric = MetricSource.prometheus({ serverAddress: 'http://prometheus.monitoring:9090', query });
    return scaledObject({ scaling: { metric }, metrics: { prometheus } }).spec;
  };
  const query = (spec: ScaledObject['spec']): string => spec.triggers[0].metadata.query;
  const growsEvery = (spec: ScaledObject['spec']): number =>
    spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleUp.policies[0].periodSeconds;
  expect(query(of(true))).toContain('rate(puma_spare_thread_seconds_total');
  expect(growsEvery(of(true))).toBe(120);
  expect(query(of(false))).toContain('avg_over_time(puma_pool_capacity');
  expect(growsEvery(of(false))).toBe(60);
  expect(query(of(true, 'vector(1)'))).toBe('vector(1)');
});
