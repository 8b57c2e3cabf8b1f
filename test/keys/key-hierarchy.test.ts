import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { KeyHierarchyProps } from '../../lib/keys/key-hierarchy';
import { KeyHierarchy } from '../../lib/keys/key-hierarchy';
import { nagFindings } from '../support/nag';
import { expectRefusal } from '../support/refusal';

const KEY = 'AWS::KMS::Key';
const ALIAS = 'AWS::KMS::Alias';

function hierarchy(props: KeyHierarchyProps = {}): { stack: Stack; keys: KeyHierarchy; template: () => Template } {
  const stack = new Stack(new App(), 'Email');
  const keys = new KeyHierarchy(stack, 'Keys', props);
  return { stack, keys, template: () => Template.fromStack(stack) };
}

test('keys are rotated, retained, and wait 30 days before they are lost', () => {
  const template = hierarchy({ asherah: { serviceName: 'email', productId: 'mail' } }).template();
  template.resourceCountIs(KEY, 3);
  template.allResources(KEY, {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: Match.objectLike({ EnableKeyRotation: true, PendingWindowInDays: 30 }),
  });
});

test('keys keep their logical ids', () => {
  const template = hierarchy({ asherah: { serviceName: 'email', productId: 'mail' } }).template();
  expect(Object.keys(template.findResources(KEY))).toEqual([
    'KeysSecretsKey3899A925',
    'KeysLogsKeyD24E82DB',
    'KeysAsherahMasterKeyF5635E44',
  ]);
});

test('without Asherah there are two keys, and nothing to grant', () => {
  const { stack, keys, template } = hierarchy();
  template().resourceCountIs(KEY, 2);
  expect([keys.asherah, keys.masterKey, keys.metastore]).toEqual([undefined, undefined, undefined]);
  const role = new iam.Role(stack, 'Pods', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
  expectRefusal(() => keys.grantEncryption(role), 'AsherahNotConfigured');
});

test('CloudWatch Logs may use the logs key for log groups of this account and Region, and nobody but IAM else', () => {
  const logGroups = {
    'Fn::Join': [
      '',
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        ':logs:',
        { Ref: 'AWS::Region' },
        ':',
        { Ref: 'AWS::AccountId' },
        ':log-group:*',
      ],
    ],
  };
  const template = hierarchy().template();
  template.hasResourceProperties(KEY, {
    Description: Match.stringLikeRegexp('Log groups'),
    KeyPolicy: {
      Statement: [
        Match.objectLike({ Action: 'kms:*', Principal: { AWS: Match.anyValue() } }),
        {
          Sid: 'LogGroupsOfThisAccount',
          Effect: 'Allow',
          Principal: {
            Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] },
          },
          Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
          Resource: '*',
          Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
        },
      ],
    },
  });
});

test('existing keys take the place of new ones', () => {
  const stack = new Stack(new App(), 'Email');
  const key = new kms.Key(stack, 'Mine');
  const keys = new KeyHierarchy(stack, 'Keys', { secretsKey: key, logsKey: key });
  expect([keys.secretsKey, keys.logsKey]).toEqual([key, key]);
  Template.fromStack(stack).resourceCountIs(KEY, 1);
});

test('an alias is refused where a key is needed', () => {
  const alias = kms.Alias.fromAliasName(new Stack(), 'Alias', 'alias/mine');
  expect(expectRefusal(() => hierarchy({ secretsKey: alias }), 'KeyIsAlias').path).toBe('secretsKey');
  expect(expectRefusal(() => hierarchy({ logsKey: alias }), 'KeyIsAlias').path).toBe('logsKey');
});

describe('aliases', () => {
  const aliases = (stack: Stack) =>
    Object.values(Template.fromStack(stack).findResources(ALIAS)).map(
      (alias) => (alias as { Properties: { AliasName: unknown } }).Properties.AliasName,
    );

  test('follow the stack and the path within it', () => {
    const stack = new Stack(new App(), 'Id', { stackName: 'email-prod' });
    new KeyHierarchy(new Construct(stack, 'My service'), 'Keys (1)', {
      asherah: { serviceName: 'email', productId: 'mail' },
    });
    expect(aliases(stack)).toEqual(
      ['secrets', 'logs', 'master'].map((name) => `alias/email-prod/My-service/Keys-1/${name}`),
    );
  });

  test('stay within the limit however deep the path is', () => {
    const stack = new Stack(new App(), 'x'.repeat(128));
    new KeyHierarchy(new Construct(new Construct(stack, 'y'.repeat(200)), 'z'.repeat(200)), 'Keys');
    for (const alias of aliases(stack)) expect((alias as string).length).toBeLessThanOrEqual(256);
  });

  test('work in a nested stack, whose name is not known', () => {
    const nested = new NestedStack(new Stack(new App(), 'Email'), 'Nested');
    new KeyHierarchy(nested, 'Keys');
    expect(JSON.stringify(aliases(nested))).toContain('/Keys/secrets');
  });

  test('take a prefix of your own, if it is one', () => {
    expect(aliases(hierarchy({ aliasPrefix: 'email/prod' }).stack)).toEqual([
      'alias/email/prod/secrets',
      'alias/email/prod/logs',
    ]);
    expectRefusal(() => hierarchy({ aliasPrefix: 'aws/email' }), 'AliasPrefixInvalid');
  });
});

test('cdk-nag finds nothing, with all that there is', () => {
  const { stack, keys } = hierarchy({
    asherah: {
      serviceName: 'email',
      productId: 'mail',
      replicaRegions: ['eu-west-2', 'us-east-1'],
      metastoreReplicaRegions: ['eu-west-2'],
    },
  });
  keys.grantEncryption(new iam.Role(stack, 'Pods', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') }));
  expect(nagFindings(stack)).toEqual([]);
});
