import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Longest wait that KMS offers between a scheduled deletion and the loss of the key, in days [AWS KMS, ScheduleKeyDeletion]. */
const PENDING_WINDOW_DAYS = 30;

/** What differs between our keys. */
export interface CustomerKeyOptions {
  readonly alias: string;
  readonly description: string;
  readonly multiRegion?: boolean;
}

/** A customer managed key as all of ours are: rotated yearly, never deleted with the stack, its policy delegating to IAM. */
export function createKey(scope: Construct, id: string, options: CustomerKeyOptions): kms.Key {
  return new kms.Key(scope, id, {
    ...options,
    enableKeyRotation: true,
    pendingWindow: Duration.days(PENDING_WINDOW_DAYS),
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/** Lets CloudWatch Logs use the key, for log groups of this account and Region alone [CloudWatch Logs, "Encrypt log data using AWS KMS"]. */
export function allowLogGroups(key: kms.Key): void {
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'LogGroupsOfThisAccount',
      principals: [new iam.ServicePrincipal(`logs.${Aws.REGION}.${Aws.URL_SUFFIX}`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`,
        },
      },
    }),
  );
}
