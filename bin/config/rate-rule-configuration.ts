import type { ForwardedIpOptions, RateKeyFallback, RateKeyTextOptions } from '../../lib/edge/rate-key';
import type {
  CeilingRateRuleProps,
  CustomRateRuleProps,
  PerAsnRateRuleProps,
  PerForwardedIpRateRuleProps,
  RateRuleProps,
} from '../../lib/edge/rate-rule-props';
import type { RequestMatchConfiguration } from './request-match-configuration';

/**
 * A rate rule of AWS WAF.
 *
 * @exactlyOne
 * @definition
 */
export interface RateRuleConfiguration {
  /** Each address by itself: against one busy client. It does not see a scan that comes from thousands of addresses. */
  readonly perIp?: Written<RateRuleProps>;
  /** Each address that a proxy of your own reports in a header. */
  readonly perForwardedIp?: Written<PerForwardedIpRateRuleProps>;
  /**
   * Each autonomous system, by default with each TLS fingerprint apart: sees the link scanner of an ISP that comes from
   * thousands of addresses. Scope it down (paths, methods, no session cookie), or it throttles a whole ISP.
   */
  readonly perAsn?: Written<PerAsnRateRuleProps>;
  /** Each JA4 fingerprint: against one tool from many networks. Everyone with one browser version shares one. */
  readonly perJa4?: Written<RateRuleProps>;
  /** All requests of some paths together, whoever asks. Beyond it everyone is turned away. */
  readonly ceiling?: Written<CeilingRateRuleProps>;
  /** Keys of one's own. */
  readonly custom?: CustomRateRuleConfiguration;
}

type Written<Props> = Omit<Props, 'body' | 'scopeDown'> & BodyConfiguration & ScopeDownConfiguration;

export interface ScopeDownConfiguration {
  /**
   * What else a request must be to be looked at: header, country, network, label and so on, put together with `all`, `any` and
   * `not`.
   *
   * @default - nothing else
   */
  readonly scopeDown?: RequestMatchConfiguration;
}

export interface BodyConfiguration {
  /**
   * Body of a 429 answer, at most 4 KB.
   *
   * @default - empty
   */
  readonly body?: BlockedBodyConfiguration;
}

/** @exactlyOne */
export interface BlockedBodyConfiguration {
  /** Plain text. */
  readonly text?: string;
  /** HTML. */
  readonly html?: string;
  /** JSON, already serialized. */
  readonly json?: string;
}

export interface CustomRateRuleConfiguration extends Written<Omit<CustomRateRuleProps, 'keys'>> {
  /** What to count by, 1 to 5 different keys; 30 capacity units each. */
  readonly keys: RateKeyConfiguration[];
}

/** One thing that a rule counts by: its name alone where it needs nothing else. */
export type RateKeyConfiguration = PlainRateKey | RateKeyWithOptions;

export type PlainRateKey =
  'ip' | 'asn' | 'ja3' | 'ja4' | 'uriPath' | 'queryString' | 'httpMethod' | 'forwardedIp' | 'asnOfForwardedIp';

/** @exactlyOne */
export interface RateKeyWithOptions {
  /** Value of a header. */
  readonly header?: NamedRateKey;
  /** Value of a cookie. */
  readonly cookie?: NamedRateKey;
  /** Value of an argument in the query string. */
  readonly queryArgument?: NamedRateKey;
  /** The path, without the query string. */
  readonly uriPath?: RateKeyTextOptions;
  /** The whole query string. */
  readonly queryString?: RateKeyTextOptions;
  /** The first address in a header. Never alone: that is `perForwardedIp`. */
  readonly forwardedIp?: ForwardedIpOptions;
  /** The autonomous system of the first address in a header. */
  readonly asnOfForwardedIp?: ForwardedIpOptions;
  /** JA3 fingerprint of the client's TLS hello. */
  readonly ja3?: FingerprintRateKey;
  /** JA4 fingerprint of the client's TLS hello. */
  readonly ja4?: FingerprintRateKey;
  /** A label under this namespace, put on the request by a rule that ran before: `awswaf:clientip:geo:country:`. */
  readonly labelNamespace?: string;
}

export interface NamedRateKey extends RateKeyTextOptions {
  /** Its name, 1 to 64 characters. */
  readonly name: string;
}

export interface FingerprintRateKey {
  /**
   * What happens without a fingerprint: plain HTTP on its way to the redirect has none.
   *
   * @default RateKeyFallback.NO_MATCH
   */
  readonly fallback?: RateKeyFallback;
}
