import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ifKnown } from '../known';
import { busynessMetricMath } from '../model/busyness-expression';
import { checkDimensionValue, checkMetricNamespace } from '../model/cloudwatch';
import { PUMA_METRICS } from '../model/metrics';

export interface PumaMetricsProps {
  /** Name of the service, as its pods publish it in the metrics' dimension. */
  readonly serviceName: string;

  /**
   * CloudWatch namespace that the pods publish to.
   *
   * @default 'CdkPumaEks'
   */
  readonly metricNamespace?: string;
}

/**
 * What the pods of a service publish, as CloudWatch metrics: for dashboards and alarms of one's own. Every metric is over
 * all pods, by the minute unless told otherwise.
 *
 * A pod's point is a statistic set of one sample a second, so a `Sum` adds seconds as well as pods; the methods divide by
 * the seconds where a level is meant.
 */
export class PumaMetrics {
  private readonly namespace: string;
  private readonly serviceName: string;

  /** Throws `DimensionValueInvalid`, `MetricNamespaceInvalid`. */
  constructor(props: PumaMetricsProps) {
    this.serviceName = props.serviceName;
    this.namespace = props.metricNamespace ?? PUMA_METRICS.namespace;
    ifKnown(this.serviceName, (name) => checkDimensionValue('serviceName', name));
    ifKnown(this.namespace, (namespace) => checkMetricNamespace('metricNamespace', namespace));
  }

  /** Busy threads in percent of all threads, 0 to 100: the series that pods follow. No data where there are no threads. */
  public busyness(options?: cloudwatch.MetricOptions): cloudwatch.MathExpression {
    return this.math(
      busynessMetricMath('capacity', 'threads'),
      { capacity: this.sum(PUMA_METRICS.poolCapacity, options), threads: this.sum(PUMA_METRICS.maxThreads, options) },
      'Busyness %',
      options,
    );
  }

  /** Pods that publish, estimated from the number of samples: each sends one a second. */
  public pods(options?: cloudwatch.MetricOptions): cloudwatch.MathExpression {
    return this.math('samples / PERIOD(samples)', { samples: this.samples(options) }, 'Pods (estimated)', options);
  }

  /** Threads at most, over all pods. */
  public maxThreads(options?: cloudwatch.MetricOptions): cloudwatch.MathExpression {
    return this.level(PUMA_METRICS.maxThreads, 'Threads at most', options);
  }

  /** Free threads, and those that could still be spawned, over all pods. */
  public poolCapacity(options?: cloudwatch.MetricOptions): cloudwatch.MathExpression {
    return this.level(PUMA_METRICS.poolCapacity, 'Free threads', options);
  }

  /** Threads at work plus requests queued in Puma, over all pods (Puma 6.6 and later): does not saturate. */
  public busyThreads(options?: cloudwatch.MetricOptions): cloudwatch.MathExpression {
    return this.level(PUMA_METRICS.busyThreads, 'Busy threads and queue', options);
  }

  /** Requests that Puma has accepted and that wait for a thread, over all pods. */
  public backlog(options?: cloudwatch.MetricOptions): cloudwatch.MathExpression {
    return this.level(PUMA_METRICS.backlog, 'Waiting for a thread', options);
  }

  /** Requests served in a period, over all pods. */
  public requests(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.sum(PUMA_METRICS.requests, options);
  }

  /** Samples that arrived in a period, from all pods: none means that no pod publishes. */
  public samples(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(PUMA_METRICS.maxThreads, cloudwatch.Stats.SAMPLE_COUNT, options);
  }

  /** Days left on the certificate that expires first, in the pod that has the oldest. */
  public certificateDaysLeft(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(PUMA_METRICS.certificateDaysLeft, cloudwatch.Stats.MINIMUM, options);
  }

  /**
   * 1 while a pod serves an old certificate because the newer version of its secret was refused: of no use, denied or gone.
   * Else 0, also while Secrets Manager does not answer, which only delays a renewal (`certificateDaysLeft` sees that).
   */
  public certificateRefused(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(PUMA_METRICS.certificateRefused, cloudwatch.Stats.MAXIMUM, options);
  }

  /** Data points that pods could not send, told once sending works again. */
  public droppedPoints(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.sum(PUMA_METRICS.dropped, options);
  }

  /** The sum of a level's samples, divided by how many of them one pod sends: one for each second of the period. */
  private level(metricName: string, label: string, options?: cloudwatch.MetricOptions): cloudwatch.MathExpression {
    const id = metricName.charAt(0).toLowerCase() + metricName.slice(1);
    return this.math(`${id} / PERIOD(${id})`, { [id]: this.sum(metricName, options) }, label, options);
  }

  private math(
    expression: string,
    usingMetrics: Record<string, cloudwatch.IMetric>,
    label: string,
    options: cloudwatch.MetricOptions = {},
  ): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression,
      usingMetrics,
      label: options.label ?? label,
      color: options.color,
      period: options.period ?? MINUTE,
    });
  }

  private sum(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(metricName, cloudwatch.Stats.SUM, options);
  }

  private metric(metricName: string, statistic: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: this.namespace,
      metricName,
      dimensionsMap: { [PUMA_METRICS.dimension]: this.serviceName },
      statistic,
      period: MINUTE,
      ...options,
    });
  }
}

const MINUTE = Duration.minutes(1);
