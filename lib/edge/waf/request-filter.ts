import { refuse } from '../../model/errors';
import { checkHostname } from '../../model/names';
import { WAF } from '../../model/waf';
import { TextTransformation } from '../text-transformation';
import { checkFieldName, checkMethod, checkPathPrefix, known } from './checks';
import type { Statement } from './statement';
import { allOf, anyOf } from './statement';

/** Longest name of a cookie that a statement can pick out (API shape `SingleCookieName`). */
const COOKIE_NAME_LENGTH = 60;

/** Which requests a rate rule counts, beside the hosts it is put on. */
export interface RequestFilter {
  readonly paths: readonly string[];
  readonly methods: readonly string[];
  readonly withoutCookie?: string;
  /** What the aggregation itself leaves out. */
  readonly except?: Statement;
}

/** Checks a filter and puts it in an order of its own, so that reordering the input changes nothing in AWS. */
export function requestFilter(where: string, given: Partial<RequestFilter>): RequestFilter {
  const { paths = [], methods = [], withoutCookie, except } = given;
  paths.forEach((prefix, i) => checkPathPrefix(`${where}.paths[${i}]`, prefix));
  methods.forEach((method, i) => checkMethod(`${where}.methods[${i}]`, method));
  if (withoutCookie !== undefined) checkFieldName(`${where}.withoutCookie`, withoutCookie, COOKIE_NAME_LENGTH);
  return { paths: distinct(paths), methods: distinct(methods), withoutCookie, except };
}

/** Whether the filter leaves out any request of its hosts; the path `/` is every path. */
export function narrowsHost(filter: RequestFilter): boolean {
  return pathsOf(filter).length > 0 || filter.methods.length > 0 || filter.withoutCookie !== undefined;
}

/** The scope-down statement of a filter on these hosts; none when it lets everything through. */
export function scopeDown(where: string, filter: RequestFilter, hostnames: readonly string[]): Statement | undefined {
  return allOf(
    [
      anyOf(distinct(hostnames).map((hostname) => hostIs(`${where}.hostnames`, hostname))),
      anyOf(pathsOf(filter).map(pathStartsWith)),
      anyOf(filter.methods.map(methodIs)),
      filter.withoutCookie === undefined ? undefined : lacksCookie(filter.withoutCookie),
      filter.except === undefined ? undefined : ({ kind: 'not', of: filter.except } as const),
    ].filter((statement) => statement !== undefined),
  );
}

/**
 * The host, whatever its case, with or without a port and a trailing dot: a client may send both, and a rule that took
 * only the bare name could be walked around.
 */
function hostIs(path: string, hostname: string): Statement {
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
  return {
    kind: 'regex',
    field: { part: 'header', name: 'host' },
    pattern,
    transformations: [TextTransformation.LOWERCASE],
  };
}

/** Decoded and normalized first, as the application will: `/%74/`, `//t/` and `/x/../t/` all are `/t/`. */
function pathStartsWith(prefix: string): Statement {
  const transformations = [TextTransformation.URL_DECODE, TextTransformation.NORMALIZE_PATH];
  return { kind: 'bytes', field: { part: 'path' }, position: 'STARTS_WITH', text: prefix, transformations };
}

function methodIs(method: string): Statement {
  return { kind: 'bytes', field: { part: 'method' }, position: 'EXACTLY', text: method, transformations: [] };
}

function lacksCookie(name: string): Statement {
  const hasCookie = {
    kind: 'bytes',
    field: { part: 'cookie', name },
    position: 'EXACTLY',
    text: name,
    transformations: [],
  } as const;
  return { kind: 'not', of: hasCookie };
}

function pathsOf(filter: RequestFilter): readonly string[] {
  return filter.paths.includes('/') ? [] : filter.paths;
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
