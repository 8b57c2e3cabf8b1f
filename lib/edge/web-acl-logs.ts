import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ifKnown } from '../known';
import { refuse, wholeNumber } from '../model/errors';
import { WAF } from '../model/waf';
import { newWafLogBucket, wafLogBucket } from './waf/log-bucket';
import type { WafLogDestination } from './waf/log-destination';
import { logFilter } from './waf/log-filter';
import { logDestination, newLogGroup } from './waf/log-group';
import type { WebAclLogBucketProps, WebAclLogGroupProps, WebAclLogOptions } from './web-acl-log-options';

/**
 * Where the web ACL logs to: one log group, bucket or stream, named `aws-waf-logs-…`. CloudWatch Logs needs no policy from
 * us: AWS WAF puts one on the log group when logging is switched on (so whoever deploys needs `logs:PutResourcePolicy`), and a
 * log group can have only one.
 */
export class WebAclLogs {
  /** A log group of its own, called `aws-waf-logs-<web ACL>-<stack>`. */
  public static newLogGroup(props: WebAclLogGroupProps = {}): WebAclLogs {
    return new WebAclLogs(props, (scope, key) => toLogGroup(scope, newLogGroup(scope, props, key)));
  }

  /**
   * A log group that exists, in the web ACL's account and Region. Its name begins with `aws-waf-logs-`
   * (`WafLogGroupNameInvalid`): anything else is refused by AWS WAF, with a message about ARNs.
   */
  public static logGroup(logGroup: logs.ILogGroup, options: WebAclLogOptions = {}): WebAclLogs {
    ifKnown(logGroup.logGroupName, (name) => {
      if (name.startsWith(WAF.logGroupPrefix)) return;
      refuse({
        code: 'WafLogGroupNameInvalid',
        path: 'WebAclLogs.logGroup(logGroup)',
        given: name,
        allowed: `a log group whose name begins with ${WAF.logGroupPrefix}`,
        why: 'AWS WAF logs to no other',
      });
    });
    return new WebAclLogs(options, (scope) => toLogGroup(scope, logGroup));
  }

  /**
   * A bucket of its own, called `aws-waf-logs-<web ACL>-<account>-<stack>`: versioned, private, TLS only, kept when the stack
   * is deleted. Cheaper than a log group where everything is logged; records come about every five minutes.
   */
  public static newBucket(props: WebAclLogBucketProps = {}): WebAclLogs {
    const why = 'S3 deletes by whole days, and ten years are enough';
    ifKnown(props.retentionDays, (days) => wholeNumber('LogRetentionInvalid', 'retentionDays', days, 1, 3653, why));
    return new WebAclLogs(props, (scope, key) =>
      newWafLogBucket(scope, { ...props, encryptionKey: props.encryptionKey ?? key }),
    );
  }

  /**
   * A bucket that exists, in the web ACL's Region, its name beginning with `aws-waf-logs-` (`WafLogDestinationNameInvalid`). Its policy is amended where CDK can do
   * that; else a warning says what must stand in it.
   */
  public static bucket(bucket: s3.IBucket, options: WebAclLogOptions = {}): WebAclLogs {
    ifKnown(bucket.bucketName, (name) => checkName('WebAclLogs.bucket(bucket)', name));
    return new WebAclLogs(options, (scope) => wafLogBucket(scope, bucket));
  }

  /**
   * A stream of Amazon Data Firehose that takes direct puts, in the web ACL's account and Region, its name beginning with
   * `aws-waf-logs-` (`WafLogDestinationNameInvalid`). AWS WAF makes itself the role that writes to it (`iam:CreateServiceLinkedRole` at the first deployment).
   */
  public static deliveryStream(stream: firehose.IDeliveryStream, options: WebAclLogOptions = {}): WebAclLogs {
    ifKnown(stream.deliveryStreamName, (name) => checkName('WebAclLogs.deliveryStream(stream)', name));
    return new WebAclLogs(options, () => ({ arn: stream.deliveryStreamArn }));
  }

  /**
   * No logs: a blast can then only be seen in metrics and in three hours of samples. Throws `ReasonMissing`.
   *
   * @param reason why; it stands in the template for whoever reviews it
   */
  public static none(reason: string): WebAclLogs {
    if (typeof reason !== 'string' || reason.trim() === '') {
      refuse({
        code: 'ReasonMissing',
        path: 'WebAclLogs.none(reason)',
        given: reason,
        allowed: 'a sentence that says why there are no logs',
        why: 'whoever reviews the template or looks for a log during a blast will ask',
      });
    }
    return new WebAclLogs({}, () => undefined, reason);
  }

  /** What the log keeps; undefined keeps all. @internal */
  public readonly _filter: unknown;

  private constructor(
    private readonly options: WebAclLogOptions,
    private readonly destination: (scope: Construct, key?: kms.IKey) => WafLogDestination | undefined,
    /** Why there are no logs. @internal */
    public readonly _noLogsReason?: string,
    private readonly key?: kms.IKey,
  ) {
    this._filter = logFilter(options);
  }

  /** Where to log, made in the web ACL's scope if it is to be made. @internal */
  public _bind(scope: Construct): WafLogDestination | undefined {
    return this.destination(scope, this.key);
  }

  /**
   * The same, with a key for what is made without one; its policy lets CloudWatch Logs use it, and log delivery may be added.
   * @internal
   */
  public _encryptedBy(key: kms.IKey): WebAclLogs {
    return new WebAclLogs(this.options, this.destination, this._noLogsReason, key);
  }
}

function toLogGroup(scope: Construct, logGroup: logs.ILogGroup): WafLogDestination {
  return { arn: logDestination(scope, logGroup), logGroup };
}

function checkName(path: string, name: string): void {
  if (name.startsWith(WAF.logGroupPrefix)) return;
  refuse({
    code: 'WafLogDestinationNameInvalid',
    path,
    given: name,
    allowed: `a name that begins with ${WAF.logGroupPrefix}`,
    why: 'AWS WAF logs to nothing else',
  });
}
