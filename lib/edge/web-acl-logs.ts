import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ifKnown } from '../known';
import { refuse } from '../model/errors';
import { WAF } from '../model/waf';
import { newLogGroup } from './waf/log-group';

/** What is logged. */
export interface WebAclLogOptions {
  /**
   * Whether requests that matched no rule are logged too. With them, every request to the load balancer is a log record
   * of 1 to 2 kB; its access log holds them already.
   *
   * @default false - only what a rule counted, blocked or challenged
   */
  readonly includeAllowed?: boolean;
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

/**
 * Where the web ACL logs to. CloudWatch Logs needs no policy from us: AWS WAF puts one on the log group when logging is
 * switched on (so whoever deploys needs `logs:PutResourcePolicy`), and a log group can have only one.
 */
export class WebAclLogs {
  /** A log group of its own, called `aws-waf-logs-<web ACL>-<stack>`. */
  public static newLogGroup(props: WebAclLogGroupProps = {}): WebAclLogs {
    return new WebAclLogs(props, (scope) => newLogGroup(scope, props));
  }

  /**
   * A log group that exists, in the web ACL's account and Region. Its name begins with `aws-waf-logs-`: anything else is
   * refused by AWS WAF, with a message about ARNs.
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
    return new WebAclLogs(options, () => logGroup);
  }

  /**
   * No logs: a blast can then only be seen in metrics and in three hours of samples.
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

  private constructor(
    private readonly options: WebAclLogOptions,
    private readonly destination: (scope: Construct) => logs.ILogGroup | undefined,
    /** Why there are no logs. @internal */
    public readonly _noLogsReason?: string,
  ) {}

  /** The log group, made in the web ACL's scope if it is to be made. @internal */
  public _bind(scope: Construct): logs.ILogGroup | undefined {
    return this.destination(scope);
  }

  /** What the log keeps; undefined keeps all. @internal */
  public get _filter(): unknown {
    if (this.options.includeAllowed ?? false) return undefined;
    const kept = ['BLOCK', 'COUNT', 'CAPTCHA', 'CHALLENGE', 'EXCLUDED_AS_COUNT'];
    return {
      DefaultBehavior: 'DROP',
      Filters: [
        {
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: kept.map((action) => ({ ActionCondition: { Action: action } })),
        },
      ],
    };
  }
}
