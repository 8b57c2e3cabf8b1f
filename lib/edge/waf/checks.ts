import { Token } from 'aws-cdk-lib';
import { refuse } from '../../model/errors';
import { WAF } from '../../model/waf';

/** HTTP methods of RFC 9110 and RFC 5789. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'];
/** What a header or a cookie may be called (RFC 9110 token). */
const HTTP_TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Refuses a value that only CloudFormation will know, where its text decides what is rendered. */
export function known<T>(path: string, given: T): T {
  if (Token.isUnresolved(given)) {
    refuse({
      code: 'MustBeKnownAtSynth',
      path,
      given: 'a token',
      allowed: 'a value that is known when the app synthesizes',
      why: "the web ACL's statements, their order and their capacity are worked out from it",
    });
  }
  return given;
}

/** Refuses what AWS WAF takes neither as an entity's nor as a metric's name. */
export function checkWafName(path: string, given: string): string {
  const name = known(path, given);
  const reserved = name === 'ALL' || name === 'All' || name === 'Default_Action';
  if (typeof name !== 'string' || name.length > WAF.nameLength || !/^[A-Za-z0-9_-]+$/.test(name) || reserved) {
    refuse({
      code: 'WafNameInvalid',
      path,
      given,
      allowed: `1 to ${WAF.nameLength} letters, digits, '-' and '_', with its prefix; not ALL or Default_Action`,
      why: 'it is the name of the rule and of its CloudWatch metric, and AWS WAF keeps those two words for itself',
    });
  }
  return name;
}

/** Refuses what is no name of a header, a cookie or a query argument. */
export function checkFieldName(path: string, given: string, limit: number = WAF.fieldNameLength): string {
  const name = known(path, given);
  if (typeof name !== 'string' || name.length > limit || !HTTP_TOKEN.test(name)) {
    refuse({
      code: 'WafFieldNameInvalid',
      path,
      given,
      allowed: `1 to ${limit} characters of an HTTP token: letters, digits and !#$%&'*+-.^_\`|~`,
      why: 'AWS WAF finds the header, cookie or query argument by this name, and takes none longer',
    });
  }
  return name;
}

/** Refuses what can never be the beginning of a decoded, normalized path. */
export function checkPathPrefix(path: string, given: string): string {
  return checkLiteralPath(path, given, 'the literal beginning of a path, such as /t/');
}

/** Refuses what can never be a decoded, normalized path. */
export function checkPath(path: string, given: string): string {
  return checkLiteralPath(path, given, 'a literal path, such as /login');
}

function checkLiteralPath(path: string, given: string, what: string): string {
  const literal = known(path, given);
  const fits =
    typeof literal === 'string' && literal.length <= WAF.searchStringLength && /^\/[\x21-\x7e]*$/.test(literal);
  if (!fits || /[*?#%\\]|\/\/|\/\.{1,2}(\/|$)/.test(literal)) {
    refuse({
      code: 'RateRulePathInvalid',
      path,
      given,
      allowed: `${what}: it starts with '/', has at most ${WAF.searchStringLength} printable characters, and none of * ? # % \\ // /./ /../`,
      why: 'it is compared with the path after %-decoding and normalizing, so anything else would never match',
    });
  }
  return literal;
}

/** Refuses what is no HTTP method. */
export function checkMethod(path: string, given: string): string {
  if (!METHODS.includes(known(path, given))) {
    refuse({
      code: 'RateRuleMethodInvalid',
      path,
      given,
      allowed: `one of ${METHODS.join(', ')}`,
      why: 'methods are compared letter by letter, and a request with another one is never counted',
    });
  }
  return given;
}
