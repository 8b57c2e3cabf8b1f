import { CertificateAuthority } from '../../lib/tls/certificate-authority';
import { CertificateSource } from '../../lib/tls/certificate-source';
import type { CertificateAuthorityConfiguration } from './certificate-configuration';
import type { ComponentConfiguration } from './configuration';
import type { At } from './rate-rules';

/** Where a component's certificate comes from. */
export function toCertificateSource(
  given: ComponentConfiguration['certificateSource'],
  place: (string | number)[],
  at: At,
): CertificateSource | undefined {
  if (given === undefined) return undefined;
  if (given === 'brought') return CertificateSource.brought();
  if (given === 'issued') return CertificateSource.issued();
  return at([...place, 'issued'], () => CertificateSource.issued(given.issued));
}

/** Who signs what is issued. */
export function toCertificateAuthority(
  { privateCa, secret }: CertificateAuthorityConfiguration,
  at: At,
): CertificateAuthority {
  const place = ['service', 'certificateAuthority'];
  if (privateCa) return at([...place, 'privateCa'], () => CertificateAuthority.privateCaArn(privateCa.arn, privateCa));
  return at([...place, 'secret'], () => CertificateAuthority.fromSecretName(secret!));
}
