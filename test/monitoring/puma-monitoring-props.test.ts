import type { AlarmThresholds } from '../../lib/monitoring/alarm-thresholds';
import type { PumaMonitoringProps } from '../../lib/monitoring/puma-monitoring-props';
import { expectRefusal } from '../support/refusal';
import { alarms, monitoredStack } from './monitoring-stack';

test('thresholds of one’s own', () => {
  const { stack } = monitoredStack({
    thresholds: {
      elb500PerMillion: 1,
      elb502PerMillion: 2,
      elb504PerMillion: 3,
      target5xxPerMillion: 4,
      targetConnectionErrorsPerMillion: 5,
      saturatedBusyness: 90,
      saturatedSeconds: 1200,
      certificateDays: 7,
    },
  });
  const threshold = (id: string): number => alarms(stack, id)[0].Threshold;
  expect(['Elb500', 'Elb502', 'Elb504', 'Target5xx', 'TargetConnections'].map(threshold)).toEqual([1, 2, 3, 4, 5]);
  expect(alarms(stack, 'Saturated')[0]).toMatchObject({ Threshold: 90, EvaluationPeriods: 20, DatapointsToAlarm: 20 });
  expect(threshold('Certificate')).toBe(7);
});

test('a target of 95 puts saturation half-way to 100', () => {
  expect(alarms(monitoredStack({ targetBusyness: 95 }).stack, 'Saturated')[0].Threshold).toBe(98);
});

describe('refused', () => {
  test.each<[string, AlarmThresholds]>([
    ['0 in a million', { elb502PerMillion: 0 }],
    ['more than a million in a million', { target5xxPerMillion: 1_000_001 }],
    ['half an error', { elb504PerMillion: 0.5 }],
    ['no number', { elb500PerMillion: Number.NaN }],
    ['saturated at the target', { saturatedBusyness: 60 }],
    ['saturated beyond 100', { saturatedBusyness: 101 }],
    ['seconds that are no minutes', { saturatedSeconds: 90 }],
    ['more than a day', { saturatedSeconds: 86_460 }],
    ['no days', { certificateDays: 0 }],
    ['more days than a certificate lives', { certificateDays: 399 }],
  ])('as a threshold: %s', (_, thresholds) => {
    expectRefusal(() => monitoredStack({ thresholds }), 'AlarmThresholdInvalid');
  });

  test.each<[string, Partial<PumaMonitoringProps>, string]>([
    ['no routes', { routes: [] }, 'RoutesInvalid'],
    ['a target of 0', { targetBusyness: 0 }, 'TargetBusynessInvalid'],
    ['a target of 96', { targetBusyness: 96 }, 'TargetBusynessInvalid'],
    ['a service name that is no dimension', { serviceName: '' }, 'DimensionValueInvalid'],
    ['a reserved namespace', { metricNamespace: 'AWS/ApplicationELB' }, 'MetricNamespaceInvalid'],
  ])('%s', (_, props, code) => {
    expectRefusal(() => monitoredStack(props), code);
  });

  test('eleven routes', () => {
    expectRefusal(
      () =>
        monitoredStack(
          {},
          Array.from({ length: 11 }, (_, index) => `r${index}`),
        ),
      'RoutesInvalid',
    );
  });

  test('two routes of one name', () => {
    expectRefusal(() => monitoredStack({}, ['api', 'api']), 'RouteNameTaken');
  });
});
