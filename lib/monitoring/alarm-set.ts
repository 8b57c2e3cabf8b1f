import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmThresholds } from './alarm-thresholds';
import type { LoadBalancerMetricName, LoadBalancerMetrics, TargetMetricName } from './load-balancer-metrics';
import type { Meaning, MeaningFigures, Meanings } from './meanings';
import { chunks, total, withPeriod } from './metric-math';
import { alarmDescription } from './meanings';
import type { MonitoredRoute } from './monitored-route';
import type { PumaAlarms } from './puma-alarms';
import type { PumaMetrics } from './puma-metrics';
import type { AlarmWindow, RateAlarm } from '../model/alarms';
import * as rules from '../model/alarms';
import { METRICS_IN_AN_ALARM } from '../model/cloudwatch';

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: AT_LEAST, LESS_THAN_THRESHOLD: BELOW } = cloudwatch.ComparisonOperator;
const { BREACHING, NOT_BREACHING, IGNORE } = cloudwatch.TreatMissingData;

/** What alarms are made of. */
export interface AlarmContext {
  readonly alarms: PumaAlarms;
  readonly figures: MeaningFigures;
  readonly meanings: Meanings;
  readonly thresholds: Required<AlarmThresholds>;
  readonly edge: LoadBalancerMetrics;
  readonly puma: PumaMetrics;
  readonly routes: readonly MonitoredRoute[];
  /** Errors of the functions that issue certificates. */
  readonly issuerErrors: readonly cloudwatch.IMetric[];
}

/** Makes the alarms; each missing-data treatment is chosen by what silence of that metric means. */
export class AlarmSet {
  public readonly all: cloudwatch.Alarm[] = [];

  constructor(
    private readonly scope: Construct,
    private readonly context: AlarmContext,
  ) {}

  public elb500(): cloudwatch.Alarm {
    const { meanings, thresholds } = this.context;
    const rule = { ...rules.ELB_500, perMillion: thresholds.elb500PerMillion };
    return this.elbRate('Elb500', 'HTTPCode_ELB_500_Count', meanings.elb500, rule);
  }

  public elb502(): cloudwatch.Alarm {
    const { meanings, thresholds } = this.context;
    const rule = { ...rules.ELB_502, perMillion: thresholds.elb502PerMillion };
    return this.elbRate('Elb502', 'HTTPCode_ELB_502_Count', meanings.elb502, rule);
  }

  /** A count, since each request fails while no target is there. No data is sent where nothing was counted. */
  public elb503(): cloudwatch.Alarm {
    const metric = this.context.edge.sum('HTTPCode_ELB_503_Count');
    const rule = rules.ELB_503;
    return this.alarm('Elb503', this.context.meanings.elb503, metric, rule.threshold, AT_LEAST, NOT_BREACHING, rule);
  }

  public elb504(): cloudwatch.Alarm {
    const { meanings, thresholds } = this.context;
    const rule = { ...rules.ELB_504, perMillion: thresholds.elb504PerMillion };
    return this.elbRate('Elb504', 'HTTPCode_ELB_504_Count', meanings.elb504, rule);
  }

  public target5xx(): cloudwatch.Alarm[] {
    const { meanings, thresholds } = this.context;
    const rule = { ...rules.TARGET_5XX, perMillion: thresholds.target5xxPerMillion };
    return this.targetRate('Target5xx', ['HTTPCode_Target_5XX_Count'], meanings.target5xx, rule);
  }

  public targetConnections(): cloudwatch.Alarm[] {
    const { meanings, thresholds } = this.context;
    const rule = { ...rules.TARGET_CONNECTIONS, perMillion: thresholds.targetConnectionErrorsPerMillion };
    const names: TargetMetricName[] = ['TargetConnectionErrorCount', 'TargetTLSNegotiationErrorCount'];
    return this.targetRate('TargetConnections', names, meanings.targetConnections, rule);
  }

  /** Hosts are reported as long as they are registered: with none, the alarm on healthy hosts speaks. */
  public unhealthyHosts(): cloudwatch.Alarm {
    const rule = rules.UNHEALTHY_HOSTS;
    const metric = this.overRoutes('UnHealthyHostCount', 'MAX', cloudwatch.Stats.MAXIMUM, 'Unhealthy pods');
    const { meanings } = this.context;
    return this.alarm('UnhealthyHosts', meanings.unhealthyHosts, metric, rule.threshold, AT_LEAST, NOT_BREACHING, rule);
  }

  /** No data means no registered host, which is the worst there is. */
  public noHealthyHosts(): cloudwatch.Alarm {
    const rule = rules.HEALTHY_HOSTS;
    const metric = this.overRoutes('HealthyHostCount', 'MIN', cloudwatch.Stats.MAXIMUM, 'Healthy pods');
    const { meanings } = this.context;
    return this.alarm('NoHealthyHosts', meanings.noHealthyHosts, metric, rule.threshold, BELOW, BREACHING, rule);
  }

