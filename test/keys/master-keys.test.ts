import { App, Aws, Fn, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as cr from 'aws-cdk-lib/custom-resources';
import { LOG_RETENTION_DAYS } from '../../lib/model/logs';
import { nagFindings } from '../support/nag';
import {
  asherah,
  asherahIn,
  grantedStatements,
  importedKey,
  keyArn,
  MASTER_KEY,
  REPLICA,
  replicaOfMaster,
} from './fixture';

/** The environment as it reads once deployed in eu-west-1. */
function deployed(stack: Stack, environment: Record<string, string>): Record<string, string> {
  const values: Record<string, string> = {
    'AWS::Partition': 'aws',
    'AWS::Region': 'eu-west-1',
    'AWS::AccountId': '111122223333',
  };
  const value = (node: unknown): string => {
    if (typeof node === 'string') return node;
    const [[name, argument]] = Object.entries(node as Record<string, unknown>);
    if (name === 'Ref') return values[argument as string] ?? 'mrk-1';
    if (name === 'Fn::GetAtt') return 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1';
    return (argument as [string, unknown[]])[1].map(value).join('');
  };
  return Object.fromEntries(
    Object.entries(stack.resolve(environment) as object).map(([name, node]) => [name, value(node)]),
  );
}

test('the pods get the variables that Asherah reads', () => {
  const {
    stack,
    asherah: { environment },
  } = asherah({ replicaRegions: ['eu-west-2'] });
  expect(deployed(stack, environment)).toEqual({
    ASHERAH_SERVICE_NAME: 'email',
    ASHERAH_PRODUCT_NAME: 'mail',
    ASHERAH_KMS_MODE: 'aws',
    ASHERAH_REGION_MAP: JSON.stringify({
      'eu-west-1': keyArn('eu-west-1', 'mrk-1'),
      'eu-west-2': keyArn('eu-west-2', 'mrk-1'),
    }),
    ASHERAH_PREFERRED_REGION: 'eu-west-1',
    ASHERAH_METASTORE_MODE: 'dynamodb',
    ASHERAH_DYNAMODB_TABLE_NAME: 'mrk-1',
    ASHERAH_DYNAMODB_REGION: 'eu-west-1',
    ASHERAH_ENABLE_REGION_SUFFIX: 'false',
  });
});

test('key ids carry the Region in a global table, and otherwise when asked', () => {
  const suffix = (props: object) => asherah(props).asherah.environment.ASHERAH_ENABLE_REGION_SUFFIX;
  expect(suffix({ replicaRegions: ['eu-west-2'], metastoreReplicaRegions: ['eu-west-2'] })).toBe('true');
  expect(suffix({ regionSuffix: true })).toBe('true');
});

test('existing keys and an existing table are handed on as they are', () => {
  const regionMap = { 'eu-west-1': keyArn('eu-west-1'), 'us-east-1': keyArn('us-east-1') };
  const stack = new Stack(new App(), 'Email');
  const metastore = dynamodb.Table.fromTableArn(
    stack,
    'Existing',
    'arn:aws:dynamodb:us-east-1:111122223333:table/EncryptionKey',
  );
  const {
    keys,
    asherah: { environment },
  } = asherahIn(stack, { regionMap, preferredRegion: 'us-east-1', metastore });
  expect(keys.masterKey).toBeUndefined();
  expect(deployed(stack, environment)).toMatchObject({
    ASHERAH_REGION_MAP: JSON.stringify(regionMap),
    ASHERAH_PREFERRED_REGION: 'us-east-1',
    ASHERAH_DYNAMODB_TABLE_NAME: 'EncryptionKey',
    ASHERAH_DYNAMODB_REGION: 'us-east-1',
  });
  Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 2);
});

test("an imported master key's own Region is the preferred one", () => {
  const stack = new Stack(new App(), 'Email', { env: { region: 'eu-west-1' } });
  const { asherah: imported, keys } = asherahIn(stack, { masterKey: importedKey(stack, 'eu-west-1') });
  expect(imported.regionMap).toEqual({ 'eu-west-1': keyArn('eu-west-1') });
  expect(imported.preferredRegion).toBe('eu-west-1');
  expect(keys.masterKey?.keyArn).toBe(keyArn('eu-west-1'));
});

test('tokens pass where a check cannot tell', () => {
  const regionMap = { [Aws.REGION]: Fn.importValue('key'), 'us-east-1': keyArn('us-east-1') };
  expect(asherah({ regionMap, preferredRegion: Aws.REGION }).asherah.preferredRegion).toBe(Aws.REGION);
  expect(asherah({ regionMap, preferredRegion: 'eu-west-1' }).asherah.preferredRegion).toBe('eu-west-1');
  expect(
    asherah({ serviceName: Fn.importValue('service'), preferredRegion: 'eu-west-1' }).keys.masterKey,
  ).toBeDefined();
});

