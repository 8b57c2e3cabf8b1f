import { ifKnown } from '../../known';
import { refuse, wholeNumber } from '../../model/errors';
import { WAF } from '../../model/waf';
import { RateRuleMode } from '../rate-rule';
import type { RateRuleOptions } from '../rate-rule-props';

/** Whether a mode asks something of the client that only a browser can do. */
export function challenges(mode: RateRuleMode): boolean {
  return mode === RateRuleMode.CHALLENGE || mode === RateRuleMode.CAPTCHA;
}

/** Refuses what the mode of a rule would pass over. */
export function checkMode(path: string, props: RateRuleOptions, mode: RateRuleMode): void {
  if (challenges(mode)) checkChallenge(path, props, mode);
  else if (props.immunitySeconds !== undefined) {
    refuse({
      code: 'ImmunityUnused',
      path: `${path}.immunitySeconds`,
      given: props.immunitySeconds,
      allowed: `nothing in mode ${mode}, or a mode CHALLENGE or CAPTCHA`,
      why: 'only a challenge or a CAPTCHA that was solved makes a browser immune to the next',
    });
  }
}

function checkChallenge(path: string, props: RateRuleOptions, mode: RateRuleMode): void {
  const { methods = [], body, retryAfterSeconds, immunitySeconds } = props;
  if (body !== undefined || retryAfterSeconds !== undefined) {
    refuse({
      code: 'ChallengeAnswerIsFixed',
      path: `${path}.${body === undefined ? 'retryAfterSeconds' : 'body'}`,
      given: body?._content ?? retryAfterSeconds,
      allowed: `nothing in mode ${mode}; body and retryAfterSeconds belong to mode BLOCK`,
      why: 'AWS WAF answers a challenge with a page of its own',
    });
  }
  if (methods.length > 0 && !methods.includes('GET')) {
    refuse({
      code: 'ChallengeNeedsGet',
      path: `${path}.methods`,
      given: methods,
      allowed: 'GET among them, or mode BLOCK',
      why: 'the page with the challenge is shown to a browser that asked for HTML by GET; all others are just turned away',
    });
  }
  const [min, max] =
    mode === RateRuleMode.CAPTCHA
      ? [WAF.captchaImmunitySeconds.min, WAF.captchaImmunitySeconds.max]
      : [WAF.challengeImmunitySeconds.min, WAF.challengeImmunitySeconds.max];
  const why = 'AWS WAF keeps a solved challenge or CAPTCHA no shorter and no longer';
  ifKnown(immunitySeconds, (given) => wholeNumber('ImmunityInvalid', `${path}.immunitySeconds`, given, min, max, why));
}
