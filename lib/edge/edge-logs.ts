import { Validations } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ifKnown } from '../known';
import { ALB_LIMITS } from '../model/alb-limits';
import { refuse, wholeNumber } from '../model/errors';
import { LOG_RETENTION_DAYS } from '../model/logs';
import { newLogBucket } from './log-bucket';
import type { LogDestination } from './log-delivery';

/** Where in a bucket the load balancer's logs go. */
export interface EdgeLogOptions {
  /**
   * Folder that the folders `access`, `connection` and `health-check` are put into: 1 to 752 letters, digits, `.`, `_`, `-`
   * and `/`, without slashes at its ends or two in a row, and without `AWSLogs`, which ELB adds itself; otherwise
   * `LogPrefixInvalid` is thrown.
   *
   * @default - none: the three folders are the bucket's topmost
   */
  readonly prefix?: string;
}

/** A bucket made for the load balancer's logs. */
export interface EdgeLogBucketOptions extends EdgeLogOptions {
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

/** What becomes of the load balancer's access, connection and health-check logs. */
export class EdgeLogs {
  /**
   * Logs go to a bucket of their own: encrypted with S3's keys (ELB can write no other), versioned, private, TLS only,
   * kept when the stack is deleted.
   */
  public static newBucket(options: EdgeLogBucketOptions = {}): EdgeLogs {
    const days = options.retentionDays ?? LOG_RETENTION_DAYS;
    ifKnown(options.retentionDays, (given) =>
      wholeNumber(
        'LogRetentionInvalid',
        'retentionDays',
        given,
        1,
        3653,
        'S3 deletes by whole days, and ten years are enough',
      ),
    );
    const prefix = folder(options.prefix);
    const { serverAccessLogsBucket } = options;
    return new EdgeLogs((scope) => ({
      bucket: newLogBucket(scope, {
        days,
        serverAccessLogsBucket,
        serverAccessLogsPrefix: 'load-balancer-log-bucket/',
        unloggedReason:
          'This bucket holds load-balancer logs and nothing else; only ELB log delivery may write to it. Logging the ' +
          'delivery of logs needs a second bucket with the same finding: give serverAccessLogsBucket where one exists, ' +
          'or watch reads by CloudTrail data events.',
      }),
      prefix,
    }));
  }

  /**
   * Logs go to a bucket that exists, in the load balancer's Region and encrypted with S3's own keys (SSE-S3).
   * Throws `LogBucketKmsEncrypted` if it has a KMS key. Its policy is amended where CDK can do that.
   */
  public static bucket(bucket: s3.IBucket, options: EdgeLogOptions = {}): EdgeLogs {
    if (bucket.encryptionKey !== undefined) {
      refuse({
        code: 'LogBucketKmsEncrypted',
        path: 'logs',
        given: bucket.node.path,
        allowed: 'a bucket encrypted with S3 managed keys (SSE-S3)',
        why: 'ELB can deliver logs to no other, and refuses the load balancer that asks for it',
      });
    }
    const prefix = folder(options.prefix);
    return new EdgeLogs(() => ({ bucket, prefix }));
  }

  /**
   * No logs. Throws `ReasonMissing` without a reason, which is recorded for cdk-nag and for whoever looks for the logs.
   */
  public static none(reason: string): EdgeLogs {
    if (reason.trim() === '') {
      refuse({
        code: 'ReasonMissing',
        path: 'reason',
        given: reason,
        allowed: 'a sentence that a reviewer can accept',
        why: 'without logs nobody can tell afterwards who asked for what, nor where a 502 came from',
      });
    }
    return new EdgeLogs(() => undefined, reason);
  }

  private constructor(
    private readonly destination: (scope: Construct) => LogDestination | undefined,
    private readonly reason?: string,
  ) {}

  /** @internal */
  public _bind(scope: Construct): LogDestination | undefined {
    if (this.reason !== undefined) {
      Validations.of(scope).acknowledge({ id: 'AwsSolutions-ELB2', reason: this.reason });
    }
    return this.destination(scope);
  }
}

/** What ELB lists as allowed in a prefix when it refuses another. */
const FOLDERS = /^[\w.-]+(\/[\w.-]+)*$/;

function folder(prefix: string | undefined): string {
  ifKnown(prefix, (given) => {
    const fits = given.length <= ALB_LIMITS.logPrefixLength && FOLDERS.test(given) && !given.includes('AWSLogs');
    if (fits) return;
    refuse({
      code: 'LogPrefixInvalid',
      path: 'prefix',
      given,
      allowed:
        `a folder such as edge/production: 1 to ${ALB_LIMITS.logPrefixLength} letters, digits, '.', '_', '-' and '/', ` +
        'without slashes at its ends or two in a row, and without AWSLogs',
      why:
        'ELB appends /AWSLogs/<account>/ and a name of its own, and refuses other prefixes; CloudFormation has then been seen to ' +
        'leave every attribute of a new load balancer unset, without a word (aws-cloudformation/cloudformation-coverage-roadmap#1928)',
    });
  });
  return prefix === undefined ? '' : `${prefix}/`;
}