test('a preferred Region that only deployment can tell lets every key do both', () => {
  const {
    stack,
    keys,
    asherah: { environment },
  } = asherah({ replicaRegions: ['us-east-1'], preferredRegion: Fn.importValue('region') });
  expect(stack.resolve(environment)).toMatchObject({ ASHERAH_PREFERRED_REGION: { 'Fn::ImportValue': 'region' } });
  const all = [MASTER_KEY, replicaOfMaster('us-east-1')];
  expect(grantedStatements(stack, keys).slice(1)).toEqual(
    ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:Encrypt'].map((Action) => ({ Effect: 'Allow', Action, Resource: all })),
  );
});

test('warns of names with an underscore', () => {
  const { stack } = asherah({ serviceName: 'email_delivery' });
  const annotations = Annotations.fromStack(stack);
  annotations.hasWarning('/Email/Keys/Asherah', Match.stringLikeRegexp('cdk-puma-eks:asherahNameWithUnderscore'));
});

describe('replicas of the master key', () => {
  test('there are none, and no function to make them, unless asked for', () => {
    const template = Template.fromStack(asherah().stack);
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.hasResourceProperties('AWS::KMS::Key', {
      Description: Match.stringLikeRegexp('Master key'),
      MultiRegion: false,
    });
  });

  test('a key can be made ready for them', () => {
    const template = Template.fromStack(asherah({ multiRegion: true }).stack);
    template.hasResourceProperties('AWS::KMS::Key', {
      Description: Match.stringLikeRegexp('Master key'),
      MultiRegion: true,
    });
    template.resourceCountIs(REPLICA, 0);
  });

  test('are made by an idempotent call, and never deleted', () => {
    const { stack } = asherah({ replicaRegions: ['eu-west-2'] });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::KMS::Key', {
      Description: Match.stringLikeRegexp('Master key'),
      MultiRegion: true,
    });
    const [{ Properties }] = Object.values(template.findResources(REPLICA)) as {
      Properties: Record<string, { 'Fn::Join': [string, unknown[]] }>;
    }[];
    const call = (name: string) =>
      JSON.parse(
        Properties[name]['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'mrk-1')).join(''),
      ) as object;
    expect(call('Create')).toEqual({
      service: '@aws-sdk/client-kms',
      action: 'ReplicateKey',
      parameters: {
        KeyId: 'mrk-1',
        ReplicaRegion: 'eu-west-2',
        Description: "Master key of Asherah's system keys: service email, product mail",
      },
      physicalResourceId: { id: 'mrk-1/eu-west-2' },
      ignoreErrorCodesMatching: 'AlreadyExistsException',
      outputPaths: ['ReplicaKeyMetadata.Arn'],
    });
    expect(call('Update')).toEqual(call('Create'));
    expect(Properties).not.toHaveProperty('Delete');
    expect(Properties.InstallLatestAwsSdk).toBe(false);
  });

  test('need the right to replicate this key into this Region, and to create such a replica there', () => {
    const { stack } = asherah({ replicaRegions: ['eu-west-2'] });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'kms:ReplicateKey',
            Resource: { 'Fn::GetAtt': ['KeysAsherahMasterKeyF5635E44', 'Arn'] },
            Condition: { StringEquals: { 'kms:ReplicaRegion': 'eu-west-2' } },
          },
          {
            Effect: 'Allow',
            Action: 'kms:CreateKey',
            Resource: '*',
            Condition: { StringEquals: { 'kms:MultiRegionKeyType': 'REPLICA' } },
          },
        ],
      },
    });
  });

  test('log for as long as everything, encrypted with the logs key', () => {
    const { stack } = asherah({ replicaRegions: ['eu-west-2'] });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      RetentionInDays: LOG_RETENTION_DAYS,
      KmsKeyId: { 'Fn::GetAtt': ['KeysLogsKeyD24E82DB', 'Arn'] },
    });
  });

  test("leave the log group and its findings to whoever made the stack's custom resource function first", () => {
    const stack = new Stack(new App(), 'Email');
    new cr.AwsCustomResource(stack, 'Theirs', {
      onUpdate: { service: 'kms', action: 'ListKeys', physicalResourceId: cr.PhysicalResourceId.of('keys') },
      policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: cr.AwsCustomResourcePolicy.ANY_RESOURCE }),
      installLatestAwsSdk: false,
    });
    const theirs = nagFindings(stack);
    asherahIn(stack, { replicaRegions: ['eu-west-2'] });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    expect(theirs).toHaveLength(2);
    expect(nagFindings(stack)).toEqual(theirs);
  });
});
