import { checkPublishInterval } from '../model/cloudwatch';
import { refuse } from '../model/errors';
import { PUBLISH_INTERVAL_SECONDS } from '../model/metrics';
import { checkKubernetesName } from '../model/names';
import { ifKnown } from '../known';
import type { PodMetricsOptions } from './pod-metrics-options';

/** Where the pods' figures go, settled. */
export interface PodMetrics {
  readonly cloudWatch: boolean;
  readonly publishIntervalSeconds: number;
  readonly prometheus: boolean;
  /** Absent for all namespaces. */
  readonly prometheusNamespaces?: readonly string[];
}

/** What was asked for, and what holds where nothing was. Refuses what nobody would read. */
export function podMetricsOf(options: PodMetricsOptions = {}): PodMetrics {
  const { publishIntervalSeconds, prometheusNamespaces } = options;
  const cloudWatch = options.cloudWatch ?? true;
  const prometheus = options.prometheus ?? false;
  if (publishIntervalSeconds !== undefined) {
    checkPublishInterval('metrics.publishIntervalSeconds', publishIntervalSeconds);
    if (!cloudWatch) {
      refuse({
        code: 'PublishIntervalUnused',
        path: 'metrics.publishIntervalSeconds',
        given: publishIntervalSeconds,
        allowed: 'an interval only where metrics.cloudWatch is not false',
        why: 'nothing is published at intervals but to CloudWatch; Prometheus scrapes when it likes',
      });
    }
  }
  if (prometheusNamespaces !== undefined) checkNamespaces(prometheusNamespaces, prometheus);
  return {
    cloudWatch,
    prometheus,
    publishIntervalSeconds: publishIntervalSeconds ?? PUBLISH_INTERVAL_SECONDS,
    prometheusNamespaces,
  };
}

function checkNamespaces(given: readonly string[], prometheus: boolean): void {
  given.forEach((name, i) =>
    ifKnown(name, (known) => checkKubernetesName(`metrics.prometheusNamespaces[${i}]`, known)),
  );
  if (prometheus && given.length > 0) return;
  refuse({
    code: 'PrometheusNamespacesInvalid',
    path: 'metrics.prometheusNamespaces',
    given,
    allowed: 'one namespace or more, together with metrics.prometheus: true',
    why: 'the network policy lets their pods reach the endpoint, which must be there, and nobody else in the cluster',
  });
}
