import { Stack } from 'aws-cdk-lib';
import { KEY_ALGORITHMS } from '../../lib/model/certificates';
import { CertificateIssuer } from '../../lib/tls/certificate-issuer';
import { CertificateKeyAlgorithm } from '../../lib/tls/certificate-key-algorithm';
import { CertificateSource } from '../../lib/tls/certificate-source';

test('the kinds of keys are those that the function makes', () => {
  expect(Object.values(CertificateKeyAlgorithm)).toEqual(KEY_ALGORITHMS);
});

test('a source has the name that a configuration file gives it', () => {
  expect([CertificateSource.issued().name, CertificateSource.brought().name]).toEqual(['issued', 'brought']);
});

test('an issuer that was chosen stays, and none is made for a certificate that is brought', () => {
  const issuer = new CertificateIssuer(new Stack(), 'Issuer');
  const never = (): CertificateIssuer => {
    throw new Error('nobody asked for it');
  };
  expect(CertificateSource.issued({ issuer })._issuedBy(never)._issue?.issuer).toBe(issuer);
  expect(CertificateSource.brought()._issuedBy(never)._issue).toBeUndefined();
  expect(CertificateSource.issued({ validityDays: 45 })._issuedBy(() => issuer)._issue).toMatchObject({
    issuer,
    validityDays: 45,
    rotationIntervalDays: 11,
  });
});
