import { Token } from 'aws-cdk-lib';
import { ifKnown } from '../known';
import { refuse, wholeNumber } from '../model/errors';
import { WAF } from '../model/waf';
import type { BlockedBody } from './blocked-body';
import type {
  CeilingRateRuleProps,
  CustomRateRuleProps,
  PerAsnRateRuleProps,
  PerForwardedIpRateRuleProps,
  RateRuleOptions,
  RateRuleProps,
} from './rate-rule-props';
import { RateKey, RateKeyFallback } from './rate-key';
import type { Aggregation } from './waf/aggregation';
import { byKeys } from './waf/aggregation';
import { checkWafName, known } from './waf/checks';
import type { ForwardedIp } from './waf/forwarded-ip';
import { checkMode } from './waf/rate-rule-mode';
import type { RequestFilter } from './waf/request-filter';
import { requestFilter } from './waf/request-filter';
import type { Statement } from './waf/statement';

/** What a rate rule does with requests beyond its limit. */
export enum RateRuleMode {
  /** It counts them in its metric and logs them; the next rules still look at them. */
  COUNT = 'COUNT',
  /** It answers 429 with `Retry-After`. */
  BLOCK = 'BLOCK',
  /**
   * It answers 202 with a script that a browser solves unseen, and lets it through for a while. Nothing but a browser that
   * asked for HTML by GET can: refused on paths that programs ask for (`ChallengeOnProgramPath`). AWS charges for each.
   */
  CHALLENGE = 'CHALLENGE',
  /** As `CHALLENGE`, with 405 and a puzzle that a person solves. */
  CAPTCHA = 'CAPTCHA',
}

/**
 * Where a rule stands among the others. What an earlier rule turns away is not counted by a later one, so the few who ask
 * too much go first, and what turns everyone away counts only what is left.
 */
export enum RateRuleStep {
  /** Autonomous systems, with or without fingerprints. */
  ASN = 2,
  /** TLS fingerprints. */
  FINGERPRINT = 3,
  /** Keys of one's own. */
  CUSTOM = 4,
  /** Single addresses. */
  ADDRESS = 5,
  /** Ceilings on paths. */
  CEILING = 6,
}

/**
 * A rate-based rule of AWS WAF. Put on a component, it counts the requests of that component's hosts alone.
 *
 * Each rule tracks at most 10,000 addresses, ASNs or key values at a time (AWS), and a web ACL has at most 10 rules.
 */
export class RateRule {
  /**
   * Each address by itself: against one busy client. It does not see a scan that comes from thousands of addresses.
   * 2 capacity units, before paths and hosts.
   */
  public static perIp(props: RateRuleProps): RateRule {
    return new RateRule(props, RateRuleStep.ADDRESS, { by: 'IP' }, props);
  }

  /** Each address that a proxy of your own reports in a header. 2 capacity units, before paths and hosts. */
  public static perForwardedIp(props: PerForwardedIpRateRuleProps): RateRule {
    const forwardedIp = RateKey.forwardedIp({ header: props.header, fallback: props.fallback })._forwardedIp;
    return new RateRule(props, RateRuleStep.ADDRESS, { by: 'FORWARDED_IP', forwardedIp: forwardedIp! }, props);
  }

  /**
   * Each autonomous system, by default with each TLS fingerprint apart: sees the link scanner of an ISP that comes from
   * thousands of addresses. Scope it down (paths, methods, no session cookie), or it throttles a whole ISP: synth warns.
   * 62 capacity units with fingerprints, before paths and hosts.
   */
  public static perAsn(props: PerAsnRateRuleProps): RateRule {
    const asn = props.forwardedIp === undefined ? RateKey.asn() : RateKey.asnOfForwardedIp(props.forwardedIp);
    const keys = (props.joinJa4 ?? true) ? [asn, RateKey.ja4()] : [asn];
    const except = (props.includeUnmapped ?? false) ? undefined : unmappedAsn(asn._forwardedIp);
    return new RateRule(props, RateRuleStep.ASN, byKeys(pathOf(props), keys), { ...props, except });
  }

  /**
   * Each JA4 fingerprint: against one tool from many networks. Everyone with the same browser version shares one, so
   * scope it down: synth warns. 32 capacity units, before paths and hosts.
   */
  public static perJa4(props: RateRuleProps): RateRule {
    return new RateRule(props, RateRuleStep.FINGERPRINT, byKeys(pathOf(props), [RateKey.ja4()]), props);
  }