  /** Without data nobody knows: the state stays, and the alarm on silence speaks. */
  public saturated(): cloudwatch.Alarm {
    const { thresholds, meanings, puma } = this.context;
    const minutes = thresholds.saturatedSeconds / 60;
    const window = { periodSeconds: 60, evaluationPeriods: minutes, datapointsToAlarm: minutes };
    return this.alarm(
      'Saturated',
      meanings.saturated,
      puma.busyness(),
      thresholds.saturatedBusyness,
      AT_LEAST,
      IGNORE,
      window,
    );
  }

  /** Silence is what it is about. */
  public silent(): cloudwatch.Alarm {
    const rule = rules.SILENT_PUBLISHER;
    const { meanings, puma } = this.context;
    return this.alarm('Silent', meanings.silent, puma.samples(), rule.threshold, BELOW, BREACHING, rule);
  }

  /** As for saturation. */
  public certificate(): cloudwatch.Alarm {
    const { thresholds, meanings, puma } = this.context;
    const metric = puma.certificateDaysLeft();
    return this.alarm(
      'Certificate',
      meanings.certificate,
      metric,
      thresholds.certificateDays,
      BELOW,
      IGNORE,
      rules.CERTIFICATE,
    );
  }

  /** As for saturation. */
  public certificateRefused(): cloudwatch.Alarm {
    const rule = rules.CERTIFICATE_REFUSED;
    const { meanings, puma } = this.context;
    const metric = puma.certificateRefused();
    return this.alarm(
      'CertificateRefused',
      meanings.certificateRefused,
      metric,
      rule.threshold,
      AT_LEAST,
      IGNORE,
      rule,
    );
  }

  /** A function that was not asked has no data: silence is good. */
  public issuer(): cloudwatch.Alarm {
    const { meanings, issuerErrors } = this.context;
    const rule = rules.ISSUER_FAILURE;
    return this.alarm('Issuer', meanings.issuer, total(issuerErrors), rule.threshold, AT_LEAST, NOT_BREACHING, rule);
  }

  private elbRate(id: string, metricName: LoadBalancerMetricName, meaning: Meaning, rule: RateAlarm): cloudwatch.Alarm {
    const { edge } = this.context;
    return this.rate(id, meaning, rule, { errors: edge.sum(metricName) }, { requests: edge.sum('RequestCount') });
  }

  /** One alarm for as many components as an expression holds. */
  private targetRate(
    id: string,
    names: readonly TargetMetricName[],
    meaning: Meaning,
    rule: RateAlarm,
  ): cloudwatch.Alarm[] {
    const { edge, routes } = this.context;
    const routesPerAlarm = Math.floor(METRICS_IN_AN_ALARM / (names.length + 1));
    return chunks(routes, routesPerAlarm).map((chunk, index) => {
      const errors: Record<string, cloudwatch.IMetric> = {};
      const requests: Record<string, cloudwatch.IMetric> = {};
      chunk.forEach(({ targetGroup }, route) => {
        names.forEach((name, kind) => (errors[`e${route}_${kind}`] = edge.target(targetGroup, name)));
        requests[`r${route}`] = edge.target(targetGroup, 'RequestCount');
      });
      return this.rate(index === 0 ? id : `${id}${index + 1}`, meaning, rule, errors, requests);
    });
  }

  /** The load balancer sends no data where it counted nothing: silence is good. */
  private rate(
    id: string,
    meaning: Meaning,
    rule: RateAlarm,
    errors: Record<string, cloudwatch.IMetric>,
    requests: Record<string, cloudwatch.IMetric>,
  ): cloudwatch.Alarm {
    const metric = new cloudwatch.MathExpression({
      expression: rules.perMillionExpression(Object.keys(errors), Object.keys(requests), rule.atLeast),
      usingMetrics: { ...errors, ...requests },
    });
    return this.alarm(id, meaning, metric, rule.perMillion, AT_LEAST, NOT_BREACHING, rule);
  }

  private overRoutes(
    name: TargetMetricName,
    over: 'MIN' | 'MAX',
    statistic: string,
    label: string,
  ): cloudwatch.IMetric {
    const { edge, routes } = this.context;
    const usingMetrics: Record<string, cloudwatch.IMetric> = {};
    routes.forEach(
      ({ targetGroup }, index) => (usingMetrics[`m${index}`] = edge.target(targetGroup, name, { statistic })),
    );
    const filled = Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`);
    return new cloudwatch.MathExpression({ expression: `${over}([${filled.join(', ')}])`, usingMetrics, label });
  }

  private alarm(
    id: string,
    meaning: Meaning,
    metric: cloudwatch.IMetric,
    threshold: number,
    comparisonOperator: cloudwatch.ComparisonOperator,
    treatMissingData: cloudwatch.TreatMissingData,
    window: AlarmWindow,
  ): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this.scope, id, {
      metric: withPeriod(metric, Duration.seconds(window.periodSeconds)),
      alarmDescription: alarmDescription(meaning, this.context.figures),
      threshold,
      comparisonOperator,
      treatMissingData,
      evaluationPeriods: window.evaluationPeriods,
      datapointsToAlarm: window.datapointsToAlarm,
    });
    this.context.alarms._actions.forEach((action) => {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    });
    this.all.push(alarm);
    return alarm;
  }
}
