import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CertificateKeyAlgorithm } from '../../lib/tls/certificate-key-algorithm';
import { CertificateSource } from '../../lib/tls/certificate-source';
import type { ServerCertificateProps } from '../../lib/tls/server-certificate-props';
import { ServerCertificate } from '../../lib/tls/server-certificate';
import { nagFindings } from '../support/nag';
import { expectRefusal } from '../support/refusal';

const SECRET = 'AWS::SecretsManager::Secret';

function certificate(
  props: Partial<ServerCertificateProps> = {},
  region?: string,
): { stack: Stack; certificate: ServerCertificate } {
  const stack = new Stack(new App(), 'Email', region === undefined ? {} : { env: { region } });
  const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  return {
    stack,
    certificate: new ServerCertificate(stack, 'Cert', { hostname: 'api.example.com', encryptionKey, ...props }),
  };
}

const keyIn = (stack: Stack, region: string) =>
  kms.Key.fromKeyArn(
    stack,
    `KeyIn-${region}`,
    `arn:aws:kms:${region}:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab`,
  );

describe('the secret', () => {
  test('is created empty, retained once its deployment has succeeded, and encrypted with the given key', () => {
    const {
      stack,
      certificate: { hostnames, secretName },
    } = certificate();
    const template = Template.fromStack(stack);
    template.hasResource(SECRET, {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Name: '/Cert/api.example.com',
        KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
        SecretString: Match.absent(),
        GenerateSecretString: Match.absent(),
        ReplicaRegions: Match.absent(),
      },
    });
    expect(hostnames).toEqual(['api.example.com']);
    expect(secretName).toBe('/Cert/api.example.com');
  });

  test('has a logical id that a rename of nothing but the code keeps', () => {
    const { stack } = certificate();
    expect(Object.keys(Template.fromStack(stack).findResources(SECRET))).toEqual(['Cert5C9FAEC1']);
  });

  test('says in its description what is in it and how long', () => {
    const { stack } = certificate();
    Template.fromStack(stack).hasResourceProperties(SECRET, {
      Description: Match.stringLikeRegexp('"cert": "<PEM chain, leaf first>".+Valid 90 days, renewed every 30\\.$'),
    });
  });

  test('to be brought says in its description what belongs into it, and how', () => {
    const {
      stack,
      certificate: { putCommand },
    } = certificate({ source: CertificateSource.brought() });
    expect(putCommand).toContain('npx cdk-puma-eks cert put --host api.example.com --cert chain.pem --key key.pem');
    const [{ Properties }] = Object.values(Template.fromStack(stack).findResources(SECRET)) as {
      Properties: { Description: string };
    }[];
    expect(Properties.Description).toContain('{"cert": "<PEM chain, leaf first>", "key": "<PEM private key>"}');
    expect(Properties.Description).toContain(putCommand);
    expect(Properties.Description.length).toBeLessThanOrEqual(2048);
  });

  test('is put by its name where that is not the default, and hosts with a "*" are no pattern for the shell', () => {
    const { certificate: named } = certificate({ hostname: '*.example.com', secretName: 'mine' });
    expect(named.putCommand).toBe(
      "npx cdk-puma-eks cert put --host '*.example.com' --secret mine --cert chain.pem --key key.pem",
    );
  });

  test('of a wildcard lies under a name that Secrets Manager takes', () => {
    const { certificate: wildcard } = certificate({ hostname: '*.example.com', additionalHostnames: ['example.com'] });
    expect(wildcard.secretName).toBe('/Cert/_.example.com');
    expect(wildcard.hostnames).toEqual(['*.example.com', 'example.com']);
  });

  test('takes a name and a removal policy of your own', () => {
    const { stack } = certificate({
      secretName: 'mine',
      removalPolicy: RemovalPolicy.DESTROY,
      source: CertificateSource.brought(),
    });
    const template = Template.fromStack(stack);
    template.hasResource(SECRET, { DeletionPolicy: 'Delete', Properties: { Name: 'mine' } });
  });

  test('is copied into other Regions under their keys', () => {
    const { stack } = certificate();
    new ServerCertificate(stack, 'Copied', {
      hostname: 'www.example.com',
      encryptionKey: keyIn(stack, 'eu-west-1'),
      replicaRegions: [{ region: 'eu-west-2', encryptionKey: keyIn(stack, 'eu-west-2') }],
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties(SECRET, {
      Name: '/Cert/www.example.com',
      ReplicaRegions: [{ Region: 'eu-west-2', KmsKeyId: Match.stringLikeRegexp(':kms:eu-west-2:') }],
    });
  });

  test('lets tokens through', () => {
    const hostname = Lazy.string({ produce: () => 'Late.Example.Com' });
    expect(() => certificate({ hostname, additionalHostnames: ['api.example.com'] })).not.toThrow();
  });

  test('is warned of when its name ends as an ARN does', () => {
    const { stack } = certificate({ hostname: 'api.xn--fiqs8s' });
    const annotations = Annotations.fromStack(stack);
    annotations.hasWarning('/Email/Cert', Match.stringLikeRegexp('cdk-puma-eks:secretNameLooksLikeArnTail'));
  });

  test.each([CertificateSource.issued(), CertificateSource.brought()])('leaves cdk-nag nothing to find', (source) => {
    const { stack } = certificate({ source, denyOtherReaders: true });
    expect(nagFindings(stack)).toEqual([]);
    new CfnSecret(stack, 'Plain');
    expect(nagFindings(stack)).toEqual(['AwsSolutions-SMG4 at Email/Plain']);
  });
});

describe('refused is', () => {
  const expectRefused = (props: Partial<ServerCertificateProps>, code: string, region?: string) =>
    expectRefusal(() => certificate(props, region), code);

  test.each(['', 'localhost', 'API.example.com', 'a_b.example.com', '*', 'https://api.example.com'])(
    'the hostname %p',
    (hostname) => {
      expect(expectRefused({ hostname }, 'HostnameInvalid').path).toBe('hostname');
    },
  );

  test('a further hostname that is none, or stands twice', () => {
    expect(expectRefused({ additionalHostnames: ['www.example.com', 'x'] }, 'HostnameInvalid').path).toBe(
      'additionalHostnames[1]',
    );
    expect(expectRefused({ additionalHostnames: ['api.example.com'] }, 'CertificateHostnameTwice').path).toBe(
      'additionalHostnames[0]',
    );
  });

  test('a name that Secrets Manager does not take', () => {
    expectRefused({ secretName: 'my secret' }, 'SecretNameInvalid');
    expectRefused({ secretName: 'x'.repeat(513) }, 'SecretNameInvalid');
  });

  test('a secret without a customer managed key', () => {
    expectRefused({ encryptionKey: undefined }, 'SecretWithoutKey');
    const stack = new Stack();
    const managed = kms.Alias.fromAliasName(stack, 'Managed', 'alias/aws/secretsmanager');
    expectRefused({ encryptionKey: managed }, 'KeyIsAlias');
  });

  test('a replica that AWS could not make', () => {
    const stack = new Stack();
    const replica = (region: string, keyRegion = region) => ({ region, encryptionKey: keyIn(new Stack(), keyRegion) });
    expectRefused({ replicaRegions: [replica('Ireland', 'eu-west-1')] }, 'RegionInvalid');
    expectRefused({ replicaRegions: [replica('eu-west-2'), replica('eu-west-2')] }, 'ReplicaRegionTwice');
    expectRefused({ replicaRegions: [replica('eu-west-1')] }, 'ReplicaRegionIsHome', 'eu-west-1');
    expectRefused({ replicaRegions: [replica('eu-west-2', 'eu-west-1')] }, 'ReplicaKeyInAnotherRegion');
    const alias = kms.Alias.fromAliasName(stack, 'Alias', 'alias/mine');
    expectRefused({ replicaRegions: [{ region: 'eu-west-2', encryptionKey: alias }] }, 'KeyIsAlias');
  });
});

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

describe('a certificate as text', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pem '));
  const openssl = (name: string, ...names: string[]): { certPem: string; keyPem: string } => {
    const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'];
    const san = names.length > 0 ? ['-addext', `subjectAltName=${names.map((one) => `DNS:${one}`).join(',')}`] : [];
    const args = ['req', '-x509', ...curve, '-subj', '/CN=test', ...san, '-keyout', key, '-out', cert];
    execFileSync('openssl', args, { stdio: 'ignore' });
    return { certPem: readFileSync(cert, 'utf8'), keyPem: readFileSync(key, 'utf8') };
  };
  const pair = openssl('pair', 'api.example.com', '*.example.com');
  const other = openssl('other', 'api.example.com');
  const nameless = openssl('nameless');
  afterAll(() => rmSync(folder, { recursive: true }));

  const fromPem = (context: Record<string, unknown>, pem: { certPem: string; keyPem: string }) => {
    const stack = new Stack(new App({ context }), 'Test');
    const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
    return { stack, certificate: ServerCertificate.fromPem(stack, 'Cert', { ...pem, encryptionKey }) };
  };
  const tests = { 'cdk-puma-eks:allowPrivateKeyInTemplate': true };

  test.each([{}, { 'cdk-puma-eks:allowPrivateKeyInTemplate': 'yes' }])(
    'is refused in an app with context %j',
    (context) => {
      const { message } = expectRefusal(() => fromPem(context, pair), 'PrivateKeyInTemplate');
      expect(message).not.toMatch(/BEGIN|MIG/);
    },
  );

  test('is a secret of an app that allows it for its tests, with a warning', () => {
    const { stack, certificate: text } = fromPem(tests, pair);
    expect(text.hostnames).toEqual(['api.example.com', '*.example.com']);
    Template.fromStack(stack).hasResource(SECRET, {
      DeletionPolicy: 'Delete',
      Properties: { Name: '/Cert/api.example.com' },
    });
    Annotations.fromStack(stack).hasWarning('/Test/Cert', Match.stringLikeRegexp('cdk-puma-eks:privateKeyInTemplate'));
    expect(nagFindings(stack)).toEqual([]);
    text.grantRead(new iam.Role(stack, 'Pods', { assumedBy: new iam.AccountRootPrincipal() })).assertSuccess();
  });

  test.each([
    ['certPem', { ...pair, certPem: 'garbage' }],
    ['keyPem', { ...pair, keyPem: 'garbage' }],
    ['keyPem', { ...pair, keyPem: other.keyPem }],
    ['certPem', nameless],
  ])('is refused when %s is wrong, without a word of it', (path, pem) => {
    const refusal = expectRefusal(() => fromPem(tests, pem), 'PemInvalid');
    expect(refusal.path).toBe(path);
    expect(refusal.message).not.toMatch(/garbage|BEGIN/);
  });
});