  /**
   * All requests of some paths together, whoever asks: what the service can bear on its hottest paths. Beyond it everyone
   * is turned away. 2 capacity units, before paths and hosts.
   */
  public static ceiling(props: CeilingRateRuleProps): RateRule {
    if (props.scopeDown === undefined && (props.paths?.length ?? 0) === 0) {
      refuse({
        code: 'CeilingWithoutPath',
        path: `${pathOf(props)}.paths`,
        given: props.paths,
        allowed:
          "at least one beginning of a path, such as /t/; '/' if the ceiling really is for the whole host; or scopeDown",
        why: 'a ceiling turns everyone away once it is reached, so it says for which paths',
      });
    }
    return new RateRule(props, RateRuleStep.CEILING, { by: 'CONSTANT' }, props);
  }

  /** Keys of one's own. 2 capacity units and 30 a key, before paths and hosts. */
  public static custom(props: CustomRateRuleProps): RateRule {
    return new RateRule(props, RateRuleStep.CUSTOM, byKeys(pathOf(props), props.keys ?? []), props);
  }

  /** Name of the rule, before the prefix of the component that it is put on. */
  public readonly name: string;
  /** Requests in a window. */
  public readonly limit: number;
  /** Seconds that AWS WAF looks back. */
  public readonly windowSeconds: number;
  /** Whether requests beyond the limit are counted or blocked. */
  public readonly mode: RateRuleMode;
  /** Seconds in the `Retry-After` header of a 429 answer. */
  public readonly retryAfterSeconds: number;

  /** Seconds that a solved challenge or CAPTCHA holds good; absent for AWS's own. @internal */
  public readonly _immunitySeconds?: number;
  /** @internal */
  public readonly _body?: BlockedBody;
  /** @internal */
  public readonly _filter: RequestFilter;

  private constructor(
    props: RateRuleOptions,
    /** Where the rule stands among the others. */
    public readonly step: RateRuleStep,
    /** @internal */
    public readonly _aggregation: Aggregation,
    filter: Partial<RequestFilter>,
  ) {
    const path = pathOf(props);
    this.name = checkWafName(`${path}.name`, props.name);
    this.limit = props.limit;
    this.windowSeconds = props.windowSeconds ?? WAF.defaultWindowSeconds;
    this.mode = props.mode ?? RateRuleMode.COUNT;
    this.retryAfterSeconds = props.retryAfterSeconds ?? this.windowSeconds;
    this._body = props.body;
    this._immunitySeconds = props.immunitySeconds;
    this._filter = requestFilter(path, filter);
    checkLimit(`${path}.limit`, this.limit);
    checkWindow(`${path}.windowSeconds`, this.windowSeconds);
    checkRetryAfter(`${path}.retryAfterSeconds`, this.retryAfterSeconds);
    checkMode(path, props, this.mode);
  }
}

function pathOf(props: RateRuleOptions): string {
  return `rateRules[${known('rateRules[].name', props.name)}]`;
}

/** Addresses of no known autonomous system; a header without an address is none of them. */
function unmappedAsn(forwardedIp: ForwardedIp | undefined): Statement {
  const asked = forwardedIp && { ...forwardedIp, fallbackBehavior: RateKeyFallback.NO_MATCH };
  return { kind: 'asn', numbers: [0], forwardedIp: asked };
}

function checkLimit(path: string, given: number): void {
  const { min, max } = WAF.rateLimit;
  if (Token.isUnresolved(given)) return;
  wholeNumber('RateLimitInvalid', path, given, min, max, 'AWS WAF takes no other limit, whatever the window');
}

function checkWindow(path: string, given: number): void {
  ifKnown(given, (seconds) => {
    if ((WAF.windowsSeconds as readonly number[]).includes(seconds)) return;
    refuse({
      code: 'RateWindowInvalid',
      path,
      given,
      allowed: `${WAF.windowsSeconds.join(', ')} seconds`,
      why: 'AWS WAF offers these evaluation windows only',
    });
  });
}

function checkRetryAfter(path: string, given: number): void {
  const why =
    'a client that is told to wait longer does not come back, and one that is told to wait no time is back at once';
  ifKnown(given, (seconds) => wholeNumber('RetryAfterInvalid', path, seconds, 1, 3600, why));
}
