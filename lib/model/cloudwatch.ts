import { checkKnown } from './checks';
import { refuse } from './errors';
import { PUBLISH_INTERVAL_SECONDS, PUBLISH_INTERVALS } from './metrics';

/** Seconds between two samples that make up a pod's point: Puma's own cluster statistics are no fresher. */
export const SAMPLE_INTERVAL_SECONDS = 1;

/** Seconds by which CloudWatch keeps points apart, as `StorageResolution` of PutMetricData takes them. */
export const STORAGE_RESOLUTION_SECONDS = { standard: 60, high: 1 } as const;

/** Metric periods, in seconds, that KEDA's CloudWatch trigger and an EC2 target-tracking policy both take. */
export const METRIC_PERIODS: readonly number[] = [10, 30, 60];

/** Period that needs no high-resolution storage, works in every Region, and averages 60 samples a pod. */
export const DEFAULT_METRIC_PERIOD_SECONDS = STORAGE_RESOLUTION_SECONDS.standard;

/** One-second samples that a scaling decision must average, or it follows noise (field data, Puma with 5 threads). */
export const SAMPLES_NEEDED = 15;

/** Metrics that one alarm's expression may read (CloudWatch, "Create an alarm based on a metric math expression"). */
export const METRICS_IN_AN_ALARM = 10;

const NAMESPACE = /^[\w.\-/#:]{1,255}$/;

/** Refuses what CloudWatch does not take as the namespace of a custom metric. */
export function checkMetricNamespace(path: string, given: string): string {
  if (!NAMESPACE.test(given) || given.startsWith('AWS/')) {
    refuse({
      code: 'MetricNamespaceInvalid',
      path,
      given,
      allowed: "1 to 255 letters, digits and . - _ / # :, not beginning with 'AWS/'",
      why: 'PutMetricData takes only such namespaces, and those that begin with AWS/ are reserved',
    });
  }
  return given;
}

/** Refuses a service name that cannot be the value of the metrics' dimension in CloudWatch and in KEDA. */
export function checkDimensionValue(path: string, given: string): string {
  if (!/^[\x21-\x7e]([\x20-\x7e]{0,1022}[\x21-\x7e])?$/.test(given) || given.startsWith(':') || given.includes(';')) {
    refuse({
      code: 'DimensionValueInvalid',
      path,
      given,
      allowed: "1 to 1024 printable ASCII characters, not beginning with ':' or a space, without ';'",
      why: "it is a dimension's value in CloudWatch, and KEDA splits dimensions at ';'",
    });
  }
  return given;
}

/** Refuses a period that one of the two autoscalers does not take, or that a pod publishes too seldom for. */
export function checkMetricPeriod(path: string, given: number): number {
  checkKnown(path, given);
  if (!METRIC_PERIODS.includes(given)) {
    refuse({
      code: 'MetricPeriodInvalid',
      path,
      given,
      allowed: `${METRIC_PERIODS.join(', ')} (seconds)`,
      why: `pods publish every ${PUBLISH_INTERVAL_SECONDS} s by default, and the autoscalers take no other period up to a minute`,
    });
  }
  return given;
}

/** Where target tracking knows no points below a minute (EC2 Auto Scaling, "high-resolution metrics for faster response"). */
const MINUTES_ALONE = 'us-gov-';

/** Refuses points below a minute for target tracking in a Region that has none. */
export function checkTrackingRegion(path: string, periodSeconds: number, region: string): void {
  if (periodSeconds >= STORAGE_RESOLUTION_SECONDS.standard || !region.startsWith(MINUTES_ALONE)) return;
  refuse({
    code: 'HighResolutionUnavailable',
    path,
    given: periodSeconds,
    allowed: `${STORAGE_RESOLUTION_SECONDS.standard} (seconds) in ${region}`,
    why: 'target tracking on points below a minute is in all Regions but those of AWS GovCloud (US)',
  });
}

/** Refuses seconds between two points of a pod that would leave some of the metric's periods with fewer points than others. */
export function checkPublishInterval(
  path: string,
  given: number,
  periodSeconds: number = DEFAULT_METRIC_PERIOD_SECONDS,
): number {
  checkKnown(path, given);
  const allowed = PUBLISH_INTERVALS.filter((interval) => periodSeconds % interval === 0);
  if (!allowed.includes(given)) {
    refuse({
      code: 'PublishIntervalInvalid',
      path,
      given,
      allowed: `${allowed.join(', ')} (seconds)`,
      why: 'each period of the metric must hold as many points of a pod as the next: whole shares of it, and none longer',
    });
  }
  return given;
}
