import { Lazy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CertificateKeyAlgorithm } from '../../lib/tls/certificate-key-algorithm';
import { CertificateSource } from '../../lib/tls/certificate-source';
import { expectRefusal } from '../support/refusal';
import { certificate } from './fixture';

describe('an issued certificate', () => {
  const ISSUE = 'Custom::ServerCertificate';
  const ROTATION = 'AWS::SecretsManager::RotationSchedule';

  test('is there before its schedule, and its schedule never renews it for nothing', () => {
    const { stack } = certificate();
    const template = Template.fromStack(stack);
    const [issueId] = Object.keys(template.findResources(ISSUE));
    template.hasResource(ISSUE, {
      Properties: {
        ServiceToken: { 'Fn::GetAtt': [Match.stringLikeRegexp('IssuerFunction'), 'Arn'] },
        ServiceTimeout: 420,
        SecretArn: { Ref: 'Cert5C9FAEC1' },
        Certificate: JSON.stringify({ secret: '/Cert/api.example.com', hostnames: ['api.example.com'] }),
      },
      DependsOn: [Match.stringLikeRegexp('IssuerPermission')],
    });
    template.hasResource(ROTATION, {
      Properties: {
        SecretId: { Ref: 'Cert5C9FAEC1' },
        RotationLambdaARN: { 'Fn::GetAtt': [Match.stringLikeRegexp('IssuerFunction'), 'Arn'] },
        RotationRules: { AutomaticallyAfterDays: 30 },
        RotateImmediatelyOnUpdate: false,
      },
      DependsOn: [issueId],
    });
  });

  test('has the key, validity and interval that were chosen, and a change of them is a change of the resource', () => {
    const source = CertificateSource.issued({ keyAlgorithm: CertificateKeyAlgorithm.RSA_3072, validityDays: 45 });
    const template = Template.fromStack(certificate({ source, additionalHostnames: ['*.api.example.com'] }).stack);
    const asked = {
      secret: '/Cert/api.example.com',
      hostnames: ['api.example.com', '*.api.example.com'],
      key: 'RSA_3072',
      validityDays: 45,
    };
    template.hasResourceProperties(ISSUE, { Certificate: JSON.stringify(asked) });
    template.hasResourceProperties(ROTATION, { RotationRules: { AutomaticallyAfterDays: 11 } });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { CERTIFICATES: JSON.stringify([asked]) } },
    });
  });

  test('that is brought has neither function nor schedule', () => {
    const { stack, certificate: brought } = certificate({ source: CertificateSource.brought() });
    const template = Template.fromStack(stack);
    for (const type of [ISSUE, ROTATION, 'AWS::Lambda::Function', 'AWS::IAM::Role']) template.resourceCountIs(type, 0);
    expect([brought.issuer, brought.firstIssue, brought.rotation, brought.resourcePolicy]).toEqual(
      Array(4).fill(undefined),
    );
  });

  test('is in the same secret as a brought one: a stack may change from one to the other', () => {
    const secrets = [CertificateSource.issued(), CertificateSource.brought()].map((source) =>
      Object.keys(Template.fromStack(certificate({ source }).stack).findResources('AWS::SecretsManager::Secret')),
    );
    expect(secrets[0]).toEqual(secrets[1]);
  });

  test.each([23, 399, 90.5, NaN])('is refused a validity of %p days', (validityDays) => {
    const refusal = expectRefusal(() => CertificateSource.issued({ validityDays }), 'CertificateValidityInvalid');
    expect(refusal.path).toBe('validityDays');
  });

  test.each([0, 35, 1.5])('of 90 days is refused a renewal every %p days', (rotationIntervalDays) => {
    expectRefusal(() => CertificateSource.issued({ rotationIntervalDays }), 'RotationIntervalInvalid');
  });

  test('is computed with at synth', () => {
    const validityDays = Lazy.number({ produce: () => 90 });
    expectRefusal(() => CertificateSource.issued({ validityDays }), 'MustBeKnownAtSynth');
    expectRefusal(() => CertificateSource.issued({ rotationIntervalDays: validityDays }), 'MustBeKnownAtSynth');
  });
});

describe('a secret that denies other readers', () => {
  const POLICY = 'AWS::SecretsManager::ResourcePolicy';

  test('names its issuer and those whom grantRead lets in', () => {
    const { stack, certificate: guarded } = certificate({ denyOtherReaders: true });
    const pods = new iam.Role(stack, 'Pods', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
    guarded.grantRead(pods);
    guarded.grantRead(pods);
    guarded.grantRead(iam.Role.fromRoleArn(stack, 'Other', 'arn:aws:iam::111122223333:role/other'));
    Template.fromStack(stack).hasResourceProperties(POLICY, {
      SecretId: { Ref: 'Cert5C9FAEC1' },
      BlockPublicPolicy: true,
      ResourcePolicy: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'secretsmanager:GetSecretValue',
            Resource: '*',
            Condition: {
              ArnNotEquals: {
                'aws:PrincipalArn': [
                  { 'Fn::GetAtt': [Match.stringLikeRegexp('CertIssuerRole'), 'Arn'] },
                  { 'Fn::GetAtt': [Match.stringLikeRegexp('^Pods'), 'Arn'] },
                  'arn:aws:iam::111122223333:role/other',
                ],
              },
              Bool: { 'aws:PrincipalIsAWSService': 'false' },
            },
          },
        ],
      },
    });
  });

  test('denies everyone as long as nobody was let in', () => {
    const { stack } = certificate({ denyOtherReaders: true, source: CertificateSource.brought() });
    Template.fromStack(stack).hasResourceProperties(POLICY, {
      ResourcePolicy: { Statement: [Match.objectLike({ Condition: { Bool: Match.anyValue() } })] },
    });
  });

  test('takes no reader whom it cannot name', () => {
    const { certificate: guarded } = certificate({ denyOtherReaders: true });
    const service = new iam.ServicePrincipal('pods.eks.amazonaws.com');
    expectRefusal(() => guarded.grantRead(service), 'ReaderWithoutArn');
  });

  test('is none without being asked', () => {
    Template.fromStack(certificate().stack).resourceCountIs(POLICY, 0);
  });
});
