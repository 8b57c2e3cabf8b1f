import type { CfnTag, ITaggable } from 'aws-cdk-lib';
import { Lazy, RemovalPolicy, Stack, TagManager, TagType } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { METASTORE_KEYS } from '../model/asherah';

/**
 * A global table that `Tags.of()` reaches. CDK's own has no tags, since CloudFormation has them a level below, at each
 * replica (aws/aws-cdk#25443); for the same reason CloudFormation has nowhere to put those of the stack.
 */
class TaggableGlobalTable extends dynamodb.CfnGlobalTable implements ITaggable {
  public readonly tags = new TagManager(TagType.STANDARD, dynamodb.CfnGlobalTable.CFN_RESOURCE_TYPE_NAME);

  constructor(scope: Construct, id: string, props: dynamodb.CfnGlobalTableProps) {
    super(scope, id, props);
    const tags = Lazy.any({ produce: () => this.allTags() }, { omitEmptyArray: true });
    this.replicas = (props.replicas as dynamodb.CfnGlobalTable.ReplicaSpecificationProperty[]).map((replica) => ({
      ...replica,
      // The L1's type does not say that a list may be known only at the end.
      tags: tags as unknown as CfnTag[],
    }));
  }

  private allTags(): CfnTag[] {
    const values = { ...Stack.of(this).tags.tagValues(), ...this.tags.tagValues() };
    return Object.entries(values)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => ({ key, value }));
  }
}

/** Where a metastore lives and which keys encrypt it at rest. */
export interface MetastoreTableProps {
  /** The stack's own Region: mostly a token. */
  readonly region: string;
  readonly encryptionKey: kms.IKey;
  /** Key ARNs by replica Region. */
  readonly replicaKeyArns: Readonly<Record<string, string>>;
}

/**
 * The table that holds Asherah's system and intermediate keys. It is an `AWS::DynamoDB::GlobalTable` even in one Region:
 * a replica can then be added in place, where a change from `AWS::DynamoDB::Table` would replace the table. The L1, since
 * `TableV2` renders neither replicas nor customer managed keys in an environment-agnostic stack.
 */
export class MetastoreTable extends Construct {
  public readonly table: dynamodb.ITable;
  public readonly resource: dynamodb.CfnGlobalTable;

  constructor(scope: Construct, id: string, props: MetastoreTableProps) {
    super(scope, id);
    const { partition, sort } = METASTORE_KEYS;
    const replicas = { [props.region]: props.encryptionKey.keyArn, ...props.replicaKeyArns };
    this.resource = new TaggableGlobalTable(this, 'Resource', {
      attributeDefinitions: [
        { attributeName: partition, attributeType: dynamodb.AttributeType.STRING },
        { attributeName: sort, attributeType: dynamodb.AttributeType.NUMBER },
      ],
      keySchema: [
        { attributeName: partition, keyType: 'HASH' },
        { attributeName: sort, keyType: 'RANGE' },
      ],
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      sseSpecification: { sseEnabled: true, sseType: 'KMS' },
      // DynamoDB replicates through the stream, and takes replicas only with this view of it.
      streamSpecification:
        Object.keys(replicas).length > 1 ? { streamViewType: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES } : undefined,
      replicas: Object.entries(replicas).map(([region, kmsMasterKeyId]) => ({
        region,
        sseSpecification: { kmsMasterKeyId },
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        deletionProtectionEnabled: true,
      })),
    });
    this.resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.table = dynamodb.TableV2.fromTableAttributes(this, 'Table', {
      tableName: this.resource.ref,
      encryptionKey: props.encryptionKey,
    });
  }
}
