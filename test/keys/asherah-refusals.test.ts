import { Aws, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { AsherahProps } from '../../lib/keys/asherah-props';
import { expectRefusal } from '../support/refusal';
import { asherah, importedKey, keyArn } from './fixture';

const expectRefused = (props: Partial<AsherahProps>, code: string, region?: string) =>
  expectRefusal(() => asherah(props, region), code);

const regionMap = { 'eu-west-1': keyArn('eu-west-1') };
const masterKey = importedKey(new Stack(), 'eu-west-1');
const alias = kms.Alias.fromAliasName(new Stack(), 'Alias', 'alias/mine');
const metastore = dynamodb.Table.fromTableName(new Stack(), 'Existing', 'EncryptionKey');

describe('refused is', () => {
  test.each(['serviceName', 'productId'])('a %s that is missing, or none', (name) => {
    expect(expectRefused({ [name]: undefined }, 'AsherahNameInvalid').path).toBe(`asherah.${name}`);
    expect(expectRefused({ [name]: 'e mail' }, 'AsherahNameInvalid').path).toBe(`asherah.${name}`);
  });

  describe('a region map', () => {
    test('without a preferred Region, or with one that it does not hold', () => {
      expectRefused({ regionMap }, 'RegionMapWithoutPreferredRegion');
      expectRefused({ regionMap, preferredRegion: 'us-east-1' }, 'PreferredRegionNotInMap');
    });

    test('that is empty, or holds what is no Region or no key', () => {
      expectRefused({ regionMap: {}, preferredRegion: 'eu-west-1' }, 'RegionMapEmpty');
      expectRefused({ regionMap: { Ireland: keyArn('eu-west-1') }, preferredRegion: 'eu-west-1' }, 'RegionInvalid');
      expectRefused({ regionMap: { 'eu-west-1': 'mrk-1' }, preferredRegion: 'eu-west-1' }, 'KeyArnInvalid');
      expectRefused({ regionMap: { 'eu-west-1': alias.keyArn }, preferredRegion: 'eu-west-1' }, 'KeyIsAlias');
    });

    test('that lists a key under a Region which is not its own', () => {
      const map = { ...regionMap, 'us-east-1': keyArn('eu-west-1') };
      expect(expectRefused({ regionMap: map, preferredRegion: 'eu-west-1' }, 'KeyArnInAnotherRegion').path).toBe(
        'asherah.regionMap.us-east-1',
      );
    });

    test('beside a master key', () => {
      expectRefused({ regionMap, masterKey, preferredRegion: 'eu-west-1' }, 'MasterKeyTwice');
    });
  });

  describe('a preferred Region', () => {
    test('that is none', () => {
      expectRefused({ preferredRegion: 'Ireland' }, 'RegionInvalid');
    });

    test('that the new master key is not replicated into', () => {
      expectRefused({ preferredRegion: 'eu-west-2' }, 'PreferredRegionNotInMap', 'eu-west-1');
      expectRefused({ preferredRegion: 'eu-west-2', masterKey }, 'PreferredRegionNotInMap');
    });
  });

  describe.each(['replicaRegions', 'metastoreReplicaRegions'] as const)('%s', (name) => {
    test('that are no Regions, stand twice, or hold the original', () => {
      expect(expectRefused({ [name]: ['Ireland'] }, 'RegionInvalid').path).toBe(`asherah.${name}[0]`);
      expectRefused({ [name]: ['eu-west-2', 'eu-west-2'] }, 'ReplicaRegionTwice');
      expectRefused({ [name]: ['eu-west-1'] }, 'ReplicaRegionIsHome', 'eu-west-1');
    });

    test('that are not known at synth', () => {
      expectRefused({ [name]: [Aws.REGION] }, 'MustBeKnownAtSynth');
    });
  });

  describe('a master key', () => {
    test('that is an alias', () => {
      expectRefused({ masterKey: alias }, 'KeyIsAlias');
    });

    test('that is managed elsewhere, and to be copied or changed here', () => {
      expect(expectRefused({ masterKey, replicaRegions: ['eu-west-2'] }, 'ReplicaOfImportedKey').path).toBe(
        'asherah.replicaRegions',
      );
      expect(expectRefused({ masterKey, multiRegion: true }, 'ReplicaOfImportedKey').path).toBe('asherah.multiRegion');
      expectRefused({ regionMap, preferredRegion: 'eu-west-1', replicaRegions: ['eu-west-2'] }, 'ReplicaOfImportedKey');
    });

    test('of a single Region that is to be copied', () => {
      expectRefused({ multiRegion: false, replicaRegions: ['eu-west-2'] }, 'ReplicaOfSingleRegionKey');
    });
  });

  describe('a metastore', () => {
    test('that is managed elsewhere, and to be changed here', () => {
      expect(expectRefused({ metastore, metastoreReplicaRegions: ['eu-west-2'] }, 'MetastoreIsImported').path).toBe(
        'asherah.metastoreReplicaRegions',
      );
      expect(expectRefused({ metastore, metastoreKey: masterKey }, 'MetastoreIsImported').path).toBe(
        'asherah.metastoreKey',
      );
    });

    test('with replicas that would overwrite each other, or have no key', () => {
      const replicaRegions = ['eu-west-2'];
      expectRefused(
        { replicaRegions, metastoreReplicaRegions: replicaRegions, regionSuffix: false },
        'GlobalTableWithoutRegionSuffix',
      );
      expectRefused({ replicaRegions, metastoreReplicaRegions: ['us-east-1'] }, 'MetastoreReplicaWithoutKey');
    });

    test('without a key that is known to be in its Region', () => {
      expectRefused({ masterKey }, 'MetastoreKeyMissing');
      expectRefused({ masterKey }, 'MetastoreKeyMissing', 'us-east-1');
      expectRefused({ regionMap, preferredRegion: 'eu-west-1' }, 'MetastoreKeyMissing', 'us-east-1');
      expectRefused({ metastoreKey: alias }, 'KeyIsAlias');
    });
  });
});
