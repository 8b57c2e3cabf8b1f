import type { ValueAlarm } from './alarms';
import { CERTIFICATE } from './alarms';
import { refuse, wholeNumber } from './errors';
import { PUMA_METRICS } from './metrics';

/**
 * What certificates that the library issues look like, and when they are renewed. The function that issues them
 * (`runtime/certificate-issuer/`) and the constructs that set it up read the same figures here.
 */

/** Kinds of key pair. P-256 first: as strong as RSA-3072 [NIST SP 800-57, 128 bits], and far cheaper in each handshake. */
export const KEY_ALGORITHMS = ['EC_P256', 'RSA_2048', 'RSA_3072'] as const;
export type KeyAlgorithmName = (typeof KEY_ALGORITHMS)[number];
export const DEFAULT_KEY_ALGORITHM: KeyAlgorithmName = 'EC_P256';

/** Least bits of an RSA key: what TLS libraries of today accept [NIST SP 800-57, 112 bits]. */
export const LEAST_RSA_BITS = 2048;

/** Days that a certificate is valid: as public CAs' 90-day ones, so that renewal is a habit and not an event. */
export const DEFAULT_VALIDITY_DAYS = 90;
/** Longest: what public CAs were allowed until March 2026 [CA/Browser Forum, Baseline Requirements 6.3.2]. */
export const MOST_VALIDITY_DAYS = 398;

/** Days between two renewals: 60 of 90 days are then left, and 30 when one renewal was missed entirely. */
export const DEFAULT_ROTATION_INTERVAL_DAYS = 30;
/** Longest interval of `rate(N days)` in a rotation schedule [Secrets Manager, RotationRulesType: 1 to 1,000 days]. */
const MOST_ROTATION_INTERVAL_DAYS = 999;

/** Days left at which a deployment issues anew instead of keeping what the secret holds: where the alarm would go off. */
export const RENEW_AT_DAYS_LEFT = CERTIFICATE.threshold;

/** Days that must be left after one missed renewal: more than the alarm's, so that the alarm means two failures in a row. */
const LEAST_DAYS_AFTER_A_MISS = CERTIFICATE.threshold + 1;
/** Shortest validity: with a renewal each day. */
export const LEAST_VALIDITY_DAYS = 2 + LEAST_DAYS_AFTER_A_MISS;

/** Seconds that `notBefore` lies in the past: clocks of nodes differ, and public CAs back-date by an hour too. */
export const BACKDATE_SECONDS = 3600;

/** Bytes of a serial number, all but two bits random: CAs must use 64 bits or more [Baseline Requirements 7.1], 20 bytes at most [RFC 5280 4.1.2.2]. */
export const SERIAL_BYTES = 16;

/** Longest common name [RFC 5280, ub-common-name]; a longer host stands in the alternative names alone. */
export const COMMON_NAME_LIMIT = 64;

/** Seconds until the function is cut off: an RSA-3072 key takes 1 to 3, a certificate authority up to 30. */
export const ISSUER_TIMEOUT_SECONDS = 60;
/** Memory of the function in MiB: a share of a processor comes with it (1,769 MB are one), and RSA keys need it. */
export const ISSUER_MEMORY_MEBIBYTES = 512;
/** Bytes of all environment variables of a function together [Lambda quotas]. */
export const ISSUER_ENVIRONMENT_LIMIT = 4096;

/** Characters of all inline policies of a role together [IAM quotas]. */
export const ROLE_POLICY_LIMIT = 10_240;
/** Characters in them that are no secret's ARN: the function's log, its actions, its authority, a key. */
const POLICY_FRAME = 1_500;
/** Characters of the statement on a key in one more Region. */
const POLICY_REPLICA = 400;
/** Characters of a secret's ARN in a policy beside its name, in a Region whose name is among the longest. */
const POLICY_ARN = '"arn:aws:secretsmanager:ap-southeast-1:111122223333:secret:-a1b2c3",'.length;

