import { PROMETHEUS_METRICS } from './metrics';

/**
 * Busyness in the three languages that scalers read, each safe when there are no threads to speak of: the plain ratio
 * is then 0/0, which KEDA turns into the most negative number it has.
 */

/**
 * For KEDA's `scalingModifiers` (expr-lang). No threads at all gives the target itself, which holds the fleet as it is;
 * KEDA asks for the two sums one after the other, so free threads may come out a little above all threads: not below 0.
 */
export function busynessFormula(capacity: string, threads: string, targetBusyness: number): string {
  return `${threads} > 0 ? max(0, (1 - ${capacity} / ${threads}) * 100) : ${targetBusyness}`;
}

/** For CloudWatch metric math: no data point where there are no threads, so that a target-tracking policy waits. */
export function busynessMetricMath(capacity: string, threads: string): string {
  return `IF(${threads} > 0, (1 - ${capacity} / ${threads}) * 100)`;
}

/**
 * For Prometheus, by the metric names that the pods' own endpoint and yabeda-puma-plugin share: one element, or none where there are no threads (the
 * comparison filters). Pods of a Deployment are `<name>-<hash>-<five characters>`.
 */
export function busynessQuery(namespaceName: string, deploymentName: string): string {
  const pods = `{namespace="${namespaceName}",pod=~"${deploymentName}-[a-z0-9]+-[a-z0-9]{5}"}`;
  const sum = (metric: string): string => `sum(avg_over_time(${metric}${pods}[1m]))`;
  return `(1 - ${sum(PROMETHEUS_METRICS.poolCapacity[0])} / (${sum(PROMETHEUS_METRICS.maxThreads[0])} > 0)) * 100`;
}
