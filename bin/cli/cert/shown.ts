import type { CertificateDetails } from '../../../runtime/certificate-issuer/pair';
import { oneLine } from './errors';

/** When pods come to serve a version: they read their certificates at boot. */
export const WHEN_SERVED =
  'Running pods take it up by themselves, within `puma.certificatePollSeconds` (an hour by default); `kubectl rollout restart` makes it at once.';

/** A certificate as programs get it. Dates are ISO 8601; never with the key. */
export interface ShownCertificate {
  readonly hostnames: readonly string[];
  readonly subject: string;
  readonly issuer: string;
  readonly selfSigned: boolean;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Whole days, rounded down. */
  readonly daysLeft: number;
  readonly key: string;
  readonly serialNumber: string;
  readonly fingerprint256: string;
  readonly chainLength: number;
}

export function shownCertificate(details: CertificateDetails): ShownCertificate {
  return {
    ...details,
    subject: name(details.subject),
    issuer: name(details.issuer),
    notBefore: details.notBefore.toISOString(),
    notAfter: details.notAfter.toISOString(),
    daysLeft: Math.floor(details.daysLeft),
  };
}

/** A certificate as people read it: names and values. */
export function certificateRows(details: CertificateDetails): (readonly [string, string])[] {
  const { hostnames, notBefore, notAfter, selfSigned, issuer, key, chainLength, serialNumber, fingerprint256 } =
    details;
  const others = chainLength === 1 ? 'alone' : `with ${chainLength - 1} more in its chain`;
  return [
    ['for', oneLine(hostnames.join(', ')) || 'no host'],
    ['valid', `${day(notBefore)} to ${day(notAfter)}, ${daysLeft(details)}`],
    ['issued by', selfSigned ? `itself, ${others}` : `${name(issuer)}, ${others}`],
    ['key', key],
    ['serial number', serialNumber],
    ['SHA-256', fingerprint256],
  ];
}

export function daysLeft({ daysLeft: left }: Pick<CertificateDetails, 'daysLeft'>): string {
  const days = Math.floor(Math.abs(left));
  const text = `${days} day${days === 1 ? '' : 's'}`;
  return left < 0 ? `expired ${text} ago` : `${text} left`;
}

/** Names and values in two columns. */
export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n');
}

export function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The last part of a function's ARN. */
export function functionName(arn: string): string {
  return arn.split(':')[6] ?? arn;
}

/** Node gives each part of a distinguished name a line of its own. */
function name(distinguished: string): string {
  return oneLine(distinguished.replace(/\n/g, ', '));
}
