import type { ForwardedIpOptions } from '../../lib/edge/rate-key';
import type { ForwardedIpSetOptions, HeaderMatchOptions } from '../../lib/edge/request-match-props';

/**
 * Which requests something is about, put together of small parts.
 *
 * @exactlyOne
 * @definition
 */
export interface RequestMatchConfiguration {
  /** Requests for one of these hosts; `*.example.com` is every host under it. */
  readonly host?: string[];
  /** Requests for exactly this path, decoded and normalized first. */
  readonly pathExact?: string;
  /** Requests whose path, decoded and normalized, begins so: `/t/`. */
  readonly pathPrefix?: string;
  /** Requests whose path, decoded and normalized, holds the pattern: `^/t/[0-9a-f]+$`. */
  readonly pathRegex?: string;
  /** Requests with one of these methods, in capitals. */
  readonly method?: string[];
  /** Requests with a text in a header. */
  readonly header?: HeaderMatchConfiguration;
  /** Requests with a pattern in a header. */
  readonly headerRegex?: HeaderRegexConfiguration;
  /** Requests that carry this cookie, whatever its value. */
  readonly cookie?: string;
  /** Requests with this label, in full, put on by a rule that ran before. */
  readonly label?: string;
  /** Requests with any label under this namespace, which ends with `:`. */
  readonly labelNamespace?: string;
  /** Requests from some countries. */
  readonly country?: CountryMatchConfiguration;
  /** Requests from some autonomous systems. */
  readonly asn?: AsnMatchConfiguration;
  /** Requests from the addresses in an IP set. */
  readonly ipSet?: IpSetMatchConfiguration;
  /** Requests for which all of these hold. */
  readonly all?: RequestMatchConfiguration[];
  /** Requests for which any of these holds. */
  readonly any?: RequestMatchConfiguration[];
  /** Requests for which this does not hold. */
  readonly not?: RequestMatchConfiguration;
}

export interface HeaderMatchConfiguration extends HeaderMatchOptions {
  /** Name of the header, whatever the case. */
  readonly name: string;
  /** The text, 1 to 200 bytes. */
  readonly value: string;
}

export interface HeaderRegexConfiguration extends Omit<HeaderMatchOptions, 'match'> {
  /** Name of the header, whatever the case. */
  readonly name: string;
  /** The pattern, 1 to 200 characters. */
  readonly pattern: string;
}

export interface CountryMatchConfiguration {
  /** Codes of two capitals (ISO 3166): `DE`. */
  readonly codes: string[];
  /**
   * Take the address from a header in place of the connection.
   *
   * @default - the connection's address
   */
  readonly forwardedIp?: ForwardedIpOptions;
}

export interface AsnMatchConfiguration {
  /** Numbers of autonomous systems, 1 to 100; 0 is every address of no known one. */
  readonly numbers: number[];
  /**
   * Take the address from a header in place of the connection.
   *
   * @default - the connection's address
   */
  readonly forwardedIp?: ForwardedIpOptions;
}

export interface IpSetMatchConfiguration {
  /** ARN of the IP set, of scope REGIONAL. */
  readonly arn: string;
  /**
   * Take the address from a header in place of the connection.
   *
   * @default - the connection's address
   */
  readonly forwardedIp?: ForwardedIpSetOptions;
}
