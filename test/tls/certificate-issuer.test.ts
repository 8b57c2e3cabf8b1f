import { Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CertificateSource } from '../../lib/tls/certificate-source';
import { ServerCertificate } from '../../lib/tls/server-certificate';
import { issued, statements } from './fixture';
import { nagFindings } from '../support/nag';
import { expectRefusal } from '../support/refusal';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const VIA = { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] };

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

test('it may have new versions copied into other Regions, under the keys there and for these secrets alone', () => {
  const { stack, issuer } = issued();
  const there = kms.Key.fromKeyArn(stack, 'There', KEY.replace('eu-west-1', 'eu-west-2'));
  const replicaRegions = [{ region: 'eu-west-2', encryptionKey: there }];
  const source = CertificateSource.issued({ issuer });
  for (const hostname of ['api.example.com', 'www.example.com']) {
    const encryptionKey = kms.Key.fromKeyArn(stack, `Key-${hostname}`, KEY);
    new ServerCertificate(stack, hostname, { hostname, encryptionKey, source, replicaRegions });
  }
  const replica = { 'Fn::Join': ['', expect.arrayContaining([expect.stringContaining(':eu-west-2:')])] };
  expect(statements(stack).slice(1)).toEqual([
    expect.objectContaining({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: KEY }),
    {
      Effect: 'Allow',
      Action: ['kms:Encrypt', 'kms:GenerateDataKey'],
      Resource: there.keyArn,
      Condition: {
        StringEquals: {
          'kms:ViaService': [VIA, { 'Fn::Join': ['', ['secretsmanager.eu-west-2.', { Ref: 'AWS::URLSuffix' }]] }],
          'kms:EncryptionContext:SecretARN': [
            { Ref: expect.stringMatching(/^api/) },
            replica,
            { Ref: expect.stringMatching(/^www/) },
            replica,
          ],
        },
      },
    },
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
  const { stack, issuer, key } = issued();
  const many = (): void => {
    for (let i = 0; i < 9; i++) {
      const additionalHostnames = Array.from({ length: 25 }, (_, j) => `alias-${i}-${j}.example.com`);
      new ServerCertificate(stack, `Certificate${i}`, {
        hostname: `component-${i}.example.com`,
        additionalHostnames,
        encryptionKey: key,
        source: CertificateSource.issued({ issuer }),
      });
    }
  };
  expect(expectRefusal(many, 'IssuerFull').message).toMatch(/: source is "4\d\d\d bytes"/);
});

test("it takes as many certificates as its role's policies hold, and no fewer than nearly that", () => {
  const { stack, certificate } = issued();
  let count = 0;
  const many = (): void => {
    for (; count < 100; count++) certificate(`a${count + 10}.example.com`);
  };
  expect(expectRefusal(many, 'IssuerPolicyFull').message).toMatch(/: source is "\d\d secrets, whose ARNs /);
  // As IAM gets it: each ARN as long as it is in a Region with a long name.
  const arn = 'arn:aws:secretsmanager:ap-southeast-1:111122223333:secret:/Cert/a10.example.com-a1b2c3';
  const text = JSON.stringify(statements(stack)).replace(/\{"Ref":"a\d\dexample[^}]*\}/g, JSON.stringify(arn));
  expect(text.split(arn).length - 1).toBe(2 * count);
  expect(text.length).toBeLessThan(10_240);
  expect(text.length).toBeGreaterThan(8_500);
});
