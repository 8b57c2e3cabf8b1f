import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { refuse } from '../model/errors';
import { WAF } from '../model/waf';
import type { TextTransformation } from './text-transformation';
import { checkFieldName, known } from './waf/checks';
import type { ForwardedIp } from './waf/forwarded-ip';
import { checkForwardedHeader } from './waf/forwarded-ip';
import { renderTransformations } from './waf/render-statement';
import { checkTransformations } from './waf/transformations';

/** What a rate rule does with a request whose key cannot be worked out. */
export enum RateKeyFallback {
  /** It counts, together with all other requests of that kind. */
  MATCH = 'MATCH',
  /** The rule does not see it. */
  NO_MATCH = 'NO_MATCH',
}

/** Where a forwarded address is found. */
export interface ForwardedIpOptions {
  /**
   * Header whose first address counts. A client can write what it likes there: use it only behind a proxy of your own
   * that sets the header. Without the header, the rule does not see the request at all. Letters, digits and `-`
   * (`ForwardedHeaderInvalid`), and the same in all keys of a rule (`ForwardedIpConflict`).
   *
   * @default X-Forwarded-For
   */
  readonly header?: string;

  /**
   * What happens when the header holds no valid address.
   *
   * @default RateKeyFallback.MATCH - all such requests count together, so that a malformed header is no way out
   */
  readonly fallback?: RateKeyFallback;
}

/** A key made of text that the client writes. */
export interface RateKeyTextOptions {
  /**
   * What is done to the value before it counts, in this order: at most 10, none twice. AWS publishes no capacity for it
   * on a key.
   *
   * @default - the value counts as it was sent
   */
  readonly transformations?: TextTransformation[];
}

/**
 * One thing that a rate rule counts by: requests that agree in all keys of a rule are counted together, and a request
 * that lacks one of them (no such header, no such cookie) is not counted at all.
 */
export class RateKey {
  /** The address that the connection came from. Never alone: that is `RateRule.perIp`. */
  public static ip(): RateKey {
    return new RateKey('ip', { ip: {} });
  }

  /** The first address in a header. Never alone: that is `RateRule.perForwardedIp`. */
  public static forwardedIp(options: ForwardedIpOptions = {}): RateKey {
    return new RateKey('forwardedIp', { forwardedIp: {} }, forwardedIp('RateKey.forwardedIp', options));
  }

  /**
   * The autonomous system (in practice: the ISP or hosting company) of the connection's address. Addresses that AWS
   * cannot map count together, as number 0. Throws `AsnOfWhichAddress` beside a key that reads a header's address.
   */
  public static asn(): RateKey {
    return new RateKey('asn', { asn: {} });
  }

  /** The autonomous system of the first address in a header. */
  public static asnOfForwardedIp(options: ForwardedIpOptions = {}): RateKey {
    return new RateKey('asn', { asn: {} }, forwardedIp('RateKey.asnOfForwardedIp', options));
  }

  /**
   * JA3 fingerprint of the client's TLS hello. As `ja4`, but browsers that shuffle their extensions have many.
   *
   * @param fallback when there is no fingerprint. Default: `NO_MATCH`, as plain HTTP on its way to the redirect has none
   */
  public static ja3(fallback: RateKeyFallback = RateKeyFallback.NO_MATCH): RateKey {
    return new RateKey('ja3', { ja3Fingerprint: { fallbackBehavior: fallback } });
  }

  /**
   * JA4 fingerprint of the client's TLS hello: the same for everyone with the same browser version, another for a
   * scanner's HTTP library. Not to be had as a key in GovCloud, China and a few newer Regions (AWS, March 2025).
   *
   * @param fallback when there is no fingerprint. Default: `NO_MATCH`, as plain HTTP on its way to the redirect has none
   */
  public static ja4(fallback: RateKeyFallback = RateKeyFallback.NO_MATCH): RateKey {
    return new RateKey('ja4', { ja4Fingerprint: { fallbackBehavior: fallback } });
  }

