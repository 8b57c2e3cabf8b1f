import { Token } from 'aws-cdk-lib';
import { ifKnown } from '../known';
import { checkAsherahName } from '../model/asherah';
import { refuse } from '../model/errors';
import { checkKeyArnInRegion, checkNoAlias } from '../model/kms-key-arn';
import { checkRegion } from '../model/names';
import { checkReplicaRegions } from '../model/regions';
import type { AsherahProps } from './asherah-props';

/** Checks all that can be checked before anything is created; `home` is the stack's Region, perhaps a token. */
export function checkAsherahProps(props: AsherahProps, home: string): void {
  for (const name of ['serviceName', 'productId'] as const) {
    if (!Token.isUnresolved(props[name])) checkAsherahName(`asherah.${name}`, props[name]);
  }
  ifKnown(props.preferredRegion, (known) => checkRegion('asherah.preferredRegion', known));
  if (props.masterKey !== undefined) checkNoAlias('asherah.masterKey', props.masterKey.keyArn);
  if (props.metastoreKey !== undefined) checkNoAlias('asherah.metastoreKey', props.metastoreKey.keyArn);
  checkRegions('replicaRegions', props.replicaRegions ?? [], home);
  checkRegions('metastoreReplicaRegions', props.metastoreReplicaRegions ?? [], home);
  checkMasterKeys(props);
  checkMetastore(props);
  if (props.regionMap !== undefined) checkRegionMap(props.regionMap);
}

function checkRegions(
  name: 'replicaRegions' | 'metastoreReplicaRegions',
  regions: readonly string[],
  home: string,
): void {
  regions.forEach((region, i) => {
    if (!Token.isUnresolved(region)) return;
    refuse({
      code: 'MustBeKnownAtSynth',
      path: `asherah.${name}[${i}]`,
      given: 'a token',
      allowed: "a Region's name, written in the app or in its configuration file",
      why: 'each replica is a resource of its own, named after its Region',
    });
  });
  checkReplicaRegions((i) => `asherah.${name}[${i}]`, regions, Token.isUnresolved(home) ? undefined : home);
}

function checkMasterKeys(props: AsherahProps): void {
  const replicas = props.replicaRegions ?? [];
  if (props.masterKey !== undefined && props.regionMap !== undefined) {
    refuse({
      code: 'MasterKeyTwice',
      path: 'asherah.masterKey',
      given: props.masterKey.keyArn,
      allowed: 'either `masterKey`, for one Region, or `regionMap`, for all of them',
      why: 'there is one map of master keys, and it cannot be told which of the two should win',
    });
  }
  const imported = props.masterKey !== undefined || props.regionMap !== undefined;
  if (imported && (replicas.length > 0 || props.multiRegion !== undefined)) {
    refuse({
      code: 'ReplicaOfImportedKey',
      path: replicas.length > 0 ? 'asherah.replicaRegions' : 'asherah.multiRegion',
      given: replicas.length > 0 ? replicas : props.multiRegion,
      allowed: 'existing keys and existing replicas together in `regionMap`, with `preferredRegion`',
      why: 'an imported key is managed elsewhere: this stack neither makes it multi-Region nor copies it',
    });
  }
  if (replicas.length > 0 && props.multiRegion === false) {
    refuse({
      code: 'ReplicaOfSingleRegionKey',
      path: 'asherah.multiRegion',
      given: false,
      allowed: 'true, or no replica Regions',
      why: 'KMS replicates only keys that were created as multi-Region keys',
    });
  }
}

function checkMetastore(props: AsherahProps): void {
  const replicas = props.metastoreReplicaRegions ?? [];
  if (props.metastore !== undefined && (replicas.length > 0 || props.metastoreKey !== undefined)) {
    refuse({
      code: 'MetastoreIsImported',
      path: replicas.length > 0 ? 'asherah.metastoreReplicaRegions' : 'asherah.metastoreKey',
      given: replicas.length > 0 ? replicas : props.metastoreKey?.keyArn,
      allowed: 'nothing beside `metastore`; give its key where you import it (Table.fromTableAttributes)',
      why: 'an imported table is managed elsewhere: this stack changes neither its key nor its replicas',
    });
  }
  if (replicas.length > 0 && props.regionSuffix === false) {
    refuse({
      code: 'GlobalTableWithoutRegionSuffix',
      path: 'asherah.regionSuffix',
      given: false,
      allowed: 'true, or no metastore replicas',
      why: 'in a global table the last writer wins: two Regions that make the same key at once would overwrite one, and its data is lost',
    });
  }
}

function checkRegionMap(regionMap: Readonly<Record<string, string>>): void {
  const entries = Object.entries(regionMap);
  if (entries.length === 0) {
    refuse({
      code: 'RegionMapEmpty',
      path: 'asherah.regionMap',
      given: regionMap,
      allowed: 'at least one Region with the ARN of its master key',
      why: 'Asherah encrypts its system keys with these keys',
    });
  }
  for (const [region, arn] of entries) {
    ifKnown(region, (known) => checkRegion('asherah.regionMap', known));
    checkNoAlias(`asherah.regionMap.${region}`, arn);
    if (Token.isUnresolved(region)) continue;
    ifKnown(arn, (known) => checkKeyArnInRegion(`asherah.regionMap.${region}`, region, known));
  }
}
