import { KedaIdentity } from './keda-identity';
import { cloudWatchTriggers, prometheusTrigger } from './keda-sources';
import type { CloudWatchMetricOptions, ExternalMetricOptions, PrometheusMetricOptions } from './metric-source-options';
import type { RenderedSource, SourceContext } from './scaled-object';
import { checkLabels } from './selector-labels';
import { ifKnown } from '../known';
import { wholeNumberWithin } from '../model/checks';
import { checkMetricPeriod, DEFAULT_METRIC_PERIOD_SECONDS } from '../model/cloudwatch';
import { refuse } from '../model/errors';
import { checkObjectName } from '../model/labels';
import { checkRegion } from '../model/names';
import { EXTERNAL_WINDOW_SECONDS } from '../model/scaling';

/** Where the busyness that pods follow is read. */
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
    return new MetricSource('cloudWatch', periodSeconds, options.countBacklog, identity, (context) =>
      cloudWatchTriggers(context, options, periodSeconds, identity),
    );
  }

  /**
   * Prometheus: one trigger whose PromQL gives busyness.
   *
   * Throws `EndpointInvalid`, `QueryEmpty`, `NameInvalid`, `AuthModesInvalid`.
   */
  public static prometheus(options: PrometheusMetricOptions): MetricSource {
    ifKnown(options.serverAddress, (address) => checkUrl('metric.serverAddress', address));
    ifKnown(options.triggerAuthentication, (name) => checkObjectName('metric.triggerAuthentication', name));
    ifKnown(options.query, checkQuery);
    ifKnown(options.authModes, (modes) => checkAuthModes(modes, options.triggerAuthentication));
    const { countBacklog } = options;
    return new MetricSource('prometheus', DEFAULT_METRIC_PERIOD_SECONDS, countBacklog, undefined, (context) =>
      prometheusTrigger(context, options),
    );
  }

  /**
   * A metric that an adapter serves to the cluster's HPA, for those who run prometheus-adapter: a plain HorizontalPodAutoscaler,
   * and no KEDA, which would take the adapter's place (a cluster has one server of external metrics). While the metric is
   * missing the fleet keeps its size. Without KEDA there is neither `fallbackPods` nor `scheduled`.
   *
   * To change between this and the others, deploy with a fixed number of `replicas` in between: KEDA refuses a Deployment that
   * another HPA scales, and beside a ScaledObject, where nobody refuses an HPA, the two would undo each other's work.
   *
   * Throws `MetricNameInvalid`, `MetricWindowInvalid`, `LabelInvalid`.
   */
  public static external(options: ExternalMetricOptions): MetricSource {
    ifKnown(options.metricName, (name) => checkExternalName('metric.metricName', name));
    checkLabels('metric.labels', options.labels ?? {});
    const windowSeconds = options.windowSeconds ?? DEFAULT_METRIC_PERIOD_SECONDS;
    wholeNumberWithin(
      {
        code: 'MetricWindowInvalid',
        path: 'metric.windowSeconds',
        ...EXTERNAL_WINDOW_SECONDS,
        why: 'a mean over less is noise, and one over more tells of a load that is long gone',
      },
      windowSeconds,
    );
    return new MetricSource('external', DEFAULT_METRIC_PERIOD_SECONDS, options.countBacklog, undefined, () => ({
      periodSeconds: windowSeconds,
      endOffsetSeconds: 0,
      triggers: [],
      external: { name: options.metricName, labels: options.labels },
    }));
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'cloudWatch' | 'prometheus' | 'external',
    /** @internal */
    public readonly _periodSeconds: number,
    /** Whether it knows no saturation. @internal */
    public readonly _countsBacklog = false,
    /** Whose credentials read CloudWatch; absent when nothing does. @internal */
    public readonly _identity: KedaIdentity | undefined,
    /** @internal */
    public readonly _render: (context: SourceContext) => RenderedSource,
  ) {}

  /** Whether the pods must publish to CloudWatch for it. @internal */
  public get _readsCloudWatch(): boolean {
    return this._identity !== undefined;
  }

  /** Whether the cluster must run KEDA for it. @internal */
  public get _needsKeda(): boolean {
    return this._kind !== 'external';
  }
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

/** Kubernetes asks for the metric by a URL with its name in it. */
function checkExternalName(path: string, given: string): void {
  if (/^[^\s/%]{1,253}$/.test(given) && given !== '.' && given !== '..') return;
  refuse({
    code: 'MetricNameInvalid',
    path,
    given,
    allowed: "a name without spaces, '/' and '%', such as puma_busyness",
    why: 'the API server takes no other name of a metric: it becomes part of a URL',
  });
}

/** What KEDA's scalers take; of the exclusive ones at most one, as each fills the same header. */
const AUTH_MODES = ['basic', 'bearer', 'custom', 'oauth', 'tls'];
const EXCLUSIVE_MODES = ['basic', 'bearer', 'oauth'];

function checkAuthModes(given: string, triggerAuthentication: string | undefined): void {
  const modes = given.split(',').map((mode) => mode.trim());
  const known = modes.every((mode) => AUTH_MODES.includes(mode));
  const exclusive = modes.filter((mode) => EXCLUSIVE_MODES.includes(mode)).length;
  if (known && exclusive <= 1 && triggerAuthentication !== undefined) return;
  refuse({
    code: 'AuthModesInvalid',
    path: 'metric.authModes',
    given,
    allowed: `${AUTH_MODES.join(', ')}, of ${EXCLUSIVE_MODES.join(', ')} only one, and together with triggerAuthentication`,
    why: 'KEDA takes the credentials for it from the TriggerAuthentication, and a trigger that it cannot read scales nothing',
  });
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
