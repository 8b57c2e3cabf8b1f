import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** What a rule did with a request, as the log's filter knows it. */
export enum WebAclLogAction {
  /** Let through by a rule that says so; what no rule matched has no such action. */
  ALLOW = 'ALLOW',
  /** Turned away. */
  BLOCK = 'BLOCK',
  /** Counted. */
  COUNT = 'COUNT',
  /** Asked to solve a puzzle. */
  CAPTCHA = 'CAPTCHA',
  /** Challenged, unseen. */
  CHALLENGE = 'CHALLENGE',
  /** Counted in place of what a managed group would have done. */
  EXCLUDED_AS_COUNT = 'EXCLUDED_AS_COUNT',
}

/** What is logged. */
export interface WebAclLogOptions {
  /**
   * Whether requests that matched no rule are logged too. With them, every request to the load balancer is a log record
   * of 1 to 2 kB; its access log holds them already.
   *
   * @default false - only what a rule counted, blocked or challenged
   */
  readonly includeAllowed?: boolean;

  /**
   * Actions that are logged: a request with any of them is kept. Refused together with `includeAllowed`
   * (`LogFilterConflict`), which keeps all, and where nothing would be kept (`LogFilterEmpty`).
   *
   * @default - all but ALLOW
   */
  readonly keepActions?: WebAclLogAction[];

  /**
   * Labels, in full, whose requests are logged whatever was done with them. Refused together with `includeAllowed`.
   *
   * @default - none
   */
  readonly keepLabels?: string[];

  /**
   * Labels, in full, whose requests are never logged.
   *
   * @default - none
   */
  readonly dropLabels?: string[];
}

/** A log group of the web ACL's own. */
export interface WebAclLogGroupProps extends WebAclLogOptions {
  /**
   * Key that encrypts the log group. CloudWatch Logs is allowed to use it, for this log group alone; of a key that was
   * imported, its owner must allow that.
   *
   * @default - encrypted with a key of CloudWatch Logs'
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long records are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly retention?: logs.RetentionDays;

  /**
   * What becomes of the log group when the stack goes. Its name ends with a part of the stack's id, so one that stays
   * behind is not in the way of the next.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** A bucket of the web ACL's own for its logs. */
export interface WebAclLogBucketProps extends WebAclLogOptions {
  /**
   * Key that encrypts the bucket. Log delivery is allowed to use it; of a key that was imported, its owner must allow that.
   *
   * @default - encrypted with S3's own keys
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Days that a log is kept, 1 to 3653. Throws `LogRetentionInvalid`.
   *
   * @default 90
   */
  readonly retentionDays?: number;

  /**
   * Bucket that S3 writes its own access logs of the log bucket to.
   *
   * @default - none; cdk-nag's finding is acknowledged with the reason
   */
  readonly serverAccessLogsBucket?: s3.IBucket;
}
