import { Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CertificateSource } from '../../lib/tls/certificate-source';
import type { ServerCertificateProps } from '../../lib/tls/server-certificate-props';
import { ServerCertificate } from '../../lib/tls/server-certificate';
import { certificate } from './fixture';
import { nagFindings } from '../support/nag';
import { expectRefusal } from '../support/refusal';

const SECRET = 'AWS::SecretsManager::Secret';

const keyIn = (stack: Stack, region: string) =>
  kms.Key.fromKeyArn(
    stack,
    `KeyIn-${region}`,
    `arn:aws:kms:${region}:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab`,
  );

test('a description that names many hosts is no longer than Secrets Manager takes, and still says what to do', () => {
  const additionalHostnames = Array.from(
    { length: 60 },
    (_, i) => `a-rather-long-name-of-host-number-${i}.example.com`,
  );
  const made = certificate({ additionalHostnames, source: CertificateSource.brought() });
  const [secret] = Object.values(Template.fromStack(made.stack).findResources(SECRET)) as {
    Properties: { Description: string };
  }[];
  expect(secret.Properties.Description.length).toBeLessThanOrEqual(2048);
  expect(secret.Properties.Description).toMatch(
    /cert put --secret \/Cert\/api\.example\.com --cert chain\.pem --key key\.pem with a --host for each of its 61 hosts$/,
  );
  expect(made.certificate.putCommand).toContain('number-59.example.com');
});

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
