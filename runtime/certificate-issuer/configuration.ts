import type { IssuedCertificate, IssuingAuthority } from '../../lib/model/certificates';
import { AUTHORITY_VARIABLE, CERTIFICATES_VARIABLE, KEY_ALGORITHMS } from '../../lib/model/certificates';
import { IssuerError } from './issuer-error';

/** What the function issues, and who signs. */
export class Configuration {
  /** Reads CERTIFICATES and CERTIFICATE_AUTHORITY. */
  public static fromEnvironment(environment: Record<string, string | undefined>): Configuration {
    const certificates = parse(CERTIFICATES_VARIABLE, environment[CERTIFICATES_VARIABLE]);
    if (!Array.isArray(certificates) || !certificates.every(isCertificate))
      throw new IssuerError(
        `${CERTIFICATES_VARIABLE} is not an array of {"secret", "hostnames", "key", "validityDays"}`,
      );
    const given = environment[AUTHORITY_VARIABLE];
    const authority = given === undefined || given === '' ? undefined : parse(AUTHORITY_VARIABLE, given);
    if (authority !== undefined && !isAuthority(authority))
      throw new IssuerError(
        `${AUTHORITY_VARIABLE} is neither {"type": "acm-pca", "arn"} nor {"type": "secret", "secretId"}`,
      );
    return new Configuration(certificates, authority);
  }

  private constructor(
    /** All that the function issues. */
    public readonly certificates: readonly IssuedCertificate[],
    /** Without one, each certificate signs itself. */
    public readonly authority: IssuingAuthority | undefined,
  ) {}

  /** The certificate that belongs to a secret, by the secret's ARN or name; others are none of this function's. */
  public certificate(secretId: string): IssuedCertificate {
    // Secrets Manager appends a hyphen and six characters to the name in an ARN.
    const name = /^arn:[^:]+:secretsmanager:[^:]+:[^:]+:secret:(.+)-[A-Za-z0-9]{6}$/.exec(secretId)?.[1] ?? secretId;
    const found = this.certificates.find(({ secret }) => secret === name);
    if (found === undefined)
      throw new IssuerError(`secret ${name} is not one that this function issues certificates for`);
    return found;
  }
}

function parse(variable: string, text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new IssuerError(`${variable} is not JSON`);
  }
}

function isCertificate(value: unknown): value is IssuedCertificate {
  if (typeof value !== 'object' || value === null) return false;
  const { secret, hostnames, key, validityDays } = value as Record<string, unknown>;
  return (
    typeof secret === 'string' &&
    Array.isArray(hostnames) &&
    hostnames.length > 0 &&
    hostnames.every((name) => typeof name === 'string' && name !== '') &&
    (key === undefined || KEY_ALGORITHMS.some((known) => known === key)) &&
    (validityDays === undefined || (Number.isInteger(validityDays) && Number(validityDays) > 0))
  );
}

function isAuthority(value: unknown): value is IssuingAuthority {
  if (typeof value !== 'object' || value === null) return false;
  const { type, arn, templateArn, secretId } = value as Record<string, unknown>;
  if (type === 'secret') return typeof secretId === 'string';
  return type === 'acm-pca' && typeof arn === 'string' && ['string', 'undefined'].includes(typeof templateArn);
}
