import { refuse } from '../../model/errors';
import { checkHostname } from '../../model/names';
import { WAF } from '../../model/waf';
import { TextTransformation } from '../text-transformation';
import { checkFieldName, known } from './checks';
import type { Position, RequestPart, Statement } from './statement';

/** Longest name of a cookie that a statement can pick out (API shape `SingleCookieName`). */
const COOKIE_NAME_LENGTH = 60;

/** As the application will read it: `/%74/`, `//t/` and `/x/../t/` all are `/t/`. */
const AS_READ = [TextTransformation.URL_DECODE, TextTransformation.NORMALIZE_PATH];

/**
 * The host, whatever its case, with or without a port and a trailing dot: a client may send both, and a rule that took
 * only the bare name could be walked around.
 */
export function hostIs(path: string, hostname: string): Statement {
  const name = checkHostname(path, known(path, hostname));
  const pattern = `${name.startsWith('*.') ? '' : '^'}${name.replace(/^\*/, '').replaceAll('.', '\\.')}\\.?(:[0-9]+)?$`;
  if (pattern.length > WAF.regexLength) {
    refuse({
      code: 'HostnameTooLongForWaf',
      path,
      given: hostname,
      allowed: `a name whose pattern has at most ${WAF.regexLength} characters; this one has ${pattern.length}`,
      why: 'AWS WAF limits the length of a regular expression',
    });
  }
  return regex({ part: 'header', name: 'host' }, pattern, [TextTransformation.LOWERCASE]);
}

/** The beginning of the path, decoded and normalized first. */
export function pathStartsWith(prefix: string): Statement {
  return bytes({ part: 'path' }, 'STARTS_WITH', prefix, AS_READ);
}

/** The whole path, decoded and normalized first. */
export function pathIs(path: string): Statement {
  return bytes({ part: 'path' }, 'EXACTLY', path, AS_READ);
}

/** A pattern in the path, decoded and normalized first. */
export function pathMatches(pattern: string): Statement {
  return regex({ part: 'path' }, pattern, AS_READ);
}

export function methodIs(method: string): Statement {
  return bytes({ part: 'method' }, 'EXACTLY', method, []);
}

export function hasCookie(name: string): Statement {
  return bytes({ part: 'cookie', name }, 'EXACTLY', name, []);
}

export function bytes(
  field: RequestPart,
  position: Position,
  text: string,
  transformations: readonly TextTransformation[],
): Statement {
  return { kind: 'bytes', field, position, text, transformations };
}

export function regex(field: RequestPart, pattern: string, transformations: readonly TextTransformation[]): Statement {
  return { kind: 'regex', field, pattern, transformations };
}

/** Refuses what is no name of a cookie that a statement can pick out. */
export function checkCookieName(path: string, given: string): string {
  return checkFieldName(path, given, COOKIE_NAME_LENGTH);
}
