import type { AlarmThresholds } from './alarm-thresholds';
import { ifKnown } from '../known';
import {
  CERTIFICATE,
  ELB_500,
  ELB_502,
  ELB_504,
  SATURATED_SECONDS,
  saturatedBusyness,
  TARGET_5XX,
  TARGET_CONNECTIONS,
} from '../model/alarms';
import { MOST_VALIDITY_DAYS } from '../model/certificates';
import { checkKnown } from '../model/checks';
import { refuse, wholeNumber } from '../model/errors';

/** CloudWatch: evaluation periods times period is a day at most. */
const LONGEST_ALARM_SECONDS = 86_400;

/** The thresholds with defaults filled in; throws `AlarmThresholdInvalid`. */
export function resolveThresholds(given: AlarmThresholds, targetBusyness: number): Required<AlarmThresholds> {
  return {
    elb500PerMillion: perMillion('elb500PerMillion', given.elb500PerMillion ?? ELB_500.perMillion),
    elb502PerMillion: perMillion('elb502PerMillion', given.elb502PerMillion ?? ELB_502.perMillion),
    elb504PerMillion: perMillion('elb504PerMillion', given.elb504PerMillion ?? ELB_504.perMillion),
    target5xxPerMillion: perMillion('target5xxPerMillion', given.target5xxPerMillion ?? TARGET_5XX.perMillion),
    targetConnectionErrorsPerMillion: perMillion(
      'targetConnectionErrorsPerMillion',
      given.targetConnectionErrorsPerMillion ?? TARGET_CONNECTIONS.perMillion,
    ),
    saturatedBusyness: threshold(
      'saturatedBusyness',
      given.saturatedBusyness ?? saturatedBusyness(targetBusyness),
      targetBusyness + 1,
      100,
      'at or below its target the fleet is as it should be, and busyness never exceeds 100',
    ),
    saturatedSeconds: wholeMinutes('saturatedSeconds', given.saturatedSeconds ?? SATURATED_SECONDS),
    certificateDays: threshold(
      'certificateDays',
      given.certificateDays ?? CERTIFICATE.threshold,
      1,
      MOST_VALIDITY_DAYS,
      'no certificate lives longer, so the alarm would never or always be on',
    ),
  };
}

function perMillion(name: string, given: number): number {
  return threshold(name, given, 1, 1_000_000, 'it counts errors in a million requests');
}

function threshold(name: string, given: number, min: number, max: number, why: string): number {
  ifKnown(given, (known) => wholeNumber('AlarmThresholdInvalid', `thresholds.${name}`, known, min, max, why));
  return given;
}

function wholeMinutes(name: string, given: number): number {
  const path = `thresholds.${name}`;
  checkKnown(path, given);
  if (!(Number.isInteger(given / 60) && given >= 60 && given <= LONGEST_ALARM_SECONDS)) {
    refuse({
      code: 'AlarmThresholdInvalid',
      path,
      given,
      allowed: `whole minutes in seconds, from 60 to ${LONGEST_ALARM_SECONDS}`,
      why: 'the alarm counts data points of one minute, and CloudWatch looks back one day at most',
    });
  }
  return given;
}
