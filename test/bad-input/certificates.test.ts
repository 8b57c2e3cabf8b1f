import { KeyHierarchy } from '../../lib/keys/key-hierarchy';
import { CertificateAuthority } from '../../lib/tls/certificate-authority';
import { CertificateSource } from '../../lib/tls/certificate-source';
import { ServerCertificate } from '../../lib/tls/server-certificate';
import type { Mistake } from './mistake';
import { expectMistakeRefused, web } from './mistake';

/** Mistakes with certificates and keys. */
const mistakes: Mistake[] = [
  [
    'CertificateForAnotherHost',
    'a certificate for another host',
    (stack) => ({
      components: [
        {
          ...web,
          certificate: ServerCertificate.fromSecretName(stack, 'C', {
            secretName: 'c',
            hostnames: ['api.example.com'],
          }),
        },
      ],
    }),
  ],
  [
    'CertificateTwice',
    'two certificates for one component',
    (stack) => ({
      components: [
        {
          ...web,
          certificate: ServerCertificate.fromSecretName(stack, 'C', {
            secretName: 'c',
            hostnames: ['www.example.com'],
          }),
          certificateSecretName: 'c',
        },
      ],
    }),
  ],
  [
    'CertificateKeyArnInvalid',
    "a certificate's key by its alias",
    () => ({
      components: [
        { ...web, certificateSecretName: 'c', certificateKeyArn: 'arn:aws:kms:us-west-2:111122223333:alias/c' },
      ],
    }),
  ],
  [
    'CertificateKeyUnused',
    'a key for no secret',
    () => ({
      components: [
        { ...web, certificateKeyArn: 'arn:aws:kms:us-west-2:111122223333:key/00000000-0000-4000-8000-000000000000' },
      ],
    }),
  ],
  [
    'SecretNameInvalid',
    'a secret name with a space',
    () => ({ components: [{ ...web, certificateSecretName: 'my secret' }] }),
  ],
  [
    'CertificateValidityInvalid',
    'a certificate for ten years',
    () => ({ components: [{ ...web, certificateSource: CertificateSource.issued({ validityDays: 3650 }) }] }),
  ],
  [
    'RotationIntervalInvalid',
    'a renewal when the certificate has ended',
    () => ({ components: [{ ...web, certificateSource: CertificateSource.issued({ rotationIntervalDays: 90 }) }] }),
  ],
  [
    'CertificateOptionUnused',
    'a source for a certificate that exists',
    () => ({ components: [{ ...web, certificateSecretName: 'c', certificateSource: CertificateSource.brought() }] }),
  ],
  [
    'CertificateOptionUnused',
    'a policy for a certificate that is given',
    (stack) => ({
      components: [
        {
          ...web,
          denyOtherCertificateReaders: true,
          certificate: ServerCertificate.fromSecretName(stack, 'C', {
            secretName: 'c',
            hostnames: ['www.example.com'],
          }),
        },
      ],
    }),
  ],
  [
    'CertificateAuthorityUnused',
    'an authority with nothing to sign',
    () => ({
      components: [{ ...web, certificateSource: CertificateSource.brought() }],
      certificateAuthority: CertificateAuthority.fromSecretName({ secretName: 'ca' }),
    }),
  ],
  [
    'PrivateCaArnInvalid',
    "a private authority's name",
    () => ({ certificateAuthority: CertificateAuthority.privateCaArn('internal-ca') }),
  ],
  [
    'PrivateKeyInTemplate',
    'a private key as text',
    (stack) => ({
      components: [
        {
          ...web,
          certificate: ServerCertificate.fromPem(stack, 'C', {
            certPem: '-----BEGIN CERTIFICATE-----',
            keyPem: 'a key',
            encryptionKey: new KeyHierarchy(stack, 'K').secretsKey,
          }),
        },
      ],
    }),
  ],
  [
    'IssuerFull',
    'more hostnames than a function can be told',
    () => ({
      components: [
        { ...web, additionalHostnames: Array.from({ length: 60 }, (_, i) => `${'a'.repeat(60)}${i}.${web.hostname}`) },
      ],
    }),
  ],
  [
    'RegionMapWithoutPreferredRegion',
    'a Region map without the preferred Region',
    () => ({
      asherah: {
        serviceName: 'shop',
        productId: 'orders',
        regionMap: { 'eu-west-1': 'arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000000' },
      },
    }),
  ],
  [
    'RegionInvalid',
    'a replica in no Region',
    () => ({ asherah: { serviceName: 's', productId: 'p', replicaRegions: ['Ireland'] } }),
  ],
  [
    'ReplicaRegionTwice',
    'one replica Region twice',
    () => ({ asherah: { serviceName: 's', productId: 'p', replicaRegions: ['eu-west-1', 'eu-west-1'] } }),
  ],
  ['AsherahNameInvalid', 'an empty Asherah service name', () => ({ asherah: { serviceName: '', productId: 'p' } })],
  [
    'AsherahTwice',
    'Asherah beside keys that were given',
    (stack) => ({ keys: new KeyHierarchy(stack, 'K'), asherah: { serviceName: 's', productId: 'p' } }),
  ],
];

test.each(mistakes)('%s: %s', (code, _title, make) => expectMistakeRefused(code, make));
