import {
  checkDimensionValue,
  checkMetricNamespace,
  checkMetricPeriod,
  checkPublishInterval,
  METRIC_PERIODS,
} from '../../lib/model/cloudwatch';
import { PUBLISH_INTERVALS } from '../../lib/model/metrics';
import { NO_WHOLE_NUMBER } from '../support/illegal';
import { expectRefusal } from '../support/refusal';

test.each(['CdkPumaEks', 'Acme/Puma', 'a.b-c_d#e:f'])('takes %s as a namespace', (namespace) => {
  expect(checkMetricNamespace('metricNamespace', namespace)).toBe(namespace);
});

test.each(['', 'AWS/EC2', 'with space', 'x'.repeat(256)])('refuses %j as a namespace', (namespace) => {
  expectRefusal(() => checkMetricNamespace('metricNamespace', namespace), 'MetricNamespaceInvalid');
});

test.each(['email', 'E-Mail Service', 'x'.repeat(1024)])('takes %s as the value of the dimension', (value) => {
  expect(checkDimensionValue('serviceName', value)).toBe(value);
});

test.each(['', ' email', ':email', 'a;b', 'é', 'x'.repeat(1025)])(
  'refuses %j as the value of the dimension',
  (value) => {
    expectRefusal(() => checkDimensionValue('serviceName', value), 'DimensionValueInvalid');
  },
);

test.each([10, 30, 60])('takes a period of %d s', (period) => {
  expect(checkMetricPeriod('periodSeconds', period)).toBe(period);
});

test.each([0, 1, 5, 15, 120, 300, Number.NaN])('refuses a period of %d s', (period) => {
  expectRefusal(() => checkMetricPeriod('periodSeconds', period), 'MetricPeriodInvalid');
});

test.each(METRIC_PERIODS)('takes each interval that fills a period of %d s evenly, and no other', (period) => {
  const check = (interval: number): number => checkPublishInterval('publishIntervalSeconds', interval, period);
  const [even, uneven] = [true, false].map((wanted) =>
    PUBLISH_INTERVALS.filter((interval) => (period % interval === 0) === wanted),
  );
  for (const interval of even) expect(check(interval)).toBe(interval);
  for (const interval of uneven) expectRefusal(() => check(interval), 'PublishIntervalInvalid');
});

test.each(NO_WHOLE_NUMBER)('refuses an interval of %p', (given) => {
  expectRefusal(() => checkPublishInterval('publishIntervalSeconds', given as number), 'PublishIntervalInvalid');
});
