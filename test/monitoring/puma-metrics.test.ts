import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SAMPLE_INTERVAL_SECONDS } from '../../lib/model/cloudwatch';
import { PUMA_METRICS } from '../../lib/model/metrics';
import { PumaMetrics } from '../../lib/monitoring/puma-metrics';
import { expectRefusal } from '../support/refusal';

const metrics = new PumaMetrics({ serviceName: 'email' });

test('busyness is the ratio of the two sums over all pods', () => {
  const { expression, usingMetrics, period } = metrics.busyness();
  expect(expression).toBe('IF(threads > 0, (1 - capacity / threads) * 100)');
  expect(period.toSeconds()).toBe(60);
  const { capacity, threads } = usingMetrics as Record<string, cloudwatch.Metric>;
  expect([capacity, threads].map(({ metricName, statistic }) => [metricName, statistic])).toEqual([
    [PUMA_METRICS.poolCapacity, 'Sum'],
    [PUMA_METRICS.maxThreads, 'Sum'],
  ]);
  expect(capacity.dimensions).toEqual({ Service: 'email' });
});

test.each([
  ['maxThreads', 'maxThreads / PERIOD(maxThreads)', 'MaxThreads'],
  ['poolCapacity', 'poolCapacity / PERIOD(poolCapacity)', 'PoolCapacity'],
  ['busyThreads', 'busyThreads / PERIOD(busyThreads)', 'BusyThreads'],
  ['backlog', 'backlog / PERIOD(backlog)', 'Backlog'],
] as const)('%s is a level: the sum of one-second samples over the seconds', (name, expression, metricName) => {
  const level = metrics[name]();
  expect(level.expression).toBe(expression);
  expect(Object.values(level.usingMetrics).map((metric) => (metric as cloudwatch.Metric).metricName)).toEqual([
    metricName,
  ]);
});

test('all that counts on one sample a second', () => {
  expect(SAMPLE_INTERVAL_SECONDS).toBe(1);
});

test('pods are told by their samples, one a second each', () => {
  const { expression, usingMetrics } = metrics.pods();
  expect(expression).toBe('samples / PERIOD(samples)');
  expect((usingMetrics.samples as cloudwatch.Metric).statistic).toBe('SampleCount');
});

test.each([
  ['requests', 'Requests', 'Sum'],
  ['droppedPoints', 'DroppedPoints', 'Sum'],
  ['certificateRefused', 'CertificateRefused', 'Maximum'],
  ['certificateDaysLeft', 'CertificateDaysLeft', 'Minimum'],
  ['samples', 'MaxThreads', 'SampleCount'],
] as const)('%s', (name, metricName, statistic) => {
  expect(metrics[name]()).toMatchObject({ namespace: 'CdkPumaEks', metricName, statistic });
});

test('options are taken by metrics and expressions alike', () => {
  const options = { period: Duration.minutes(5), label: 'Ours', color: '#123456' };
  expect(metrics.requests(options)).toMatchObject({ label: 'Ours', color: '#123456' });
  expect(metrics.requests(options).period.toSeconds()).toBe(300);
  expect(metrics.backlog(options)).toMatchObject({ label: 'Ours', color: '#123456' });
  expect(metrics.backlog(options).period.toSeconds()).toBe(300);
});

test('another namespace', () => {
  const elsewhere = new PumaMetrics({ serviceName: 'email', metricNamespace: 'Acme/Puma' });
  expect(elsewhere.requests().namespace).toBe('Acme/Puma');
});

test('refuses what CloudWatch would', () => {
  expectRefusal(() => new PumaMetrics({ serviceName: ' ' }), 'DimensionValueInvalid');
  expectRefusal(() => new PumaMetrics({ serviceName: 'email', metricNamespace: 'AWS/X' }), 'MetricNamespaceInvalid');
});
