import { createPrivateKey } from 'node:crypto';
import type { KeyObject, X509Certificate } from 'node:crypto';
import { LEAST_RSA_BITS } from '../../lib/model/certificates';
import { covers } from '../../lib/model/names';
import { chainProblems, signsItself, readChain } from './chain';
import type { PairProblem } from './problem';

export { readChain } from './chain';
export type { PairProblem, PairProblemCode } from './problem';

/** What a secret holds: the chain as PEM, leaf first, and the private key as PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** What a pair must be good for. */
export interface PairExpectation {
  /** Each must be covered; a wildcard host needs that very wildcard. */
  readonly hostnames: readonly string[];
  /** No other names than these. @default false */
  readonly exactly?: boolean;
  /** @default - the clock */
  readonly now?: Date;
}

/** What can be shown of a certificate. */
export interface CertificateDetails {
  readonly subject: string;
  readonly issuer: string;
  readonly selfSigned: boolean;
  /** Alternative names of type DNS. */
  readonly hostnames: string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Days until it expires, with fractions; negative once it has. */
  readonly daysLeft: number;
  /** `EC P-256`, `RSA 2048`. */
  readonly key: string;
  readonly serialNumber: string;
  readonly fingerprint256: string;
  /** Certificates in the chain, the leaf among them. */
  readonly chainLength: number;
}

export interface PairReport {
  /** None when the pair is good; the first is the one to tell. Never with key material. */
  readonly problems: PairProblem[];
  /** Missing where there is no certificate to read. */
  readonly details?: CertificateDetails;
}

const DAY = 86_400_000;
const CURVES: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
/** Bytes that a secret may hold [Secrets Manager quotas]. */
const SECRET_LIMIT = 65_536;

/** The pair in a secret's text, or what is wrong with the text. */
export function parsePair(text: string | undefined): Pair | PairProblem {
  const form = { code: 'SecretForm', text: 'the secret is not JSON of the form {"cert": "…", "key": "…"}' } as const;
  try {
    const value: unknown = JSON.parse(text ?? '');
    const { cert, key } = (value ?? {}) as Partial<Record<string, unknown>>;
    return typeof cert === 'string' && typeof key === 'string' ? { cert, key } : form;
  } catch {
    // The parser's own message quotes the text.
    return form;
  }
}

/** A secret's text for a pair. */
export function pairText(pair: Pair): string {
  return JSON.stringify({ cert: pair.cert, key: pair.key });
}

/** Everything that would keep a pod from serving this pair, by node's own crypto alone. */
export function checkPair(pair: Pair, expected: PairExpectation): PairReport {
  const now = expected.now ?? new Date();
  const problems: PairProblem[] = [];
  const tell = (code: PairProblem['code'], text: string): void => void problems.push({ code, text });
  if (Buffer.byteLength(pairText(pair)) > SECRET_LIMIT)
    tell('SecretTooLarge', `the pair takes more than the ${SECRET_LIMIT} bytes that a secret may hold`);
  const chain = readChain(pair.cert);
  const key = readKey(pair.key, tell);
  if (chain === undefined || chain.length === 0) {
    tell('CertificateUnreadable', 'the certificate is not a whole PEM block that can be read');
    return { problems };
  }
  const [leaf, ...above] = chain;
  if (key !== undefined && !leaf.checkPrivateKey(key)) {
    if (above.some((certificate) => certificate.checkPrivateKey(key)))
      tell('LeafNotFirst', "the server's own certificate must come first, then the chain");
    else tell('KeyMismatch', 'the private key does not belong to the certificate');
  }
  problems.push(...chainProblems(chain, now));
  const details = describe(leaf, chain.length, now);
  checkDates(details, now, tell);
  checkNames(details.hostnames, expected, tell);
  // Node names the extended key usages so.
  const usages = leaf.keyUsage as string[] | undefined;
  if (usages !== undefined && usages.length > 0 && !usages.includes(SERVER_AUTH))
    tell('PurposeWrong', 'the certificate is not for servers: its extended key usage lacks serverAuth');
  checkStrength(leaf.publicKey, details.key, tell);
  return { problems, details };
}

type Tell = (code: PairProblem['code'], text: string) => void;

function readKey(pem: string, tell: Tell): KeyObject | undefined {
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(pem)) {
    tell(
      'KeyEncrypted',
      'the private key is encrypted: pods have no passphrase for it, so it must be stored decrypted',
    );
    return undefined;
  }
  try {
    return createPrivateKey(pem);
  } catch {
    tell('KeyUnreadable', 'the private key is not a whole, unencrypted PEM block');
    return undefined;
  }
}

function describe(leaf: X509Certificate, chainLength: number, now: Date): CertificateDetails {
  const notAfter = new Date(leaf.validTo);
  return {
    subject: leaf.subject ?? '',
    issuer: leaf.issuer ?? '',
    selfSigned: signsItself(leaf),
    hostnames: dnsNames(leaf.subjectAltName ?? ''),
    notBefore: new Date(leaf.validFrom),
    notAfter,
    daysLeft: (notAfter.getTime() - now.getTime()) / DAY,
    key: keyName(leaf.publicKey),
    serialNumber: leaf.serialNumber,
    fingerprint256: leaf.fingerprint256,
    chainLength,
  };
}

/** Node joins a certificate's names by commas, and puts a name that has one itself in quotes. */
function dnsNames(names: string): string[] {
  return [...names.matchAll(/([^:,]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)].flatMap(([, kind, name]) =>
    kind === 'DNS' ? name.toLowerCase() : [],
  );
}

function keyName(key: KeyObject): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') return `RSA ${modulusLength}`;
  if (key.asymmetricKeyType === 'ec') return `EC ${CURVES[namedCurve ?? ''] ?? namedCurve}`;
  return key.asymmetricKeyType ?? 'unknown';
}

function checkDates({ notBefore, notAfter }: CertificateDetails, now: Date, tell: Tell): void {
  if (notAfter < now) tell('Expired', `the certificate expired on ${day(notAfter)}`);
  if (notBefore > now) tell('NotYetValid', `the certificate is valid only from ${day(notBefore)}`);
}

function checkNames(names: string[], { hostnames, exactly }: PairExpectation, tell: Tell): void {
  const missing = hostnames.filter((host) => !names.some((name) => covers(name, host)));
  if (missing.length > 0)
    tell(
      'HostnameMissing',
      `the certificate is not for ${missing.join(', ')} but for ${names.join(', ') || 'no host'}`,
    );
  const extra = names.filter((name) => !hostnames.includes(name));
  if (exactly && (extra.length > 0 || hostnames.some((host) => !names.includes(host))))
    tell('HostnameExtra', `the certificate's names are ${names.join(', ')}, not ${hostnames.join(', ')}`);
}

function checkStrength(key: KeyObject, name: string, tell: Tell): void {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const strong =
    (key.asymmetricKeyType === 'rsa' && modulusLength >= LEAST_RSA_BITS) ||
    (key.asymmetricKeyType === 'ec' && namedCurve in CURVES);
  if (!strong)
    tell(
      'KeyWeak',
      `the key is ${name}: it must be RSA of ${LEAST_RSA_BITS} bits or more, or EC P-256, P-384 or P-521`,
    );
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
