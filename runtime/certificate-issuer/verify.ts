import type { X509Certificate } from 'node:crypto';
import type { IssuedCertificate } from '../../lib/model/certificates';
import { DEFAULT_KEY_ALGORITHM, DEFAULT_VALIDITY_DAYS, RENEW_AT_DAYS_LEFT } from '../../lib/model/certificates';
import { issuedBy, readChain } from './chain';
import { handshakes } from './handshake';
import { IssuerError } from './issuer-error';
import { checkPair, parsePair } from './pair';
import type { CertificateDetails, Pair } from './pair';

/** How details of a certificate name each kind of key. */
const KEYS = { EC_P256: 'EC P-256', RSA_2048: 'RSA 2048', RSA_3072: 'RSA 3072' } as const;

/** Refuses a pair that a pod could not serve for exactly these hosts: parse, key, names, dates, chain, real handshakes. */
export async function verifyPair(pair: Pair, certificate: IssuedCertificate): Promise<void> {
  const [problem] = checkPair(pair, { hostnames: certificate.hostnames, exactly: true }).problems;
  if (problem) throw new IssuerError(problem.text);
  await handshakes(pair, certificate.hostnames[0]);
}

/** Refuses a secret's text that holds no such pair. */
export async function verifyServable(text: string, certificate: IssuedCertificate): Promise<Pair> {
  const pair = parsePair(text);
  if ('code' in pair) throw new IssuerError(pair.text);
  await verifyPair(pair, certificate);
  return pair;
}

/** The same, and refuses a pair that is so old that it would have to be renewed at once. */
export async function verifyText(text: string, certificate: IssuedCertificate): Promise<void> {
  const pair = await verifyServable(text, certificate);
  const daysLeft = checkPair(pair, certificate).details?.daysLeft ?? 0;
  if (daysLeft < RENEW_AT_DAYS_LEFT) throw new IssuerError(`only ${Math.floor(daysLeft)} days are left of it`);
}

/** Why a deployment must issue anew, or undefined when what the secret holds may stay; who signs is asked last, and only then. */
export async function whyReissue(
  text: string | undefined,
  certificate: IssuedCertificate,
  authority: () => Promise<X509Certificate | undefined>,
): Promise<string | undefined> {
  const { hostnames, key = DEFAULT_KEY_ALGORITHM, validityDays = DEFAULT_VALIDITY_DAYS } = certificate;
  if (text === undefined || text === '') return 'the secret is empty';
  const pair = parsePair(text);
  if ('code' in pair) return pair.text;
  const { problems, details } = checkPair(pair, { hostnames, exactly: true });
  if (problems.length > 0 || details === undefined) return problems[0]?.text;
  if (details.daysLeft < RENEW_AT_DAYS_LEFT) return `only ${Math.floor(details.daysLeft)} days are left`;
  if (details.key !== KEYS[key]) return `the key is ${details.key}`;
  const issuer = await authority();
  const [leaf] = readChain(pair.cert) ?? [];
  const signed = issuer === undefined ? details.selfSigned : issuedBy(leaf, issuer);
  if (!signed) return 'another authority is to sign';
  return whyTooShort(details, validityDays, issuer);
}

/** A schedule is as slow as the validity allows: a certificate of a shorter one would end before its next renewal. */
function whyTooShort(
  { notBefore, notAfter }: CertificateDetails,
  validityDays: number,
  issuer: X509Certificate | undefined,
): string | undefined {
  const days = Math.round((notAfter.getTime() - notBefore.getTime()) / 86_400_000);
  const allThereIs = issuer !== undefined && notAfter >= new Date(issuer.validTo);
  return days < validityDays && !allThereIs
    ? `it was issued for ${days} days, and ${validityDays} are asked for`
    : undefined;
}
