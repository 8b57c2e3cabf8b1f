import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { LOG_RETENTION_DAYS } from '../model/logs';

/** CDK's one function for custom resources of a stack: its construct id is `AWS` and this, without hyphens. */
const PROVIDER_ID = `AWS${cr.AwsCustomResource.PROVIDER_FUNCTION_UUID.replace(/-/g, '')}`;

/** A multi-Region primary key of this stack, and where to copy it. */
export interface KeyReplicasProps {
  readonly primary: kms.Key;
  readonly regions: readonly string[];
  readonly description: string;
  readonly logsKey: kms.IKey;
}

/**
 * Replicas of a multi-Region key, made by calls from the primary's stack: `AWS::KMS::ReplicaKey` would need a stack in
 * each Region, and an environment-agnostic app cannot have that. A call is idempotent, a replica that is there already
 * (even one that waits for its deletion) is left alone, and nothing ever deletes one: data may need it.
 */
export class KeyReplicas extends Construct {
  constructor(scope: Construct, id: string, props: KeyReplicasProps) {
    super(scope, id);
    const stack = Stack.of(this);
    // The function is shared by the whole stack: whoever made it first has set its log group, and answers for it.
    const isFirst = stack.node.tryFindChild(PROVIDER_ID) === undefined;
    const logGroup = isFirst ? this.createLogGroup(props.logsKey) : undefined;
    for (const region of props.regions) this.createReplica(region, props, logGroup);
    if (isFirst) acknowledgeProvider(stack);
  }

  private createLogGroup(encryptionKey: kms.IKey): logs.LogGroup {
    return new logs.LogGroup(this, 'LogGroup', {
      encryptionKey,
      retention: LOG_RETENTION_DAYS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private createReplica(region: string, props: KeyReplicasProps, logGroup: logs.LogGroup | undefined): void {
    const { primary, description } = props;
    const replica = new cr.AwsCustomResource(this, region, {
      resourceType: 'Custom::KmsReplicaKey',
      onUpdate: {
        service: '@aws-sdk/client-kms',
        action: 'ReplicateKey',
        parameters: { KeyId: primary.keyId, ReplicaRegion: region, Description: description },
        physicalResourceId: cr.PhysicalResourceId.of(`${primary.keyId}/${region}`),
        ignoreErrorCodesMatching: 'AlreadyExistsException',
        outputPaths: ['ReplicaKeyMetadata.Arn'],
      },
      policy: cr.AwsCustomResourcePolicy.fromStatements(replicationStatements(primary, region)),
      // The SDK in the Lambda runtime knows ReplicateKey; installing another would need the internet at deployment.
      installLatestAwsSdk: false,
      logGroup,
    });
    Validations.of(replica.node.findChild('CustomResourcePolicy')).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'kms:CreateKey has no resource to name: the replica does not exist before the call. A condition confines it to replicas, and ' +
        `kms:ReplicateKey is granted on the one primary key, into ${region} alone.`,
    });
  }
}

/**
 * Replication is authorized twice: on the primary, and as the creation of a key in the replica's Region [AWS KMS, "Control
 * access to multi-Region keys"]. Which key and which Region the first one says; the second need only bar other keys.
 */
function replicationStatements(primary: kms.Key, region: string): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: ['kms:ReplicateKey'],
      resources: [primary.keyArn],
      conditions: { StringEquals: { 'kms:ReplicaRegion': region } },
    }),
    new iam.PolicyStatement({
      actions: ['kms:CreateKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'kms:MultiRegionKeyType': 'REPLICA' } },
    }),
  ];
}

function acknowledgeProvider(stack: Stack): void {
  const provider = stack.node.findChild(PROVIDER_ID);
  Validations.of(provider).acknowledge({
    id: 'AwsSolutions-L1',
    reason:
      "aws-cdk-lib chooses this function's runtime and moves it on with its own releases; the code in it is aws-cdk-lib's too.",
  });
  Validations.of(provider.node.findChild('ServiceRole')).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    reason:
      "aws-cdk-lib's own custom resource function writes its log with this policy and nothing else: it allows log groups, streams and " +
      'events, no data access.',
  });
}
