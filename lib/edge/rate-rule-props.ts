import type { BlockedBody } from './blocked-body';
import type { ForwardedIpOptions, RateKey } from './rate-key';
import type { RateRuleMode } from './rate-rule';
import type { RequestMatch } from './request-match';

/** What every rate rule has. */
export interface RateRuleOptions {
  /**
   * Name of the rule and of its CloudWatch metric, unique among the rules of a component: letters, digits, `-`, `_`.
   * The service's and the component's names go before it; together at most 128 characters. Throws `WafNameInvalid`.
   */
  readonly name: string;

  /**
   * Requests in a window, 10 to 2,000,000,000 (`RateLimitInvalid`); AWS WAF acts on what comes beyond, some seconds late, as it estimates the
   * rate about every 10 s.
   */
  readonly limit: number;

  /**
   * Seconds that AWS WAF looks back: 60, 120, 300 or 600 (`RateWindowInvalid`).
   *
   * @default 60 - a link scanner's blast is over before a longer window has filled [field data]
   */
  readonly windowSeconds?: number;

  /**
   * What happens to requests beyond the limit: they are counted, answered with 429, or, where browsers ask, challenged. A
   * challenge has a page of its own (`ChallengeAnswerIsFixed` with `body` or `retryAfterSeconds`), shown to those that ask by
   * GET (`ChallengeNeedsGet` where `methods` leave it out).
   *
   * @default RateRuleMode.COUNT - watch the rule's metric on real traffic first
   */
  readonly mode?: RateRuleMode;

  /**
   * Only requests with these methods, in capitals (`RateRuleMethodInvalid`).
   *
   * @default - all methods
   */
  readonly methods?: string[];

  /**
   * Only requests that do not carry this cookie: the session cookie of your application, to spare people who are logged
   * in. At most 60 characters (`WafFieldNameInvalid`). AWS WAF cannot tell a real session from a made-up one: an attacker who knows the name gets
   * past this rule, so keep another one behind it.
   *
   * @default - with and without cookies
   */
  readonly withoutCookie?: string;

  /**
   * What else a request must be to count: header, country, network, label and so on, put together with and, or and not.
   *
   * @default - nothing else
   */
  readonly scopeDown?: RequestMatch;

  /**
   * Seconds in the `Retry-After` header of a 429 answer, 1 to 3600 (`RetryAfterInvalid`).
   *
   * @default - as long as the window
   */
  readonly retryAfterSeconds?: number;

  /**
   * Body of a 429 answer, at most 4 KB.
   *
   * @default - empty
   */
  readonly body?: BlockedBody;

  /**
   * Seconds that a solved challenge (300 to 259,200) or CAPTCHA (60 to 259,200) spares its browser the next
   * (`ImmunityInvalid`); with those modes alone (`ImmunityUnused`).
   *
   * @default 300 - AWS's own
   */
  readonly immunitySeconds?: number;
}

/** A rate rule that may hold for some paths only. */
export interface RateRuleProps extends RateRuleOptions {
  /**
   * Only requests whose path begins with one of these, in the path's own case: `/t/`. Paths are decoded and normalized
   * before they are compared. `/` is every path. Throws `RateRulePathInvalid`.
   *
   * @default - every path
   */
  readonly paths?: string[];
}

/** A rate rule for each address in a header. */
export interface PerForwardedIpRateRuleProps extends RateRuleProps, ForwardedIpOptions {}

/** A rate rule for each autonomous system: each ISP, each hosting company. */
export interface PerAsnRateRuleProps extends RateRuleProps {
  /**
   * Whether clients of one ISP are told apart by the fingerprint of their TLS hello (JA4): a scanner has one, and its
   * ISP's other customers, with their browsers, have others. 30 capacity units.
   *
   * @default true
   */
  readonly joinJa4?: boolean;

  /**
   * Whether addresses that belong to no known autonomous system count too, all together as number 0. With an internal
   * load balancer these are all addresses. Leaving them out takes 1 capacity unit.
   *
   * @default false
   */
  readonly includeUnmapped?: boolean;

  /**
   * Take the address from a header in place of the connection.
   *
   * @default - the connection's address
   */
  readonly forwardedIp?: ForwardedIpOptions;
}

/** A ceiling on paths, whoever asks. */
export interface CeilingRateRuleProps extends RateRuleOptions {
  /**
   * The paths that share the ceiling, by how they begin: `/t/`. At least one, unless `scopeDown` says what shares it; `/`
   * for the whole host, which synth warns of. Throws `CeilingWithoutPath` and `RateRulePathInvalid`.
   *
   * @default - by `scopeDown`
   */
  readonly paths?: string[];
}

/** A rate rule with keys of one's own. */
export interface CustomRateRuleProps extends RateRuleProps {
  /**
   * What to count by, 1 to 5 (`RateKeyCountInvalid`) different keys (`RateKeyRepeated`), not addresses alone
   * (`RateKeyAddressAlone`); 30 capacity units each.
   */
  readonly keys: RateKey[];
}
