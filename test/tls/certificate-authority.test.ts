import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acmpca from 'aws-cdk-lib/aws-acmpca';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CertificateAuthority } from '../../lib/tls/certificate-authority';
import { CertificateIssuer } from '../../lib/tls/certificate-issuer';
import { nagFindings } from '../support/nag';
import { expectRefusal } from '../support/refusal';
import { issued, statements } from './fixture';

const CA = 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const VIA = { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] };

describe('an authority', () => {
  const bound = (authority: CertificateAuthority | ((stack: Stack) => CertificateAuthority)) => {
    const { stack, certificate } = issued((scope) => ({
      certificateAuthority: typeof authority === 'function' ? authority(scope) : authority,
    }));
    certificate('api.example.com');
    expect(nagFindings(stack)).toEqual([]);
    const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')) as {
      Properties: { Environment: { Variables: Record<string, unknown> } };
    }[];
    return {
      stack,
      told: resource.Properties.Environment.Variables.CERTIFICATE_AUTHORITY,
      statements: statements(stack),
    };
  };

  test('of AWS Private CA signs by one template, which makes no authorities', () => {
    const {
      stack,
      told,
      statements: allowed,
    } = bound((scope) =>
      CertificateAuthority.privateCa(acmpca.CertificateAuthority.fromCertificateAuthorityArn(scope, 'Ca', CA)),
    );
    expect(told).toBe(JSON.stringify({ type: 'acm-pca', arn: CA }));
    const template = ['arn:', { Ref: 'AWS::Partition' }, ':acm-pca:::template/EndEntityServerAuthCertificate/V1'];
    expect(allowed.slice(0, 2)).toEqual([
      {
        Effect: 'Allow',
        Action: 'acm-pca:IssueCertificate',
        Resource: CA,
        Condition: { StringEquals: { 'acm-pca:TemplateArn': { 'Fn::Join': ['', template] } } },
      },
      {
        Effect: 'Allow',
        Action: ['acm-pca:GetCertificate', 'acm-pca:GetCertificateAuthorityCertificate'],
        Resource: CA,
      },
    ]);
    // A change of authority has to reach the function: the resource changes with it.
    Template.fromStack(stack).hasResourceProperties('Custom::ServerCertificate', {
      Certificate: Match.stringLikeRegexp(`"authority":\\{"type":"acm-pca"`),
    });
  });

  test('of AWS Private CA signs by a template of your own', () => {
    const templateArn = 'arn:aws:acm-pca:::template/EndEntityCertificate/V1';
    const { told, statements: allowed } = bound(CertificateAuthority.privateCaArn(CA, { templateArn }));
    expect(told).toBe(JSON.stringify({ type: 'acm-pca', arn: CA, templateArn }));
    expect(allowed[0]).toMatchObject({ Condition: { StringEquals: { 'acm-pca:TemplateArn': templateArn } } });
  });

  test('that a stack makes is told by its ARN', () => {
    const { told } = bound((scope) =>
      CertificateAuthority.privateCa(
        acmpca.CertificateAuthority.fromCertificateAuthorityArn(
          scope,
          'Ca',
          new acmpca.CfnCertificateAuthority(scope, 'New', {
            type: 'ROOT',
            keyAlgorithm: 'EC_prime256v1',
            signingAlgorithm: 'SHA256WITHECDSA',
            subject: { commonName: 'Test' },
          }).attrArn,
        ),
      ),
    );
    expect(told).toEqual({
      'Fn::Join': ['', ['{"type":"acm-pca","arn":"', { 'Fn::GetAtt': ['New', 'Arn'] }, '"}']],
    });
  });

  test('in a secret is read by the issuer, under its key', () => {
    const { told, statements: allowed } = bound(
      CertificateAuthority.fromSecretName({ secretName: '/Ca/internal', encryptionKeyArn: KEY }),
    );
    expect(told).toBe(JSON.stringify({ type: 'secret', secretId: '/Ca/internal' }));
    const pattern = { 'Fn::Join': ['', expect.arrayContaining([':secret:/Ca/internal-??????'])] };
    expect(allowed.slice(0, 2)).toEqual([
      { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: pattern },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: KEY,
        Condition: {
          StringEquals: { 'kms:ViaService': VIA },
          StringLike: { 'kms:EncryptionContext:SecretARN': pattern },
        },
      },
    ]);
  });

  test.each([
    [
      'by complete ARN',
      (scope: Stack) =>
        secretsmanager.Secret.fromSecretCompleteArn(
          scope,
          'Ca',
          'arn:aws:secretsmanager:eu-west-1:111122223333:secret:/Ca/internal-a1b2c3',
        ),
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:/Ca/internal-a1b2c3',
    ],
    ['by name', (scope: Stack) => secretsmanager.Secret.fromSecretNameV2(scope, 'Ca', '/Ca/internal'), '/Ca/internal'],
  ])('in a secret that is imported %s', (_title, secret, secretId) => {
    const { told, statements: allowed } = bound((scope) => CertificateAuthority.fromSecret(secret(scope)));
    expect(told).toBe(JSON.stringify({ type: 'secret', secretId }));
    expect(JSON.stringify(allowed[0])).toMatch(/secret:\/Ca\/internal-(a1b2c3|\?{6})"/);
  });

  test('in a secret of another Region is refused, which the issuer could not read', () => {
    const arn = (region: string): string => `arn:aws:secretsmanager:${region}:111122223333:secret:/Ca/internal-a1b2c3`;
    const issuerWith = (region: string): CertificateIssuer => {
      const stack = new Stack(new App(), 'Test', { env: { region: 'eu-west-1' } });
      const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Ca', arn(region));
      return new CertificateIssuer(stack, 'Issuer', { certificateAuthority: CertificateAuthority.fromSecret(secret) });
    };
    expect(issuerWith('eu-west-1')).toBeInstanceOf(CertificateIssuer);
    expectRefusal(() => issuerWith('eu-central-1'), 'AuthorityInAnotherRegion');
  });

  test('is refused when it is none', () => {
    expect(expectRefusal(() => CertificateAuthority.privateCaArn('my-ca'), 'PrivateCaArnInvalid').path).toBe('arn');
    for (const templateArn of [
      'EndEntityCertificate',
      'arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1',
    ])
      expectRefusal(() => CertificateAuthority.privateCaArn(CA, { templateArn }), 'PrivateCaTemplateInvalid');
    expectRefusal(() => CertificateAuthority.fromSecretName({ secretName: 'my ca' }), 'SecretNameInvalid');
    const alias = 'arn:aws:kms:eu-west-1:111122223333:alias/ca';
    expectRefusal(
      () => CertificateAuthority.fromSecretName({ secretName: 'ca', encryptionKeyArn: alias }),
      'CertificateKeyArnInvalid',
    );
  });
});
