import { ifKnown } from '../../known';
import { refuse } from '../../model/errors';
import { WAF } from '../../model/waf';
import { StringMatch } from '../request-match-props';
import { known } from './checks';

/** Refuses a text that a string match cannot hold. */
export function checkText(path: string, given: string, match: StringMatch): string {
  const text = known(path, given);
  const word = match === StringMatch.CONTAINS_WORD;
  const fits = typeof text === 'string' && (word ? /^\w+$/ : /\S/).test(text);
  if (!fits || Buffer.byteLength(text, 'utf8') > WAF.searchStringLength) {
    refuse({
      code: 'MatchTextInvalid',
      path,
      given,
      allowed: `1 to ${WAF.searchStringLength} bytes of text, ${word ? 'only letters, digits and _ in a word' : 'not blank'}`,
      why: 'a string match of AWS WAF compares no other (API shape `ByteMatchStatement`)',
    });
  }
  return text;
}

/**
 * What AWS WAF's PCRE lacks (Developer Guide, "Supported regular expression syntax"): back references, \C, \R and \K, look-around,
 * conditions, recursion, atomic groups, verbs, callouts, possessive quantifiers.
 */
const UNSUPPORTED = /\\[1-9gkCRK]|\(\?(?:[=!<>(|PR&C]|[+-]?\d)|\(\*|[*+?}]\+/;

/** Refuses a pattern that is none, or that AWS WAF's regular expressions do not know. */
export function checkPattern(path: string, given: string, limit: number = WAF.regexLength): string {
  const pattern = known(path, given);
  const fits = typeof pattern === 'string' && pattern.length > 0 && pattern.length <= limit;
  if (!fits || UNSUPPORTED.test(pattern) || !isRegex(pattern)) {
    refuse({
      code: 'MatchPatternInvalid',
      path,
      given,
      allowed: `a regular expression of 1 to ${limit} characters, without back references, look-around and possessive quantifiers`,
      why: 'AWS WAF compiles it when the web ACL is deployed, and refuses the web ACL if it cannot',
    });
  }
  return pattern;
}

function isRegex(pattern: string): boolean {
  try {
    new RegExp(pattern.replace(/^\(\?[a-z]+\)/, ''));
    return true;
  } catch {
    return false;
  }
}

/** Refuses what is no label, or no namespace of labels. */
export function checkLabel(path: string, given: string, namespace: boolean): string {
  const label = known(path, given);
  const fits = typeof label === 'string' && label.length <= WAF.labelLength && /^[0-9A-Za-z_\-:]+$/.test(label);
  if (!fits || label.endsWith(':') !== namespace) {
    refuse({
      code: 'LabelInvalid',
      path,
      given,
      allowed: `at most ${WAF.labelLength} letters, digits, '-', '_' and ':', ${namespace ? '' : 'not '}ending with ':'`,
      why: 'AWS WAF tells a namespace from a label by its last colon',
    });
  }
  return label;
}

/** Refuses what is no list of countries. */
export function checkCountries(path: string, given: readonly string[]): readonly string[] {
  given.forEach((code) => known(path, code));
  if (given.length === 0 || !given.every((code) => /^[A-Z]{2}$/.test(code))) {
    refuse({
      code: 'CountryInvalid',
      path,
      given,
      allowed: 'at least one code of two capitals (ISO 3166), such as DE',
      why: 'AWS WAF finds the country of an address by its code',
    });
  }
  return [...new Set(given)].sort();
}

/** Refuses what is no list of autonomous systems. */
export function checkAsns(path: string, given: readonly number[]): readonly number[] {
  const fits = given.every((asn) => Number.isInteger(known(path, asn)) && asn >= 0 && asn <= WAF.largestAsn);
  if (!fits || given.length === 0 || given.length > WAF.asnsPerStatement) {
    refuse({
      code: 'AsnsInvalid',
      path,
      given,
      allowed: `1 to ${WAF.asnsPerStatement} whole numbers from 0 to ${WAF.largestAsn}`,
      why: 'an ASN match statement of AWS WAF takes no others; put more lists into RequestMatch.any',
    });
  }
  return [...new Set(given)].sort((a, b) => a - b);
}

/** Refuses what is not the ARN of an IP set for load balancers. */
export function checkIpSetArn(path: string, given: string): string {
  ifKnown(given, (arn) => {
    if (/^arn:[a-z-]+:wafv2:[a-z0-9-]+:\d{12}:regional\/ipset\/[\w-]+\/[\w-]+$/.test(arn)) return;
    refuse({
      code: 'IpSetArnInvalid',
      path,
      given,
      allowed: 'arn:<partition>:wafv2:<region>:<account>:regional/ipset/<name>/<id>',
      why: 'a web ACL of scope REGIONAL takes IP sets of that scope alone',
    });
  });
  return given;
}
