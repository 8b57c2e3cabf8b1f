import type { PrivateCaOptions, SecretAuthorityAttributes } from '../../lib/tls/certificate-authority';
import type { IssuedCertificateOptions } from '../../lib/tls/certificate-source';

export interface CertificateSourceConfiguration {
  /** A function issues and renews it. */
  readonly issued: Omit<IssuedCertificateOptions, 'issuer'>;
}

/** @exactlyOne */
export interface CertificateAuthorityConfiguration {
  /** A certificate authority of AWS Private CA. */
  readonly privateCa?: PrivateCaConfiguration;
  /** A certificate authority in a secret: `{"cert": "<PEM of the authority, then of those above it>", "key": "<PEM>"}`. */
  readonly secret?: SecretAuthorityAttributes;
}

export interface PrivateCaConfiguration extends PrivateCaOptions {
  /** ARN of an active authority. */
  readonly arn: string;
}