/** Characters of the policies of a function that issues these: each secret's ARN stands in one statement, and in one more for each key. */
export function issuerPolicyCharacters(
  certificates: readonly { readonly secret: string; readonly replicas: number }[],
): number {
  const regions = Math.max(0, ...certificates.map(({ replicas }) => replicas));
  return certificates.reduce(
    // A replica's key is for two ARNs: which of them Secrets Manager names is not documented.
    (sum, { secret, replicas }) => sum + (2 + 2 * replicas) * (POLICY_ARN + secret.length),
    POLICY_FRAME + regions * POLICY_REPLICA,
  );
}

/** Names of the function's environment variables. */
export const CERTIFICATES_VARIABLE = 'CERTIFICATES';
export const AUTHORITY_VARIABLE = 'CERTIFICATE_AUTHORITY';

/** Key of the event that has the function look at all of its certificates, and say how many days are left of the first to end. */
export const WATCH_EVENT = 'Watch';
/** Hours between two such looks: two in each data point of the alarm below, so that one may fail. */
export const WATCH_EVERY_HOURS = 12;
/** Where it says so: the name and the namespace that pods use too, under a dimension of its own. */
export const WATCH_METRIC = {
  namespace: PUMA_METRICS.namespace,
  name: PUMA_METRICS.certificateDaysLeft,
  dimension: 'Issuer',
} as const;
/** The alarm on it, at the days of the pods' one. */
export const WATCH_ALARM: ValueAlarm = {
  threshold: CERTIFICATE.threshold,
  periodSeconds: 86_400,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
};

/** One certificate that the function issues: an element of the JSON array in CERTIFICATES. */
export interface IssuedCertificate {
  /** Name of the secret. */
  readonly secret: string;
  /** Alternative names; the first is also the common name. */
  readonly hostnames: readonly string[];
  /** @default DEFAULT_KEY_ALGORITHM */
  readonly key?: KeyAlgorithmName;
  /** @default DEFAULT_VALIDITY_DAYS */
  readonly validityDays?: number;
}

/** Who signs: the JSON object in CERTIFICATE_AUTHORITY. Without it each certificate signs itself. */
export type IssuingAuthority =
  | { readonly type: 'acm-pca'; readonly arn: string; readonly templateArn?: string }
  /** A secret `{"cert": "<PEM of the CA, then of those above it>", "key": "<PEM>"}`. */
  | { readonly type: 'secret'; readonly secretId: string };

/** Validity and renewal interval that leave time to mend a failed renewal before the alarm and the end. */
export interface CertificateTimes {
  readonly validityDays: number;
  readonly rotationIntervalDays: number;
}

/** Days from one renewal to the next at most, so that one can be missed without an alarm. */
export function longestRotationInterval(validityDays: number): number {
  return Math.min(MOST_ROTATION_INTERVAL_DAYS, Math.floor((validityDays - LEAST_DAYS_AFTER_A_MISS) / 2));
}

/** Defaults and checks; a shorter validity takes a shorter default interval along. */
export function certificateTimes(given: {
  readonly validityDays?: number;
  readonly rotationIntervalDays?: number;
}): CertificateTimes {
  const validityDays = wholeNumber(
    'CertificateValidityInvalid',
    'validityDays',
    given.validityDays ?? DEFAULT_VALIDITY_DAYS,
    LEAST_VALIDITY_DAYS,
    MOST_VALIDITY_DAYS,
    'a shorter one would set off the alarm on days left between two renewals, a longer one hides for years that renewal is broken',
  );
  const longest = longestRotationInterval(validityDays);
  const rotationIntervalDays = given.rotationIntervalDays ?? Math.min(DEFAULT_ROTATION_INTERVAL_DAYS, longest);
  if (!Number.isInteger(rotationIntervalDays) || rotationIntervalDays < 1 || rotationIntervalDays > longest) {
    refuse({
      code: 'RotationIntervalInvalid',
      path: 'rotationIntervalDays',
      given: rotationIntervalDays,
      allowed: `a whole number from 1 to ${longest} for a certificate that is valid ${validityDays} days`,
      why: `one failed renewal must leave more than the ${CERTIFICATE.threshold} days at which the alarm on expiry goes off`,
    });
  }
  return { validityDays, rotationIntervalDays };
}
