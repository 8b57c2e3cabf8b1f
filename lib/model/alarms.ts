/**
 * When each alarm goes off. A rate is errors in a million requests, with a least number of errors beside it: a rate alone
 * would make one error in a quiet night an outage, a count alone would make a busy service's noise one.
 */

/** How long a condition must hold. */
export interface AlarmWindow {
  /** Length of a data point, in seconds. */
  readonly periodSeconds: number;
  /** Data points looked at. */
  readonly evaluationPeriods: number;
  /** Data points among them that must be bad. */
  readonly datapointsToAlarm: number;
}

/** An alarm on errors in a million requests. */
export interface RateAlarm extends AlarmWindow {
  readonly perMillion: number;
  /** Errors in a period below which it stays silent. */
  readonly atLeast: number;
}

/** An alarm on a value. */
export interface ValueAlarm extends AlarmWindow {
  readonly threshold: number;
}

/** Three bad minutes of five: past one deploy's or one node's hiccup, and still within five minutes of the first error. */
const SUSTAINED: AlarmWindow = { periodSeconds: 60, evaluationPeriods: 5, datapointsToAlarm: 3 };

/**
 * 502. The keep-alive race costs at most RTT / (e·T), about 18 requests in a million at a round trip of 1 ms and Puma's
 * old 20 s (field data), so 10 in a million already shows a timeout that has come undone. Five minutes, since at that
 * rate a busy service sees a handful in one; three errors, since a quiet service may lose one to a pod that died.
 */
export const ELB_502: RateAlarm = {
  perMillion: 10,
  atLeast: 3,
  periodSeconds: 300,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
};

/** 504. One request in a thousand that waited in vain for a connection or an answer: users notice, noise does not last. */
export const ELB_504: RateAlarm = { perMillion: 1_000, atLeast: 3, ...SUSTAINED };

/** 500 from the load balancer. Rare by nature (a web ACL that cannot be evaluated, a fault of AWS): as for 504. */
export const ELB_500: RateAlarm = { perMillion: 1_000, atLeast: 3, ...SUSTAINED };

/**
 * 503. No target is registered, so each request to that host fails and a share would say nothing more; a request that
 * found no target is not even in RequestCount (AWS, "CloudWatch metrics for your Application Load Balancer").
 */
export const ELB_503: ValueAlarm = { threshold: 1, periodSeconds: 60, evaluationPeriods: 3, datapointsToAlarm: 2 };

/** 5xx that the application itself answered: one request in a hundred. */
export const TARGET_5XX: RateAlarm = { perMillion: 10_000, atLeast: 5, ...SUSTAINED };

/** Connections and TLS handshakes that pods did not complete: one in a thousand requests, as for the 504 they become. */
export const TARGET_CONNECTIONS: RateAlarm = { perMillion: 1_000, atLeast: 5, ...SUSTAINED };

/**
 * A pod out of service for five minutes: longer than a start, a warm-up and a drain together. Five of six, for FILL makes
 * the newest point 0 until the load balancer has reported it: five of five would never come together.
 */
export const UNHEALTHY_HOSTS: ValueAlarm = {
  threshold: 1,
  periodSeconds: 60,
  evaluationPeriods: 6,
  datapointsToAlarm: 5,
};

/**
 * Two minutes without a healthy pod behind one of the components: the component is down. Three points, for the newest is
 * 0 by FILL until the load balancer has reported it, and one report that comes late is no outage.
 */
export const HEALTHY_HOSTS: ValueAlarm = {
  threshold: 1,
  periodSeconds: 60,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
};

/** Busyness, in percent, that leaves no thread to speak of. */
const SATURATED_BUSYNESS = 95;

/** Seconds at saturation: the fleet doubles and doubles again in less, if it can grow at all. */
export const SATURATED_SECONDS = 600;

/** Where saturation begins: at 95 percent, or half-way from a higher target to 100. */
export function saturatedBusyness(targetBusyness: number): number {
  return Math.max(SATURATED_BUSYNESS, Math.ceil((100 + targetBusyness) / 2));
}

/** Five minutes without a single sample from any pod: pods publish every minute at the least, so five points are lost by then. */
export const SILENT_PUBLISHER: ValueAlarm = {
  threshold: 1,
  periodSeconds: 60,
  evaluationPeriods: 5,
  datapointsToAlarm: 5,
};

/**
 * Days left on the certificate that expires first. Renewal is due 30 days before the end at the latest (usual practice
 * of ACME clients for 90-day certificates): at 21 it has failed for a week, and three weeks remain to do it by hand.
 */
export const CERTIFICATE: ValueAlarm = {
  threshold: 21,
  periodSeconds: 3600,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
};

/**
 * A newer certificate that a pod refuses, for a quarter of an hour: the runtime looks again every five minutes after a
 * failure, so what is put right at once wakes nobody. Weeks before the old one ends. (Secrets Manager that does not answer
 * is no refusal: a renewal that it holds up for days is what the days left tell.)
 */
export const CERTIFICATE_REFUSED: ValueAlarm = {
  threshold: 1,
  periodSeconds: 300,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
};

/**
 * A renewal that failed: Secrets Manager and Lambda try again by themselves, and days are left, so nobody need get up; but
 * one that fails is seldom the last. The alarm stays for a day, in which the schedule has not asked again.
 */
export const ISSUER_FAILURE: ValueAlarm = {
  threshold: 1,
  periodSeconds: 3600,
  evaluationPeriods: 24,
  datapointsToAlarm: 1,
};

/** Errors in a million requests, as CloudWatch metric math; 0 where there are fewer errors than `atLeast`. */
export function perMillionExpression(errors: readonly string[], requests: readonly string[], atLeast: number): string {
  // Sums skip what has no data; FILL covers the minutes in which only one of several series has some.
  const sum = (ids: readonly string[]): string => `SUM([${ids.map((id) => `FILL(${id}, 0)`).join(', ')}])`;
  // A request that found no target is in no RequestCount: with the errors added the quotient has no zero below it.
  return `IF(${sum(errors)} >= ${atLeast}, 1000000 * ${sum(errors)} / ${sum([...requests, ...errors])}, 0)`;
}
