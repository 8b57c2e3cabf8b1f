import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { ISSUER_FAILURE } from '../model/alarms';
import { WATCH_ALARM, WATCH_EVENT, WATCH_EVERY_HOURS, WATCH_METRIC } from '../model/certificates';
import { refuse } from '../model/errors';
import type { CertificateIssuer } from './certificate-issuer';

/** Settings of the alarms on an issuer. */
export interface CertificateAlarmsProps {
  /** The issuer: all of its certificates are watched. */
  readonly issuer: CertificateIssuer;

  /**
   * What is done when an alarm goes off, and when it is over: at least one, such as an `SnsAction`. Throws
   * `CertificateAlarmsTellNobody`.
   */
  readonly actions: cloudwatch.IAlarmAction[];
}

/**
 * Alarms on an issuer of your own, or on the one of a `ServerCertificate` that stands alone. A `PumaService` does not need
 * them: its pods say how many days are left, and its alarms speak of both.
 *
 * Twice a day the function looks at all of its certificates and publishes the days left of the first to end, in the
 * namespace `CdkPumaEks` as `CertificateDaysLeft`.
 */
export class CertificateAlarms extends Construct {
  /** A certificate was not issued or renewed, or is not as pods need it. */
  public readonly failureAlarm: cloudwatch.Alarm;
  /** Fewer than 21 days are left of a certificate: two renewals in a row have failed. */
  public readonly daysLeftAlarm: cloudwatch.Alarm;
  /** Has the function look. */
  public readonly rule: events.Rule;

  constructor(scope: Construct, id: string, props: CertificateAlarmsProps) {
    super(scope, id);
    const { issuer, actions } = props;
    if (actions.length === 0) {
      refuse({
        code: 'CertificateAlarmsTellNobody',
        path: 'actions',
        given: [],
        allowed: 'at least one action, such as new SnsAction(topic)',
        why: 'an alarm that tells nobody looks like monitoring and is none',
      });
    }
    this.rule = new events.Rule(this, 'Watch', {
      description: `Days left of the certificates that ${issuer.node.path} issues`,
      schedule: events.Schedule.rate(Duration.hours(WATCH_EVERY_HOURS)),
      targets: [
        new LambdaFunction(issuer.function, {
          event: events.RuleTargetInput.fromObject({ [WATCH_EVENT]: 'certificates' }),
        }),
      ],
    });
    // A function that was not asked has no errors: silence is good.
    this.failureAlarm = new cloudwatch.Alarm(this, 'Failure', {
      metric: issuer.function.metricErrors({ period: Duration.seconds(ISSUER_FAILURE.periodSeconds) }),
      alarmDescription:
        "A certificate was not issued, or is not as pods need it; they serve the one before. First: read the last lines of the function's log, which name the secret and the reason, then npx cdk-puma-eks cert rotate.",
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      threshold: ISSUER_FAILURE.threshold,
      evaluationPeriods: ISSUER_FAILURE.evaluationPeriods,
      datapointsToAlarm: ISSUER_FAILURE.datapointsToAlarm,
    });
    // Without a look nobody knows: the state stays, and a look that failed is an error of the function.
    this.daysLeftAlarm = new cloudwatch.Alarm(this, 'DaysLeft', {
      metric: new cloudwatch.Metric({
        namespace: WATCH_METRIC.namespace,
        metricName: WATCH_METRIC.name,
        dimensionsMap: { [WATCH_METRIC.dimension]: issuer.function.functionName },
        statistic: cloudwatch.Stats.MINIMUM,
        period: Duration.seconds(WATCH_ALARM.periodSeconds),
      }),
      alarmDescription: `Fewer than ${WATCH_ALARM.threshold} days are left of a certificate, or pods cannot serve it: its renewal has failed more than once. First: npx cdk-puma-eks cert show, and the function's log.`,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.IGNORE,
      threshold: WATCH_ALARM.threshold,
      evaluationPeriods: WATCH_ALARM.evaluationPeriods,
      datapointsToAlarm: WATCH_ALARM.datapointsToAlarm,
    });
    for (const alarm of [this.failureAlarm, this.daysLeftAlarm]) {
      alarm.addAlarmAction(...actions);
      alarm.addOkAction(...actions);
    }
  }
}
