import { App, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { asherah, asherahIn, importedKey, keyArn, MASTER_KEY, replicaOfMaster, TABLE } from './fixture';

const replica = (Region: unknown, KMSMasterKeyId: unknown) => ({
  Region,
  SSESpecification: { KMSMasterKeyId },
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  DeletionProtectionEnabled: true,
});

test('is keyed as Asherah expects, billed on demand, protected, retained, under the master key', () => {
  const { stack } = asherah();
  const template = Template.fromStack(stack);
  template.hasResource(TABLE, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  template.hasResourceProperties(TABLE, {
    AttributeDefinitions: [
      { AttributeName: 'Id', AttributeType: 'S' },
      { AttributeName: 'Created', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'Id', KeyType: 'HASH' },
      { AttributeName: 'Created', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    StreamSpecification: Match.absent(),
    Replicas: [replica({ Ref: 'AWS::Region' }, MASTER_KEY)],
  });
});

test('keeps its logical id, also when replicas are added', () => {
  for (const props of [{}, { replicaRegions: ['eu-west-2'], metastoreReplicaRegions: ['eu-west-2'] }]) {
    const {
      stack,
      asherah: { metastoreResource },
    } = asherah(props);
    expect(Object.keys(Template.fromStack(stack).findResources(TABLE))).toEqual(['KeysAsherahMetastore84B5DF65']);
    expect(metastoreResource?.logicalId).toBeDefined();
  }
});

test('is replicated under the master keys of its Regions, once those are there', () => {
  const { stack } = asherah({ replicaRegions: ['eu-west-2', 'us-east-1'], metastoreReplicaRegions: ['eu-west-2'] });
  const template = Template.fromStack(stack);
  template.hasResource(TABLE, {
    DependsOn: Match.arrayWith(['KeysAsherahReplicaseuwest21F387FDA', 'KeysAsherahReplicasuseast1C22341E6']),
    Properties: {
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      Replicas: [replica({ Ref: 'AWS::Region' }, MASTER_KEY), replica('eu-west-2', replicaOfMaster('eu-west-2'))],
    },
  });
});

test("is encrypted with the map's key of the stack's Region", () => {
  const regionMap = { 'eu-west-1': keyArn('eu-west-1'), 'us-east-1': keyArn('us-east-1') };
  const { stack } = asherah({ regionMap, preferredRegion: 'us-east-1' }, 'eu-west-1');
  const template = Template.fromStack(stack);
  template.hasResourceProperties(TABLE, { Replicas: [replica('eu-west-1', keyArn('eu-west-1'))] });
});

test('is encrypted with an imported master key of the Region, or with a key of its own', () => {
  const regional = new Stack(new App(), 'Email', { env: { region: 'eu-west-1' } });
  asherahIn(regional, { masterKey: importedKey(regional, 'eu-west-1') });
  const inRegional = Template.fromStack(regional);
  inRegional.hasResourceProperties(TABLE, { Replicas: [replica('eu-west-1', keyArn('eu-west-1'))] });

  const agnostic = new Stack(new App(), 'Email');
  const key = importedKey(agnostic, 'eu-west-1');
  asherahIn(agnostic, { masterKey: key, metastoreKey: key });
  const inAgnostic = Template.fromStack(agnostic);
  inAgnostic.hasResourceProperties(TABLE, {
    Replicas: [replica({ Ref: 'AWS::Region' }, keyArn('eu-west-1'))],
  });
});

describe('tags', () => {
  const tags = (stack: Stack): unknown[] =>
    (
      Object.values(Template.fromStack(stack).findResources(TABLE))[0] as {
        Properties: { Replicas: { Tags?: unknown }[] };
      }
    ).Properties.Replicas.map(({ Tags }) => Tags);
  const replicated = { replicaRegions: ['eu-west-2'], metastoreReplicaRegions: ['eu-west-2'] };

  test('of the app reach every replica of the table', () => {
    const { stack } = asherah(replicated);
    Tags.of(stack.node.root).add('team', 'mail');
    Tags.of(stack).add('stage', 'production');
    const all = [
      { Key: 'stage', Value: 'production' },
      { Key: 'team', Value: 'mail' },
    ];
    expect(tags(stack)).toEqual([all, all]);
  });

  test('of the table alone, or all but it, are as told', () => {
    const { stack, keys, asherah: own } = asherah();
    Tags.of(own.metastoreResource!).add('data', 'keys');
    Tags.of(keys).add('team', 'mail', { excludeResourceTypes: [TABLE] });
    expect(tags(stack)).toEqual([[{ Key: 'data', Value: 'keys' }]]);
  });

  test("of the stack are the table's too, which CloudFormation does not see to", () => {
    const app = new App({ context: { '@aws-cdk/core:explicitStackTags': true } });
    const stack = new Stack(app, 'Email', { tags: { team: 'mail', stage: 'production' } });
    const { keys } = asherahIn(stack, replicated);
    Tags.of(keys).add('stage', 'test');
    const all = [
      { Key: 'stage', Value: 'test' },
      { Key: 'team', Value: 'mail' },
    ];
    expect(tags(stack)).toEqual([all, all]);
  });

  test('are absent where there are none', () => {
    expect(tags(asherah(replicated).stack)).toEqual([undefined, undefined]);
  });
});
