import { Stack } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { KMS_ACTIONS, METASTORE_ACTIONS } from '../model/asherah';
import { tableRegion } from './table-region';

/** The keys and the table that Asherah works with. */
export interface AsherahResources {
  readonly regionMap: Readonly<Record<string, string>>;
  readonly preferredRegion: string;
  readonly metastore: dynamodb.ITable;
}

/**
 * Allows what Asherah calls, on what it calls it: see `KMS_ACTIONS` and `METASTORE_ACTIONS`. All goes to the grantee's own
 * policy; the keys' policies delegate to IAM.
 */
export function grantAsherah(scope: Construct, resources: AsherahResources, grantee: iam.IGrantable): iam.Grant {
  const { regionMap, preferredRegion, metastore } = resources;
  const allow = (
    actions: readonly string[],
    resourceArns: string[],
    conditions?: Record<string, Record<string, string>>,
  ) => iam.Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns, conditions });

  const masterKeys = Object.values(regionMap);
  // A preferred Region that is only told by a token may be any of the map's: then all get both actions.
  const preferred = preferredRegion in regionMap ? [regionMap[preferredRegion]] : masterKeys;
  const others = preferredRegion in regionMap ? masterKeys.filter((arn) => arn !== preferred[0]) : masterKeys;

  let grant = allow(METASTORE_ACTIONS, [metastore.tableArn])
    .combine(allow([KMS_ACTIONS.preferred], preferred))
    .combine(allow([KMS_ACTIONS.all], masterKeys));
  if (others.length > 0) grant = grant.combine(allow([KMS_ACTIONS.others], others));

  const tableKey = metastore.encryptionKey;
  if (tableKey === undefined || masterKeys.includes(tableKey.keyArn)) return grant;
  // DynamoDB decrypts the table's key as the caller, with the table's name as encryption context [DynamoDB, "Encryption at rest usage notes"].
  return grant.combine(
    allow(['kms:Decrypt'], [tableKey.keyArn], {
      StringEquals: {
        'kms:ViaService': `dynamodb.${tableRegion(metastore)}.${Stack.of(scope).urlSuffix}`,
        'kms:EncryptionContext:aws:dynamodb:tableName': metastore.tableName,
      },
    }),
  );
}
