import { refuse } from '../model/errors';
import type { ForwardedIpOptions } from './rate-key';
import { RateKeyFallback } from './rate-key';
import type { ForwardedIpSetOptions, HeaderMatchOptions } from './request-match-props';
import { ForwardedPosition, StringMatch } from './request-match-props';
import { checkFieldName, checkMethod, checkPath, checkPathPrefix } from './waf/checks';
import { checkForwardedHeader } from './waf/forwarded-ip';
import type { ForwardedIp } from './waf/forwarded-ip';
import { checkAsns, checkCountries, checkIpSetArn, checkLabel, checkPattern, checkText } from './waf/match-checks';
import {
  bytes,
  checkCookieName,
  hasCookie,
  hostIs,
  methodIs,
  pathIs,
  pathMatches,
  pathStartsWith,
  regex,
} from './waf/match-statements';
import type { Statement } from './waf/statement';
import { allOf, anyOf } from './waf/statement';
import { checkTransformations } from './waf/transformations';
import { wcuOf } from './waf/wcu';

/**
 * Which requests something is about: put together of small parts, as a scope-down statement of AWS WAF. Each part knows
 * what it costs. A part that is made of nothing throws `RequestMatchEmpty`.
 */
export class RequestMatch {
  /**
   * Requests for one of these hosts; `*.example.com` is every host under it. 13 capacity units each. Throws
   * `HostnameTooLongForWaf`: the pattern for a host has 200 characters.
   */
  public static host(...hostnames: string[]): RequestMatch {
    const statement = oneOf('RequestMatch.host', hostnames, (name) => hostIs('RequestMatch.host(hostname)', name));
    return new RequestMatch(statement, false);
  }

  /** Requests for exactly this path, decoded and normalized first. 22 capacity units. */
  public static pathExact(path: string): RequestMatch {
    return new RequestMatch(pathIs(checkPath('RequestMatch.pathExact(path)', path)));
  }

  /** Requests whose path, decoded and normalized, begins so: `/t/`. 22 capacity units. */
  public static pathPrefix(prefix: string): RequestMatch {
    const checked = checkPathPrefix('RequestMatch.pathPrefix(prefix)', prefix);
    return new RequestMatch(pathStartsWith(checked), checked !== '/');
  }

  /**
   * Requests whose path, decoded and normalized, holds the pattern: anchor it (`^/t/[0-9a-f]+$`). 1 to 200 characters,
   * without back references or look-around, which AWS WAF has not. 23 capacity units. Throws `MatchPatternInvalid`.
   */
  public static pathRegex(pattern: string): RequestMatch {
    return new RequestMatch(pathMatches(checkPattern('RequestMatch.pathRegex(pattern)', pattern)));
  }

  /** Requests with one of these methods, in capitals. 2 capacity units each. */
  public static method(...methods: string[]): RequestMatch {
    const statement = oneOf('RequestMatch.method', methods, (method) =>
      methodIs(checkMethod('RequestMatch.method(method)', method)),
    );
    return new RequestMatch(statement);
  }

  /**
   * Requests with this value, 1 to 200 bytes (`MatchTextInvalid`), in a header. 2 capacity units, or 10 for a text anywhere
   * in it.
   */
  public static header(name: string, value: string, options: HeaderMatchOptions = {}): RequestMatch {
    const path = 'RequestMatch.header';
    const field = { part: 'header', name: checkFieldName(`${path}(name)`, name).toLowerCase() } as const;
    const match = options.match ?? StringMatch.EXACTLY;
    const text = checkText(`${path}(value)`, value, match);
    const transformations = checkTransformations(path, options.transformations);
    return new RequestMatch(bytes(field, match, text, transformations));
  }

  /** Requests whose header holds the pattern (`MatchPatternInvalid`); `match` is not looked at. 3 capacity units. */
  public static headerRegex(name: string, pattern: string, options: HeaderMatchOptions = {}): RequestMatch {
    const path = 'RequestMatch.headerRegex';
    const field = { part: 'header', name: checkFieldName(`${path}(name)`, name).toLowerCase() } as const;
    const transformations = checkTransformations(path, options.transformations);
    return new RequestMatch(regex(field, checkPattern(`${path}(pattern)`, pattern), transformations));
  }

  /** Requests that carry this cookie, whatever its value; at most 60 characters. 2 capacity units. */
  public static cookie(name: string): RequestMatch {
    return new RequestMatch(hasCookie(checkCookieName('RequestMatch.cookie(name)', name)));
  }

