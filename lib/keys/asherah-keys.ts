import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ASHERAH_ENVIRONMENT, adviseOnAsherahNames, renderRegionMap } from '../model/asherah';
import { PREFIX } from '../model/errors';
import { checkAsherahProps } from './asherah-checks';
import { grantAsherah } from './asherah-grant';
import type { AsherahProps } from './asherah-props';
import { createMetastore } from './create-metastore';
import { masterKeys } from './master-keys';
import { tableRegion } from './table-region';

/** What a key hierarchy adds to the settings of its Asherah part. */
export interface AsherahKeysProps extends AsherahProps {
  /** Alias of the new master key, without `alias/`. */
  readonly masterKeyAlias: string;

  /** Key of the log group that records the making of replicas; its policy must let CloudWatch Logs use it. */
  readonly logsKey: kms.IKey;
}

/** Asherah's part of a key hierarchy: master key, metastore, grants, and the settings of the pods. */
export class AsherahKeys extends Construct {
  /** The master key, new or imported: to grant its use to others. Undefined with a `regionMap`. */
  public readonly masterKey?: kms.IKey;

  /** ARN of the master key by Region; the preferred Region's is among them. */
  public readonly regionMap: Record<string, string>;

  /** Region in which Asherah generates new system keys. */
  public readonly preferredRegion: string;

  /** The metastore: to let a tool revoke keys, or to watch its throttles. */
  public readonly metastore: dynamodb.ITable;

  /** The new metastore's resource, for what no property sets. Undefined with an imported metastore. */
  public readonly metastoreResource?: dynamodb.CfnGlobalTable;

  /**
   * Variables for the pods, under the names that Asherah's own servers read: `ASHERAH_SERVICE_NAME`,
   * `ASHERAH_PRODUCT_NAME`, `ASHERAH_KMS_MODE`, `ASHERAH_REGION_MAP` (a JSON object, Region to key ARN),
   * `ASHERAH_PREFERRED_REGION`, `ASHERAH_METASTORE_MODE`, `ASHERAH_DYNAMODB_TABLE_NAME`, `ASHERAH_DYNAMODB_REGION` and
   * `ASHERAH_ENABLE_REGION_SUFFIX`. None is a secret.
   */
  public readonly environment: Record<string, string>;

  constructor(scope: Construct, id: string, props: AsherahKeysProps) {
    super(scope, id);
    checkAsherahProps(props, Stack.of(this).region);
    this.warnOfNames(props);

    const keys = masterKeys(this, props, props.masterKeyAlias, props.logsKey);
    this.masterKey = keys.key;
    this.regionMap = keys.regionMap;
    this.preferredRegion = keys.preferredRegion;

    if (props.metastore !== undefined) {
      this.metastore = props.metastore;
    } else {
      const created = createMetastore(this, props, keys);
      this.metastore = created.table;
      this.metastoreResource = created.resource;
    }
    this.environment = {
      [ASHERAH_ENVIRONMENT.serviceName]: props.serviceName,
      [ASHERAH_ENVIRONMENT.productId]: props.productId,
      [ASHERAH_ENVIRONMENT.kms]: 'aws',
      [ASHERAH_ENVIRONMENT.regionMap]: renderRegionMap(this.regionMap),
      [ASHERAH_ENVIRONMENT.preferredRegion]: this.preferredRegion,
      [ASHERAH_ENVIRONMENT.metastore]: 'dynamodb',
      [ASHERAH_ENVIRONMENT.tableName]: this.metastore.tableName,
      [ASHERAH_ENVIRONMENT.tableRegion]: tableRegion(this.metastore),
      [ASHERAH_ENVIRONMENT.regionSuffix]: String(
        props.regionSuffix ?? (props.metastoreReplicaRegions ?? []).length > 0,
      ),
    };
  }

  /**
   * Allows exactly what Asherah calls: `GetItem`, `Query` and `PutItem` on the metastore; `kms:GenerateDataKey` on the
   * preferred Region's master key, `kms:Encrypt` on the others, `kms:Decrypt` on all; and, where the table is encrypted
   * with a further customer managed key, `kms:Decrypt` on that one for this table and only through DynamoDB.
   *
   * @param grantee mostly the pods' role
   */
  public grant(grantee: iam.IGrantable): iam.Grant {
    return grantAsherah(this, this, grantee);
  }

  private warnOfNames({ serviceName, productId }: AsherahProps): void {
    if (Token.isUnresolved(serviceName) || Token.isUnresolved(productId)) return;
    for (const { id, message } of adviseOnAsherahNames(serviceName, productId)) {
      Annotations.of(this).addWarningV2(`${PREFIX}${id}`, message);
    }
  }
}
