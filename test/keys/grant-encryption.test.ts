import { App, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { asherah, asherahIn, grantedStatements, importedKey, keyArn, MASTER_KEY, replicaOfMaster } from './fixture';

const tableArn = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':dynamodb:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      ':table/',
      { Ref: 'KeysAsherahMetastore84B5DF65' },
    ],
  ],
};
const onTable = {
  Effect: 'Allow',
  Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
  Resource: tableArn,
};
const allow = (Action: string, Resource: unknown) => ({ Effect: 'Allow', Action, Resource });

test('in one Region: a data key and its decryption, and three calls on the table', () => {
  const { stack, keys } = asherah();
  expect(grantedStatements(stack, keys)).toEqual([
    onTable,
    allow('kms:GenerateDataKey', MASTER_KEY),
    allow('kms:Decrypt', MASTER_KEY),
  ]);
});

test('in several: Encrypt in those that do not generate, Decrypt in all', () => {
  const { stack, keys } = asherah({ replicaRegions: ['eu-west-2', 'us-east-1'] });
  const others = [replicaOfMaster('eu-west-2'), replicaOfMaster('us-east-1')];
  expect(grantedStatements(stack, keys)).toEqual([
    onTable,
    allow('kms:GenerateDataKey', MASTER_KEY),
    allow('kms:Decrypt', [MASTER_KEY, ...others]),
    allow('kms:Encrypt', others),
  ]);
});

test('the preferred Region may be a replica', () => {
  const { stack, keys } = asherah({ replicaRegions: ['eu-west-2'], preferredRegion: 'eu-west-2' }, 'eu-west-1');
  const replica = expect.objectContaining({
    'Fn::Join': ['', expect.arrayContaining([':kms:eu-west-2:111122223333:key/'])],
  }) as unknown;
  expect(grantedStatements(stack, keys).slice(1)).toEqual([
    allow('kms:GenerateDataKey', replica),
    allow('kms:Decrypt', [MASTER_KEY, replica]),
    allow('kms:Encrypt', MASTER_KEY),
  ]);
});

test('existing keys are granted by their ARNs', () => {
  const regionMap = { 'eu-west-1': keyArn('eu-west-1'), 'us-east-1': keyArn('us-east-1') };
  const { stack, keys } = asherah({ regionMap, preferredRegion: 'us-east-1' }, 'eu-west-1');
  expect(grantedStatements(stack, keys).slice(1)).toEqual([
    allow('kms:GenerateDataKey', keyArn('us-east-1')),
    allow('kms:Decrypt', [keyArn('eu-west-1'), keyArn('us-east-1')]),
    allow('kms:Encrypt', keyArn('eu-west-1')),
  ]);
});

test("a table under a further key: its decryption for this table's sake alone, through DynamoDB", () => {
  const stack = new Stack(new App(), 'Email');
  const { keys } = asherahIn(stack, { metastoreKey: importedKey(stack, 'eu-west-1') });
  expect(grantedStatements(stack, keys)).toContainEqual({
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: keyArn('eu-west-1'),
    Condition: {
      StringEquals: {
        'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] },
        'kms:EncryptionContext:aws:dynamodb:tableName': { Ref: 'KeysAsherahMetastore84B5DF65' },
      },
    },
  });
});

test('an existing table is granted by its ARN, and its key with it', () => {
  const stack = new Stack(new App(), 'Email');
  const metastore = dynamodb.Table.fromTableAttributes(stack, 'Existing', {
    tableArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/EncryptionKey',
    encryptionKey: importedKey(stack, 'eu-west-1'),
  });
  const {
    keys,
    asherah: { metastore: used, metastoreResource },
  } = asherahIn(stack, { metastore });
  expect(used).toBe(metastore);
  expect(metastoreResource).toBeUndefined();
  const statements = grantedStatements(stack, keys);
  expect(statements[0]).toEqual({
    ...onTable,
    Resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/EncryptionKey',
  });
  expect(statements[3]).toMatchObject({
    Action: 'kms:Decrypt',
    Resource: keyArn('eu-west-1'),
    Condition: {
      StringEquals: {
        'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] },
        'kms:EncryptionContext:aws:dynamodb:tableName': 'EncryptionKey',
      },
    },
  });
});
