import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { IServerCertificate } from '../../lib/tls/server-certificate';
import { ServerCertificate } from '../../lib/tls/server-certificate';
import { nagFindings } from '../support/nag';
import { expectRefusal } from '../support/refusal';

const ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:/Cert/api.example.com-a1B2c3';
const HOSTNAMES = ['api.example.com'];
const VIA = { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] };
const BY_NAME = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':secretsmanager:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      ':secret:/Cert/api.example.com-??????',
    ],
  ],
};

function stackWithKey(): { stack: Stack; encryptionKey: kms.Key } {
  const stack = new Stack(new App(), 'Email');
  return { stack, encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) };
}

function statementsFor(stack: Stack, certificate: IServerCertificate): unknown[] {
  const role = new iam.Role(stack, 'Pods', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
  const grant = certificate.grantRead(role);
  grant.assertSuccess();
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')) as {
    Properties: { PolicyDocument: { Statement: unknown[] } };
  }[];
  return Properties.PolicyDocument.Statement;
}

test('reads this secret alone, and decrypts for it alone through Secrets Manager', () => {
  const { stack, encryptionKey } = stackWithKey();
  const certificate = new ServerCertificate(stack, 'Cert', { hostname: 'api.example.com', encryptionKey });
  expect(statementsFor(stack, certificate)).toEqual([
    {
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      Resource: { Ref: 'Cert5C9FAEC1' },
    },
    {
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
      Condition: {
        StringEquals: { 'kms:ViaService': VIA, 'kms:EncryptionContext:SecretARN': { Ref: 'Cert5C9FAEC1' } },
      },
    },
  ]);
  expect(nagFindings(stack)).toEqual([]);
});

test('adds nothing to the key policy, which delegates to IAM', () => {
  const { stack, encryptionKey } = stackWithKey();
  statementsFor(stack, new ServerCertificate(stack, 'Cert', { hostname: 'api.example.com', encryptionKey }));
  const [key] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key')) as {
    Properties: { KeyPolicy: { Statement: unknown[] } };
  }[];
  expect(key.Properties.KeyPolicy.Statement).toHaveLength(1);
});

test('imported by name, it is the name and six characters, and no other secret', () => {
  const { stack, encryptionKey } = stackWithKey();
  const attrs = { secretName: '/Cert/api.example.com', hostnames: HOSTNAMES, encryptionKey };
  const certificate = ServerCertificate.fromSecretName(stack, 'Cert', attrs);
  expect(certificate.secretName).toBe('/Cert/api.example.com');
  expect(certificate.hostnames).toEqual(HOSTNAMES);
  expect(statementsFor(stack, certificate)).toEqual([
    { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], Resource: BY_NAME },
    {
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
      Condition: {
        StringEquals: { 'kms:ViaService': VIA },
        StringLike: { 'kms:EncryptionContext:SecretARN': BY_NAME },
      },
    },
  ]);
  expect(nagFindings(stack)).toEqual([]);
});

test('imported by ARN, it is exactly that secret in its Region', () => {
  const { stack, encryptionKey } = stackWithKey();
  const certificate = ServerCertificate.fromSecretArn(stack, 'Cert', {
    secretArn: ARN,
    hostnames: HOSTNAMES,
    encryptionKey,
  });
  expect(certificate).toMatchObject({ secretName: '/Cert/api.example.com', secretArn: ARN });
  expect(statementsFor(stack, certificate)).toEqual([
    expect.objectContaining({ Resource: ARN }),
    expect.objectContaining({
      Condition: {
        StringEquals: {
          'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.us-east-1.', { Ref: 'AWS::URLSuffix' }]] },
          'kms:EncryptionContext:SecretARN': ARN,
        },
      },
    }),
  ]);
});

test('without a customer managed key nothing is granted on any', () => {
  const { stack } = stackWithKey();
  const certificate = ServerCertificate.fromSecretArn(stack, 'Cert', { secretArn: ARN, hostnames: HOSTNAMES });
  expect(statementsFor(stack, certificate)).toHaveLength(1);
});

describe('refused is', () => {
  const { stack, encryptionKey } = stackWithKey();
  const alias = kms.Alias.fromAliasName(stack, 'Alias', 'alias/mine');
  const byName = (attrs: object) => () =>
    ServerCertificate.fromSecretName(stack, 'Bad', { secretName: 'x', hostnames: HOSTNAMES, encryptionKey, ...attrs });
  const byArn = (attrs: object) => () =>
    ServerCertificate.fromSecretArn(stack, 'Bad', { secretArn: ARN, hostnames: HOSTNAMES, encryptionKey, ...attrs });

  test.each([byName, byArn])('an import that does not say for which hosts, or is under an alias', (imported) => {
    expectRefusal(imported({ hostnames: [] }), 'CertificateWithoutHostnames');
    expect(expectRefusal(imported({ hostnames: ['api.example.com', 'x'] }), 'HostnameInvalid').path).toBe(
      'hostnames[1]',
    );
    expectRefusal(imported({ hostnames: ['api.example.com', 'api.example.com'] }), 'CertificateHostnameTwice');
    expectRefusal(imported({ encryptionKey: alias }), 'KeyIsAlias');
  });

  test('a name that Secrets Manager does not take', () => {
    expectRefusal(byName({ secretName: 'a b' }), 'SecretNameInvalid');
  });

  test('an ARN that is not complete, or not known yet', () => {
    expectRefusal(byArn({ secretArn: ARN.slice(0, -7) }), 'SecretArnInvalid');
    expectRefusal(byArn({ secretArn: encryptionKey.keyArn }), 'SecretArnInvalid');
  });
});
