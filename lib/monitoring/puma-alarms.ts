import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { ifKnown } from '../known';
import { refuse } from '../model/errors';

/** A sentence, not a word: enough to say why. */
const SHORTEST_REASON = 15;

/** Whom the alarms tell, or why there are none. */
export class PumaAlarms {
  /**
   * Alarms that notify SNS topics, when they go off and when they are over.
   *
   * A topic encrypted with KMS needs a customer-managed key whose policy lets `cloudwatch.amazonaws.com` use it.
   *
   * @param topics one or more. Throws `AlarmActionMissing`.
   */
  public static notify(topics: sns.ITopic[]): PumaAlarms {
    return PumaAlarms.actions(topics.map((topic) => new SnsAction(topic)));
  }

  /**
   * Alarms with actions of any kind, when they go off and when they are over.
   *
   * @param actions one or more. Throws `AlarmActionMissing`.
   */
  public static actions(actions: cloudwatch.IAlarmAction[]): PumaAlarms {
    if (actions.length === 0) {
      refuse({
        code: 'AlarmActionMissing',
        path: 'alarms',
        given: [],
        allowed: 'at least one topic or action, or PumaAlarms.none(reason)',
        why: 'an alarm that tells nobody looks like monitoring and is none',
      });
    }
    return new PumaAlarms(actions, undefined);
  }

  /**
   * No alarms, on purpose: the dashboard alone.
   *
   * @param reason why, for those who ask at three in the morning; it stands in the dashboard. At least 15 characters.
   * Throws `AlarmReasonMissing`.
   */
  public static none(reason: string): PumaAlarms {
    ifKnown(reason, (known) => {
      if (known.trim().length < SHORTEST_REASON) {
        refuse({
          code: 'AlarmReasonMissing',
          path: 'alarms.reason',
          given: known,
          allowed: `a reason of at least ${SHORTEST_REASON} characters, such as 'Staging: nobody is on call for it'`,
          why: 'a service without alarms fails in silence, which should be a decision that somebody can read',
        });
      }
    });
    return new PumaAlarms([], reason.trim());
  }

  private constructor(
    /** @internal */
    public readonly _actions: readonly cloudwatch.IAlarmAction[],
    /** Why there are no alarms; absent when there are. @internal */
    public readonly _reason: string | undefined,
  ) {}
}
