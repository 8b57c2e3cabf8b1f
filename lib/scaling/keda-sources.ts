import type { KedaIdentity } from './keda-identity';
import { namedWindows, PODS, podsTrigger, windowName, windowTriggers } from './extra-triggers';
import type { CloudWatchMetricOptions, PrometheusMetricOptions } from './metric-source-options';
import type { KedaTrigger, RenderedSource, SourceContext } from './scaled-object';
import {
  backlogFormula,
  backlogQuery,
  busynessCounterQuery,
  busynessFormula,
  busynessQuery,
  COUNTER_WINDOW_SECONDS,
} from '../model/busyness-expression';
import { DEFAULT_METRIC_PERIOD_SECONDS } from '../model/cloudwatch';
import { PUMA_METRICS } from '../model/metrics';
import { metricWindow } from '../model/scaling';
import { compositeFormula } from '../model/scheduled-capacity';

/** Two triggers and a formula over them; scheduled windows are in the formula too. */
export function cloudWatchTriggers(
  context: SourceContext,
  options: CloudWatchMetricOptions,
  periodSeconds: number,
  identity: KedaIdentity,
): RenderedSource {
  const window = metricWindow(periodSeconds, context.publishIntervalSeconds);
  const trigger = (name: string, metricName: string): KedaTrigger => ({
    type: 'aws-cloudwatch',
    name,
    metadata: {
      namespace: context.metricNamespace,
      metricName,
      dimensionName: PUMA_METRICS.dimension,
      dimensionValue: context.serviceName,
      // Of both metrics a pod sends the same samples, so the ratio of their sums is the mean over all of them.
      metricStat: 'Sum',
      metricStatPeriod: String(window.periodSeconds),
      metricCollectionTime: String(window.collectionSeconds),
      metricEndTimeOffset: String(window.endOffsetSeconds),
      // Without this an outage reads as minMetricValue, and the fleet is scaled in while nobody can see it.
      ignoreNullValues: 'false',
      // KEDA demands both; neither is read: the formula makes the value, its own target is what counts.
      minMetricValue: '0',
      targetMetricValue: '1',
      awsRegion: options.region ?? context.region,
      ...(options.endpoint && { awsEndpoint: options.endpoint }),
      ...(identity._kind === 'operator' && { identityOwner: 'operator' }),
    },
    ...authenticationRef(identity, context.deploymentName),
  });
  const [name, metricName, formula] = options.countBacklog
    ? (['busy', PUMA_METRICS.busyThreads, backlogFormula] as const)
    : (['capacity', PUMA_METRICS.poolCapacity, busynessFormula] as const);
  const { scheduled, targetBusyness, scaleUpTolerance } = context;
  const busyness = formula(name, 'threads', targetBusyness);
  const windows = namedWindows(scheduled);
  return {
    periodSeconds,
    endOffsetSeconds: window.endOffsetSeconds,
    triggers: [
      trigger(name, metricName),
      trigger('threads', PUMA_METRICS.maxThreads),
      // KEDA puts the formula's value in the place of every other trigger's but CPU: windows have to be in it.
      ...(windows.length > 0 ? [...windows, podsTrigger(context.podLabels)] : []),
    ],
    scalingModifiers: {
      formula:
        windows.length > 0
          ? compositeFormula(
              busyness,
              windows.map((_, i) => windowName(i)),
              PODS,
              targetBusyness,
              scaleUpTolerance,
            )
          : busyness,
      target: String(context.targetBusyness),
      metricType: 'Value',
    },
  };
}

function authenticationRef(identity: KedaIdentity, ownName: string): Pick<KedaTrigger, 'authenticationRef'> {
  switch (identity._kind) {
    case 'operator':
      return {};
    case 'podIdentity':
      return { authenticationRef: { name: ownName } };
    case 'existing':
      return { authenticationRef: { name: identity._name! } };
    case 'existingOfCluster':
      return { authenticationRef: { name: identity._name!, kind: 'ClusterTriggerAuthentication' } };
  }
}

/** One trigger whose PromQL gives busyness; scheduled windows stand beside it, and the HPA takes the larger. */
export function prometheusTrigger(context: SourceContext, options: PrometheusMetricOptions): RenderedSource {
  const { countBacklog = false, query } = options;
  const counters = context.podsAnswerPrometheus && query === undefined && !countBacklog;
  const defaultQuery = countBacklog ? backlogQuery : counters ? busynessCounterQuery : busynessQuery;
  return {
    periodSeconds: counters ? COUNTER_WINDOW_SECONDS : DEFAULT_METRIC_PERIOD_SECONDS,
    endOffsetSeconds: 0,
    triggers: [
      {
        type: 'prometheus',
        name: 'busyness',
        // Never AverageValue: it would divide the percentage by the number of pods.
        metricType: 'Value',
        metadata: {
          serverAddress: options.serverAddress,
          query: query ?? defaultQuery(context.namespaceName, context.deploymentName),
          threshold: String(context.targetBusyness),
          ignoreNullValues: 'false',
          ...(options.authModes && { authModes: options.authModes }),
        },
        ...(options.triggerAuthentication && { authenticationRef: { name: options.triggerAuthentication } }),
      },
      ...windowTriggers(context.scheduled, context.scaleUpTolerance),
    ],
  };
}