  /**
   * Requests with this label, put on by a rule that ran before: `awswaf:managed:aws:bot-control:bot:verified`.
   * 1 capacity unit.
   */
  public static label(label: string): RequestMatch {
    const key = checkLabel('RequestMatch.label(label)', label, false);
    return new RequestMatch({ kind: 'label', scope: 'LABEL', key });
  }

  /** Requests with any label under this namespace, which ends with `:`. 1 capacity unit. */
  public static labelNamespace(namespace: string): RequestMatch {
    const key = checkLabel('RequestMatch.labelNamespace(namespace)', namespace, true);
    return new RequestMatch({ kind: 'label', scope: 'NAMESPACE', key });
  }

  /** Requests from these countries, by their two capitals (ISO 3166): `DE`. 1 capacity unit. Throws `CountryInvalid`. */
  public static country(codes: string[], forwardedIp?: ForwardedIpOptions): RequestMatch {
    const checked = checkCountries('RequestMatch.country(codes)', codes);
    return new RequestMatch({ kind: 'country', codes: checked, forwardedIp: forwarded('country', forwardedIp) });
  }

  /**
   * Requests from these autonomous systems, 1 to 100 (`AsnsInvalid`); 0 is every address of no known one. 1 capacity unit.
   */
  public static asn(numbers: number[], forwardedIp?: ForwardedIpOptions): RequestMatch {
    const checked = checkAsns('RequestMatch.asn(numbers)', numbers);
    return new RequestMatch({ kind: 'asn', numbers: checked, forwardedIp: forwarded('asn', forwardedIp) });
  }

  /**
   * Requests from the addresses in an IP set (`wafv2.CfnIPSet`) of scope REGIONAL: give its ARN (`IpSetArnInvalid`). 1 capacity unit, 5
   * for any position in a header. A web ACL can refer to 50 IP sets and rule groups. Make the set in the web ACL's stack or one that it may
   * depend on: a service's own stack already depends on the edge's.
   */
  public static ipSet(arn: string, forwardedIp?: ForwardedIpSetOptions): RequestMatch {
    const place = forwardedIp && {
      ...forwarded('ipSet', { fallback: RateKeyFallback.NO_MATCH, ...forwardedIp })!,
      position: forwardedIp.position ?? ForwardedPosition.FIRST,
    };
    return new RequestMatch({ kind: 'ipSet', arn: checkIpSetArn('RequestMatch.ipSet(arn)', arn), forwardedIp: place });
  }

  /** Requests for which all of these hold; at least one. */
  public static all(...matches: RequestMatch[]): RequestMatch {
    checkSome('RequestMatch.all', matches);
    return new RequestMatch(
      allOf(matches.map(({ _statement }) => _statement))!,
      matches.some(({ _narrowsHost }) => _narrowsHost),
    );
  }

  /** Requests for which any of these holds; at least one. */
  public static any(...matches: RequestMatch[]): RequestMatch {
    checkSome('RequestMatch.any', matches);
    return new RequestMatch(
      anyOf(matches.map(({ _statement }) => _statement))!,
      matches.every(({ _narrowsHost }) => _narrowsHost),
    );
  }

  /** Requests for which it does not hold. */
  public static not(match: RequestMatch): RequestMatch {
    return new RequestMatch({ kind: 'not', of: match._statement });
  }

  private constructor(
    /** @internal */
    public readonly _statement: Statement,
    /** Whether it leaves out any request of a host. @internal */
    public readonly _narrowsHost = true,
  ) {}

  /** Capacity units (WCU), by AWS's published costs. */
  public get capacity(): number {
    return wcuOf(this._statement);
  }
}

function forwarded(what: string, options: ForwardedIpOptions | undefined): ForwardedIp | undefined {
  return (
    options && {
      headerName: checkForwardedHeader(`RequestMatch.${what}.header`, options.header ?? 'X-Forwarded-For'),
      fallbackBehavior: options.fallback ?? RateKeyFallback.MATCH,
    }
  );
}

function oneOf(path: string, values: string[], statement: (value: string) => Statement): Statement {
  checkSome(path, values);
  return anyOf([...new Set(values)].sort().map(statement))!;
}

function checkSome(path: string, given: readonly unknown[]): void {
  if (given.length > 0) return;
  refuse({
    code: 'RequestMatchEmpty',
    path,
    given: 'nothing',
    allowed: 'at least one',
    why: 'AWS WAF takes no statement without anything in it, and nothing would match nobody or everybody by accident',
  });
}
