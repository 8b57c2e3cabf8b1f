import { PROMETHEUS_METRICS } from './metrics';
import type { PrometheusSeries } from './metrics';

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

/** The variant that counts what waits in Puma: it does not saturate, and never falls below what it can be. */
export function backlogFormula(busy: string, threads: string, targetBusyness: number): string {
  return `${threads} > 0 ? ${busy} / ${threads} * 100 : ${targetBusyness}`;
}

/** For CloudWatch metric math: no data point where there are no threads, so that a target-tracking policy waits. */
export function busynessMetricMath(capacity: string, threads: string): string {
  return `IF(${threads} > 0, (1 - ${capacity} / ${threads}) * 100)`;
}

/** Seconds over which the pods' counters are read: two scrapes at Prometheus' own default of a minute between them. */
export const COUNTER_WINDOW_SECONDS = 120;

/**
 * For Prometheus, by the gauges that the pods' own endpoint and yabeda-puma-plugin name alike: one element, or none where
 * there are no threads (the comparison filters).
 */
export function busynessQuery(namespaceName: string, deploymentName: string): string {
  const { poolCapacity, maxThreads } = PROMETHEUS_METRICS;
  const pods = podsOf(namespaceName, deploymentName);
  return ratio(([metric]) => `sum(avg_over_time(${metric}${pods}[1m]))`, poolCapacity, maxThreads);
}

/** The same by the counters that the pods' own endpoint alone has: each second counts, not the moments of the scrapes. */
export function busynessCounterQuery(namespaceName: string, deploymentName: string): string {
  const { spareThreadSeconds, threadSeconds } = PROMETHEUS_METRICS;
  const pods = podsOf(namespaceName, deploymentName);
  const range = `[${COUNTER_WINDOW_SECONDS}s]`;
  return ratio(([metric]) => `sum(rate(${metric}${pods}${range}))`, spareThreadSeconds, threadSeconds);
}

/** The variant that counts what waits in Puma, by gauges, as there is no counter of it. */
export function backlogQuery(namespaceName: string, deploymentName: string): string {
  const pods = podsOf(namespaceName, deploymentName);
  const sum = ([metric]: PrometheusSeries): string => `sum(avg_over_time(${metric}${pods}[1m]))`;
  return `${sum(PROMETHEUS_METRICS.busyThreads)} / (${sum(PROMETHEUS_METRICS.maxThreads)} > 0) * 100`;
}

/** What Kubernetes leaves of the first part of a pod's name (apiserver, `names.SimpleNameGenerator`): 63 less five. */
const POD_NAME_BASE = 58;
/** Longest hash of a ReplicaSet's template, with a dash before and behind it. */
const HASH_AND_DASHES = 12;

/** Pods of a Deployment are `<name>-<hash>-<five characters>`, and where that is too long their first part is cut. */
function podsOf(namespaceName: string, deploymentName: string): string {
  const whole = deploymentName.length + HASH_AND_DASHES <= POD_NAME_BASE || !/^[a-z0-9.-]+$/.test(deploymentName);
  const pods = whole
    ? `${deploymentName}-[a-z0-9]+-[a-z0-9]{5}`
    : `${deploymentName.slice(0, POD_NAME_BASE)}[a-z0-9-]*[a-z0-9]{5}`;
  return `{namespace="${namespaceName}",pod=~"${pods}"}`;
}

function ratio(sum: (series: PrometheusSeries) => string, free: PrometheusSeries, all: PrometheusSeries): string {
  return `(1 - ${sum(free)} / (${sum(all)} > 0)) * 100`;
}