  /**
   * Value of a header. If it is a secret (an API key), name it in `PumaWebAclProps.secretHeaders` too: AWS WAF logs keys.
   *
   * @param name 1 to 64 characters, whatever the case
   */
  public static header(name: string, options: RateKeyTextOptions = {}): RateKey {
    const textTransformations = transformations('RateKey.header', options);
    const header = checkFieldName('RateKey.header(name)', name).toLowerCase();
    return new RateKey(`header ${header}`, { header: { name: header, textTransformations } });
  }

  /**
   * Value of a cookie. It never reaches a log or a sample: the web ACL protects the cookies that it counts by.
   *
   * @param name 1 to 64 characters, in the cookie's own case
   */
  public static cookie(name: string, options: RateKeyTextOptions = {}): RateKey {
    const textTransformations = transformations('RateKey.cookie', options);
    return new RateKey(`cookie ${name}`, {
      cookie: { name: checkFieldName('RateKey.cookie(name)', name), textTransformations },
    });
  }

  /**
   * Value of an argument in the query string. If it is a secret, name it in `PumaWebAclProps.secretQueryArguments` too.
   *
   * @param name 1 to 64 characters, whatever the case
   */
  public static queryArgument(name: string, options: RateKeyTextOptions = {}): RateKey {
    const textTransformations = transformations('RateKey.queryArgument', options);
    const argument = checkFieldName('RateKey.queryArgument(name)', name).toLowerCase();
    return new RateKey(`queryArgument ${argument}`, { queryArgument: { name: argument, textTransformations } });
  }

  /** The whole query string. */
  public static queryString(options: RateKeyTextOptions = {}): RateKey {
    return new RateKey('queryString', {
      queryString: { textTransformations: transformations('RateKey.queryString', options) },
    });
  }

  /** The path, without the query string. */
  public static uriPath(options: RateKeyTextOptions = {}): RateKey {
    return new RateKey('uriPath', { uriPath: { textTransformations: transformations('RateKey.uriPath', options) } });
  }

  /** The HTTP method. */
  public static httpMethod(): RateKey {
    return new RateKey('httpMethod', { httpMethod: {} });
  }

  /**
   * A label under this namespace, put on the request by a rule that ran before: each label counts apart.
   *
   * @param namespace letters, digits, `-`, `_` and `:`, ending with `:`, at most 1,024 characters
   * (`LabelNamespaceInvalid`): `awswaf:clientip:geo:country:`
   */
  public static labelNamespace(namespace: string): RateKey {
    const given = known('RateKey.labelNamespace(namespace)', namespace);
    if (typeof given !== 'string' || given.length > WAF.labelNamespaceLength || !/^[0-9A-Za-z_\-:]+:$/.test(given)) {
      refuse({
        code: 'LabelNamespaceInvalid',
        path: 'RateKey.labelNamespace(namespace)',
        given: namespace,
        allowed: `letters, digits, '-', '_' and ':', ending with ':', at most ${WAF.labelNamespaceLength} characters`,
        why: 'AWS WAF tells a namespace from a label by its last colon',
      });
    }
    return new RateKey(`labelNamespace ${given}`, { labelNamespace: { namespace: given } });
  }

  private constructor(
    /** What the key is, in words; no two keys of a rule may be the same. @internal */
    public readonly _identity: string,
    /** The key for CloudFormation. @internal */
    public readonly _property: CfnWebACL.RateBasedStatementCustomKeyProperty,
    /** Where the key reads a forwarded address, if it does. @internal */
    public readonly _forwardedIp?: ForwardedIp,
  ) {}
}

function forwardedIp(where: string, options: ForwardedIpOptions): ForwardedIp {
  return {
    headerName: checkForwardedHeader(`${where}.header`, options.header ?? 'X-Forwarded-For'),
    fallbackBehavior: options.fallback ?? RateKeyFallback.MATCH,
  };
}

function transformations(where: string, options: RateKeyTextOptions): CfnWebACL.TextTransformationProperty[] {
  return renderTransformations(checkTransformations(where, options.transformations));
}
