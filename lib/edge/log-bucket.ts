import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** What differs between buckets that hold logs. */
export interface LogBucketSettings {
  readonly days: number;
  readonly bucketName?: string;
  /** The key of an AWS service's choosing where there is none. */
  readonly encryptionKey?: kms.IKey;
  readonly serverAccessLogsBucket?: s3.IBucket;
  readonly serverAccessLogsPrefix: string;
  /** Why the bucket needs no log of its own, for a reviewer. */
  readonly unloggedReason: string;
}

/** A bucket for logs: encrypted, versioned, private, TLS only, kept when the stack is deleted. */
export function newLogBucket(scope: Construct, settings: LogBucketSettings): s3.Bucket {
  const { days, bucketName, encryptionKey, serverAccessLogsBucket, serverAccessLogsPrefix, unloggedReason } = settings;
  const bucket = new s3.Bucket(scope, 'LogBucket', {
    bucketName,
    encryption: encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
    encryptionKey,
    bucketKeyEnabled: encryptionKey && true,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    versioned: true,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      {
        id: 'ExpireLogs',
        expiration: Duration.days(days),
        // A version that was overwritten or deleted stays a week, to be brought back; logs are never overwritten.
        noncurrentVersionExpiration: Duration.days(7),
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      },
    ],
    serverAccessLogsBucket,
    serverAccessLogsPrefix: serverAccessLogsBucket && serverAccessLogsPrefix,
  });
  if (serverAccessLogsBucket === undefined) {
    Validations.of(bucket).acknowledge({ id: 'AwsSolutions-S1', reason: unloggedReason });
  }
  return bucket;
}
