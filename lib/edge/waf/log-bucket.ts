import { Annotations, Aws, Fn, Names, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { PREFIX } from '../../model/errors';
import { LOG_RETENTION_DAYS } from '../../model/logs';
import { WAF } from '../../model/waf';
import { newLogBucket } from '../log-bucket';
import type { WebAclLogBucketProps } from '../web-acl-log-options';
import type { WafLogDestination } from './log-destination';

const DELIVERY = 'delivery.logs.amazonaws.com';
/** 63 characters of a bucket's name, less the prefix, 12 digits of the account, 8 of the stack and two hyphens. */
const NAME_PART = 63 - WAF.logGroupPrefix.length - 12 - 8 - 2;

/** A bucket that AWS WAF logs to. Part of the stack's id is in its name: one that was retained is not in the way. */
export function newWafLogBucket(scope: Construct, props: WebAclLogBucketProps): WafLogDestination {
  const part = Names.uniqueResourceName(scope, { maxLength: NAME_PART, separator: '-' }).toLowerCase();
  const stackPart = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
  const bucket = newLogBucket(scope, {
    bucketName: `${WAF.logGroupPrefix}${part}-${Aws.ACCOUNT_ID}-${stackPart}`,
    days: props.retentionDays ?? LOG_RETENTION_DAYS,
    encryptionKey: props.encryptionKey,
    serverAccessLogsBucket: props.serverAccessLogsBucket,
    serverAccessLogsPrefix: 'web-acl-log-bucket/',
    unloggedReason:
      'This bucket holds logs of a web ACL and nothing else; only log delivery may write to it. Logging the delivery of ' +
      'logs needs a second bucket with the same finding: give serverAccessLogsBucket where one exists, or watch reads by ' +
      'CloudTrail data events.',
  });
  if (props.encryptionKey) allowDelivery(scope, props.encryptionKey);
  return wafLogBucket(scope, bucket);
}

/** Lets log delivery write, into this account's folder alone (Developer Guide, "Sending web ACL traffic logs to S3"). */
export function wafLogBucket(scope: Construct, bucket: s3.IBucket): WafLogDestination {
  const { account } = Stack.of(scope);
  const logs = `${bucket.bucketArn}/AWSLogs/${account}/*`;
  const write = bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AWSLogDeliveryWrite',
      principals: [new iam.ServicePrincipal(DELIVERY)],
      actions: ['s3:PutObject'],
      resources: [logs],
      conditions: conditions(scope, { 's3:x-amz-acl': 'bucket-owner-full-control' }),
    }),
  );
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AWSLogDeliveryAclCheck',
      principals: [new iam.ServicePrincipal(DELIVERY)],
      actions: ['s3:GetBucketAcl'],
      resources: [bucket.bucketArn],
      conditions: conditions(scope),
    }),
  );
  if (!write.statementAdded) {
    Annotations.of(scope).addWarningV2(
      `${PREFIX}webAclLogBucketPolicy`,
      `The policy of the log bucket cannot be changed from here. It must let ${DELIVERY} do s3:PutObject on ` +
        'AWSLogs/<account>/* and s3:GetBucketAcl on the bucket, or logging is refused.',
    );
  }
  return { arn: bucket.bucketArn, bucket, after: write.policyDependable };
}

/** Log delivery may use the key for what it writes (CloudWatch Logs User Guide, "Amazon S3 bucket server-side encryption"). */
function allowDelivery(scope: Construct, key: kms.IKey): void {
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(DELIVERY)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: conditions(scope),
    }),
    true,
  );
}

/** Delivery on behalf of this account and Region, and of no one else's. */
function conditions(scope: Construct, more: Record<string, string> = {}): iam.Conditions {
  const { account, region, partition } = Stack.of(scope);
  return {
    StringEquals: { ...more, 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` },
  };
}
