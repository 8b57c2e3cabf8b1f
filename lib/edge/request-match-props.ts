import type { RateKeyFallback } from './rate-key';
import type { TextTransformation } from './text-transformation';

/** How a header's value is compared. */
export enum StringMatch {
  /** The value is the text. 2 capacity units. */
  EXACTLY = 'EXACTLY',
  /** The value begins with the text. 2 capacity units. */
  STARTS_WITH = 'STARTS_WITH',
  /** The value ends with the text. 2 capacity units. */
  ENDS_WITH = 'ENDS_WITH',
  /** The text is somewhere in the value. 10 capacity units. */
  CONTAINS = 'CONTAINS',
  /** The text, letters, digits and `_` alone, is a word in the value: none of these around it. 10 capacity units. */
  CONTAINS_WORD = 'CONTAINS_WORD',
}

/** How a header is looked at. */
export interface HeaderMatchOptions {
  /**
   * How the value is compared with the text.
   *
   * @default StringMatch.EXACTLY
   */
  readonly match?: StringMatch;

  /**
   * What is done to the value before it is compared, in this order: at most 10, none twice
   * (`TextTransformationsInvalid`); 10 capacity units each.
   *
   * @default - the value is compared as it was sent
   */
  readonly transformations?: TextTransformation[];
}

/** Which address of several in a header counts. */
export enum ForwardedPosition {
  /** The first: what the client claims to be, unless a proxy of your own overwrites the header. */
  FIRST = 'FIRST',
  /** The last: whom the nearest proxy saw. */
  LAST = 'LAST',
  /** Any of up to ten. 4 capacity units more. */
  ANY = 'ANY',
}

/** Where a forwarded address is found, for a match on an IP set. */
export interface ForwardedIpSetOptions {
  /**
   * Header with the addresses (`ForwardedHeaderInvalid`). Without it, the match does not hold.
   *
   * @default X-Forwarded-For
   */
  readonly header?: string;

  /**
   * What holds when the header has no valid address at that position.
   *
   * @default RateKeyFallback.NO_MATCH - it is in no set
   */
  readonly fallback?: RateKeyFallback;

  /**
   * Which address counts. AWS lets one choose for IP sets alone: countries, ASNs and rate keys take the first.
   *
   * @default ForwardedPosition.FIRST
   */
  readonly position?: ForwardedPosition;
}
