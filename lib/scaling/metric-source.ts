import { KedaIdentity } from './keda-identity';
import type { KedaTrigger, RenderedSource, SourceContext } from './scaled-object';
import { ifKnown } from '../known';
import {
  busynessCounterQuery,
  busynessFormula,
  busynessQuery,
  COUNTER_WINDOW_SECONDS,
} from '../model/busyness-expression';
import { checkMetricPeriod, DEFAULT_METRIC_PERIOD_SECONDS } from '../model/cloudwatch';
import { refuse } from '../model/errors';
import { PUMA_METRICS } from '../model/metrics';
import { checkKubernetesName, checkRegion } from '../model/names';
import { metricWindow } from '../model/scaling';

/** How KEDA reads Puma's metrics from CloudWatch. */
export interface CloudWatchMetricOptions {
  /**
   * Length of a data point in seconds: 10, 30 or 60. Shorter reacts sooner and averages less: one point must average
   * at least 15 one-second samples over the pods (field data). Below 60 the metrics must be stored at high resolution.
   *
   * @default 60
   */
  readonly periodSeconds?: number;

  /**
   * Region whose CloudWatch the pods publish to.
   *
   * @default - the stack's
   */
  readonly region?: string;

  /**
   * Which credentials KEDA reads the metrics with.
   *
   * @default KedaIdentity.kedaOperator()
   */
  readonly identity?: KedaIdentity;

  /**
   * URL of another CloudWatch endpoint, such as a VPC endpoint without private DNS.
   *
   * @default - the Region's own
   */
  readonly endpoint?: string;
}

/** How KEDA reads Puma's metrics from Prometheus. */
export interface PrometheusMetricOptions {
  /** URL of the Prometheus API without a path, as KEDA's operator reaches it: `http://prometheus.monitoring:9090`. */
  readonly serverAddress: string;

  /**
   * PromQL that gives ONE element, the fleet's busyness in percent. It must give none at all, rather than 0, when the
   * pods' metrics are missing: an empty answer holds the fleet's size, a 0 would shrink it.
   *
   * @default - where pods answer Prometheus themselves (`metrics.prometheus`), from the counters
   * `puma_spare_thread_seconds_total` and `puma_thread_seconds_total` over two minutes, for which Prometheus must scrape every
   * minute at least; elsewhere from the gauges `puma_pool_capacity` and `puma_max_threads`, the names of yabeda-puma-plugin,
   * averaged over a minute. Summed over the pods of the Deployment, by the labels `namespace` and `pod`
   */
  readonly query?: string;

  /**
   * Name of a TriggerAuthentication in the service's namespace, for a Prometheus that asks for credentials.
   *
   * @default - none
   */
  readonly triggerAuthentication?: string;

  /**
   * How KEDA authenticates, as its `authModes`: `bearer`, `basic`, `tls`, `custom`, several separated by commas.
   *
   * @default - none
   */
  readonly authModes?: string;
}

/** Where KEDA reads the busyness that pods follow. */
export class MetricSource {
  /**
   * CloudWatch, where the pods publish: two triggers, the fleet's free threads and its threads, and a formula that makes
   * busyness of them. KEDA asks for each by `GetMetricData` at every look of the HPA (15 s).
   *
   * Throws `MetricPeriodInvalid`, `RegionInvalid`, `EndpointInvalid`.
   */
  public static cloudWatch(options: CloudWatchMetricOptions = {}): MetricSource {
    const periodSeconds = options.periodSeconds ?? DEFAULT_METRIC_PERIOD_SECONDS;
    checkMetricPeriod('metric.periodSeconds', periodSeconds);
    ifKnown(options.region, (region) => checkRegion('metric.region', region));
    ifKnown(options.endpoint, (endpoint) => checkUrl('metric.endpoint', endpoint));
    const identity = options.identity ?? KedaIdentity.kedaOperator();
    return new MetricSource(periodSeconds, identity, (context) =>
      cloudWatchTriggers(context, options, periodSeconds, identity),
    );
  }

  /**
   * Prometheus: one trigger whose PromQL gives busyness.
   *
   * Throws `EndpointInvalid`, `QueryEmpty`, `NameInvalid`.
   */
  public static prometheus(options: PrometheusMetricOptions): MetricSource {
    ifKnown(options.serverAddress, (address) => checkUrl('metric.serverAddress', address));
    ifKnown(options.triggerAuthentication, (name) => checkKubernetesName('metric.triggerAuthentication', name));
    ifKnown(options.query, checkQuery);
    return new MetricSource(DEFAULT_METRIC_PERIOD_SECONDS, undefined, (context) => prometheusTrigger(context, options));
  }

  private constructor(
    /** @internal */
    public readonly _periodSeconds: number,
    /** Whose credentials read CloudWatch; absent when nothing does. @internal */
    public readonly _identity: KedaIdentity | undefined,
    /** @internal */
    public readonly _render: (context: SourceContext) => RenderedSource,
  ) {}

  /** Whether the pods must publish to CloudWatch for it. @internal */
  public get _readsCloudWatch(): boolean {
    return this._identity !== undefined;
  }
}

function cloudWatchTriggers(
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
  return {
    periodSeconds,
    triggers: [trigger('capacity', PUMA_METRICS.poolCapacity), trigger('threads', PUMA_METRICS.maxThreads)],
    scalingModifiers: {
      formula: busynessFormula('capacity', 'threads', context.targetBusyness),
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

function prometheusTrigger(context: SourceContext, options: PrometheusMetricOptions): RenderedSource {
  const counters = context.podsAnswerPrometheus && options.query === undefined;
  const defaultQuery = counters ? busynessCounterQuery : busynessQuery;
  return {
    periodSeconds: counters ? COUNTER_WINDOW_SECONDS : DEFAULT_METRIC_PERIOD_SECONDS,
    triggers: [
      {
        type: 'prometheus',
        name: 'busyness',
        // Never AverageValue: it would divide the percentage by the number of pods.
        metricType: 'Value',
        metadata: {
          serverAddress: options.serverAddress,
          query: options.query ?? defaultQuery(context.namespaceName, context.deploymentName),
          threshold: String(context.targetBusyness),
          ignoreNullValues: 'false',
          ...(options.authModes && { authModes: options.authModes }),
        },
        ...(options.triggerAuthentication && { authenticationRef: { name: options.triggerAuthentication } }),
      },
    ],
  };
}

function checkUrl(path: string, given: string): void {
  if (!/^https?:\/\/[^\s/?#]+\/?[^\s?#]*$/.test(given)) {
    refuse({
      code: 'EndpointInvalid',
      path,
      given,
      allowed: 'an http or https URL without a query, such as https://monitoring.eu-west-1.amazonaws.com',
      why: "KEDA's operator calls it to read the metric",
    });
  }
}

function checkQuery(given: string): void {
  if (given.trim() === '') {
    refuse({
      code: 'QueryEmpty',
      path: 'metric.query',
      given,
      allowed: 'PromQL that gives one element, or nothing for the default query',
      why: 'the number of pods follows what the query gives',
    });
  }
}
