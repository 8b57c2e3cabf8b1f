import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { refuse } from '../model/errors';
import type { AsherahProps } from './asherah-props';
import type { MasterKeys } from './master-keys';
import { MetastoreTable } from './metastore-table';

/** Makes the metastore, encrypted with a key of each of its Regions; it waits for the master key's replicas. */
export function createMetastore(scope: Construct, props: AsherahProps, keys: MasterKeys): MetastoreTable {
  const { region } = Stack.of(scope);
  const table = new MetastoreTable(scope, 'Metastore', {
    region,
    encryptionKey: props.metastoreKey ?? masterKeyOf(scope, region, keys),
    replicaKeyArns: Object.fromEntries(
      (props.metastoreReplicaRegions ?? []).map((replica, i) => [replica, replicaKey(replica, i, keys)]),
    ),
  });
  if (keys.replicas !== undefined) table.node.addDependency(keys.replicas);
  return table;
}

/** The master key of the stack's own Region. */
function masterKeyOf(scope: Construct, region: string, keys: MasterKeys): kms.IKey {
  if (keys.key?.env.region === region) return keys.key;
  if (region in keys.regionMap) return kms.Key.fromKeyArn(scope, 'MetastoreKey', keys.regionMap[region]);
  refuse({
    code: 'MetastoreKeyMissing',
    path: 'asherah.metastoreKey',
    given: undefined,
    allowed: `a customer managed key of the stack's own Region; the master keys are known to be in ${Object.keys(keys.regionMap).join(', ')}`,
    why: 'the new metastore is encrypted with a key of its own Region, and none of the master keys is known to be there',
  });
}

function replicaKey(region: string, i: number, keys: MasterKeys): string {
  if (region in keys.regionMap) return keys.regionMap[region];
  refuse({
    code: 'MetastoreReplicaWithoutKey',
    path: `asherah.metastoreReplicaRegions[${i}]`,
    given: region,
    allowed: `a Region that holds a master key: name it in replicaRegions (or in regionMap) too`,
    why: 'each replica of the table is encrypted with the master key of its Region',
  });
}
