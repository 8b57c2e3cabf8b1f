import type { CertificateIssuer } from './certificate-issuer';
import type { CertificateKeyAlgorithm } from './certificate-key-algorithm';

/** How a certificate is issued, with all defaults settled. */
export interface SettledIssue {
  readonly issuer?: CertificateIssuer;
  readonly keyAlgorithm: CertificateKeyAlgorithm;
  readonly validityDays: number;
  readonly rotationIntervalDays: number;
}
