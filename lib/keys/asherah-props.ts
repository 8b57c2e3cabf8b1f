import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';

/** Application-layer encryption with Asherah: data row key <- intermediate key <- system key <- master key in KMS. */
export interface AsherahProps {
  /**
   * Asherah's service name: 1 to 128 letters, digits, `.`, `-` and `_`. It is part of every key id, so data is lost to
   * whoever changes it; that is why nothing derives it. Throws `AsherahNameInvalid`; `_` is warned of.
   */
  readonly serviceName: string;

  /**
   * Asherah's product id: 1 to 128 letters, digits, `.`, `-` and `_`. It is part of every key id, so data is lost to
   * whoever changes it; that is why nothing derives it. Throws `AsherahNameInvalid`; `_` is warned of.
   */
  readonly productId: string;

  /**
   * Regions beside the stack's own into which the new master key is replicated, so that data can be decrypted there. A
   * replica is never deleted, also not when its Region leaves this list, and CDK's tags do not reach it.
   *
   * Throws `RegionInvalid`, `ReplicaRegionTwice`, `ReplicaRegionIsHome`, `MustBeKnownAtSynth` for a token, and
   * `ReplicaOfImportedKey` together with `masterKey` or `regionMap`.
   *
   * @default - none
   */
  readonly replicaRegions?: string[];

  /**
   * Whether the new master key is a multi-Region key. KMS lets nobody change it later (CloudFormation refuses the update),
   * so set it at the first deployment when other Regions may follow. Throws `ReplicaOfSingleRegionKey` when false with
   * replicas, and `ReplicaOfImportedKey` together with `masterKey` or `regionMap`.
   *
   * @default - true when there are replica Regions
   */
  readonly multiRegion?: boolean;

  /**
   * Region in which Asherah generates new system keys; it must hold one of the master keys.
   *
   * Throws `RegionInvalid`, `PreferredRegionNotInMap`, and `RegionMapWithoutPreferredRegion` when missing beside a `regionMap`.
   *
   * @default - the Region of the master key; with `regionMap` there is no default
   */
  readonly preferredRegion?: string;

  /**
   * An existing master key, in place of a new one. Its key policy must let IAM policies of this account grant
   * `kms:GenerateDataKey` and `kms:Decrypt`. Throws `KeyIsAlias`, and `MasterKeyTwice` together with `regionMap`.
   *
   * @default - a new key: rotated yearly, retained, deleted 30 days after somebody asks for it
   */
  readonly masterKey?: kms.IKey;

  /**
   * Existing master keys of several Regions, Region to key ARN, in place of a new one.
   *
   * Throws `RegionMapEmpty`, `RegionInvalid`, `KeyArnInvalid`, `KeyArnInAnotherRegion`, and `MasterKeyTwice` together with `masterKey`.
   *
   * @default - the new master key with its replicas, or `masterKey`
   */
  readonly regionMap?: Record<string, string>;

  /**
   * An existing metastore: partition key `Id` (string), sort key `Created` (number). Import it with its `encryptionKey` if
   * it is encrypted with a customer managed key, or the pods are not allowed to use that key.
   *
   * @default - a new table: on demand, point-in-time recovery, deletion protection, retained, encrypted with the master key
   */
  readonly metastore?: dynamodb.ITable;

  /**
   * Key that encrypts the new metastore at rest in the stack's own Region. Throws `KeyIsAlias`, `MetastoreKeyMissing` when
   * neither this nor a master key of the stack's Region is known, and `MetastoreIsImported` together with `metastore`.
   *
   * @default - the master key of the stack's Region: without it the records in the table are worthless anyway
   */
  readonly metastoreKey?: kms.IKey;

  /**
   * Regions beside the stack's own that hold a replica of the new metastore (a DynamoDB global table), each encrypted with
   * the master key of that Region. CloudFormation creates any number with the table, and later adds or removes one an update.
   *
   * Throws `RegionInvalid`, `ReplicaRegionTwice`, `ReplicaRegionIsHome`, `MustBeKnownAtSynth` for a token,
   * `MetastoreReplicaWithoutKey`, and `MetastoreIsImported` together with `metastore`.
   *
   * @default - none
   */
  readonly metastoreReplicaRegions?: string[];

  /**
   * Whether Asherah appends the Region to the ids of its keys. A global table needs it, or two Regions overwrite each
   * other's keys. Turned on later it still reads the old keys; turned off later it cannot read the suffixed ones.
   *
   * Throws `GlobalTableWithoutRegionSuffix` when false with metastore replicas.
   *
   * @default - true when the new metastore has replicas
   */
  readonly regionSuffix?: boolean;
}
