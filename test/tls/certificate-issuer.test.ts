import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as acmpca from 'aws-cdk-lib/aws-acmpca';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { CertificateAuthority } from '../../lib/tls/certificate-authority';
import type { CertificateIssuerProps } from '../../lib/tls/certificate-issuer';
import { CertificateIssuer } from '../../lib/tls/certificate-issuer';
import { CertificateSource } from '../../lib/tls/certificate-source';
import { ServerCertificate } from '../../lib/tls/server-certificate';
import { nagFindings } from '../support/nag';
import { expectRefusal } from '../support/refusal';

const CA = 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const VIA = { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] };

interface Issued {
  readonly stack: Stack;
  readonly issuer: CertificateIssuer;
  readonly key: kms.Key;
  readonly certificate: (hostname: string, scope?: Stack) => ServerCertificate;
}

function issued(props: CertificateIssuerProps | ((stack: Stack) => CertificateIssuerProps) = {}): Issued {
  const stack = new Stack(new App(), 'Test');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const issuer = new CertificateIssuer(stack, 'Issuer', typeof props === 'function' ? props(stack) : props);
  const source = CertificateSource.issued({ issuer });
  const certificate = (hostname: string, scope = stack): ServerCertificate =>
    new ServerCertificate(scope, hostname, { hostname, encryptionKey: key, source });
  return { stack, key, issuer, certificate };
}

/** Statements of the issuer's role, less the one on its log. */
function statements(stack: Stack): unknown[] {
  const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role')) as {
    Properties: { Policies: { PolicyDocument: { Statement: unknown[] } }[] };
  }[];
  const [log, ...others] = role.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  expect(log).toEqual({
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: { 'Fn::GetAtt': [expect.stringMatching(/^IssuerLogGroup/), 'Arn'] },
  });
  return others;
}

test('one function issues several certificates, and may touch exactly their secrets', () => {
  const { stack, certificate } = issued();
  const arns = ['api.example.com', 'www.example.com'].map((hostname) => stack.resolve(certificate(hostname).secretArn));
  expect(statements(stack)).toEqual([
    {
      Effect: 'Allow',
      Action: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      Resource: arns,
    },
    {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
      Condition: { StringEquals: { 'kms:ViaService': VIA, 'kms:EncryptionContext:SecretARN': arns } },
    },
  ]);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::Function', 1);
  template.resourceCountIs('AWS::IAM::Policy', 0);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: {
        CERTIFICATES: JSON.stringify([
          { secret: '/Cert/api.example.com', hostnames: ['api.example.com'] },
          { secret: '/Cert/www.example.com', hostnames: ['www.example.com'] },
        ]),
        CERTIFICATE_AUTHORITY: Match.absent(),
      },
    },
  });
  expect(nagFindings(stack)).toEqual([]);
});

test('each key is usable for the secrets under it alone', () => {
  const { stack, certificate, issuer } = issued();
  certificate('api.example.com');
  new ServerCertificate(stack, 'Other', {
    hostname: 'www.example.com',
    encryptionKey: kms.Key.fromKeyArn(stack, 'OtherKey', KEY),
    source: CertificateSource.issued({ issuer }),
  });
  expect(statements(stack).slice(1)).toEqual([
    expect.objectContaining({ Resource: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] } }),
    expect.objectContaining({
      Resource: KEY,
      Condition: {
        StringEquals: {
          'kms:ViaService': VIA,
          'kms:EncryptionContext:SecretARN': [{ Ref: expect.stringMatching(/^Other/) }],
        },
      },
    }),
  ]);
});

test('it runs on the current Node.js, in bounded time, with an encrypted log, and only Secrets Manager of the account calls it', () => {
  const { stack, certificate } = issued((scope) => ({ logsKey: kms.Key.fromKeyArn(scope, 'LogsKey', KEY) }));
  certificate('api.example.com');
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Handler: 'index.handler',
    Timeout: 60,
    MemorySize: 512,
    LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^IssuerLogGroup') } },
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: KEY, RetentionInDays: 90 });
  template.hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'secretsmanager.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
  });
  expectRefusal(
    () => issued((scope) => ({ logsKey: kms.Alias.fromAliasName(scope, 'Alias', 'alias/logs') })),
    'KeyIsAlias',
  );
});

test('it issues for other stacks too, which wait for it and not it for them', () => {
  const { stack, certificate } = issued();
  const tenant = new Stack(stack.node.root, 'Tenant');
  certificate('api.example.com', tenant);
  const template = Template.fromStack(tenant);
  template.hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ 'Fn::ImportValue': Match.stringLikeRegexp('IssuerRole') }],
    PolicyDocument: {
      Statement: [Match.anyValue(), Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })],
    },
  });
  template.hasResource('Custom::ServerCertificate', { DependsOn: [Match.stringLikeRegexp('IssuerAccess')] });
  expect(tenant.dependencies).toEqual([stack]);
  expect(stack.dependencies).toEqual([]);
});

test('hostnames may be tokens', () => {
  const { stack, certificate } = issued();
  certificate('api.example.com');
  const hostname = Lazy.string({ produce: () => 'late.example.com' });
  new ServerCertificate(stack, 'Late', {
    hostname,
    encryptionKey: kms.Key.fromKeyArn(stack, 'LateKey', KEY),
    source: CertificateSource.issued(),
  });
  Template.fromStack(stack).hasResourceProperties('Custom::ServerCertificate', {
    Certificate: JSON.stringify({ secret: '/Cert/late.example.com', hostnames: ['late.example.com'] }),
  });
});

test('it takes as many certificates as its environment holds', () => {
  const { certificate } = issued();
  const many = (): void => {
    for (let i = 10; i < 100; i++) certificate(`component-number-${i}.example.com`);
  };
  expect(expectRefusal(many, 'IssuerFull').message).toMatch(/: source is "4099 bytes"/);
});

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
