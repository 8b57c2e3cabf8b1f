import type { RequestMatch } from '../request-match';
import { checkMethod, checkPathPrefix } from './checks';
import { checkCookieName, hasCookie, hostIs, methodIs, pathStartsWith } from './match-statements';
import type { Statement } from './statement';
import { allOf, anyOf } from './statement';

/** Which requests a rate rule counts, beside the hosts it is put on. */
export interface RequestFilter {
  readonly paths: readonly string[];
  readonly methods: readonly string[];
  readonly withoutCookie?: string;
  /** What else a request must be. */
  readonly scopeDown?: RequestMatch;
  /** What the aggregation itself leaves out. */
  readonly except?: Statement;
}

/** Checks a filter and puts it in an order of its own, so that reordering the input changes nothing in AWS. */
export function requestFilter(where: string, given: Partial<RequestFilter>): RequestFilter {
  const { paths = [], methods = [], withoutCookie, scopeDown, except } = given;
  paths.forEach((prefix, i) => checkPathPrefix(`${where}.paths[${i}]`, prefix));
  methods.forEach((method, i) => checkMethod(`${where}.methods[${i}]`, method));
  if (withoutCookie !== undefined) checkCookieName(`${where}.withoutCookie`, withoutCookie);
  return { paths: distinct(paths), methods: distinct(methods), withoutCookie, scopeDown, except };
}

/** Whether the filter leaves out any request of its hosts; the path `/` is every path. */
export function narrowsHost(filter: RequestFilter): boolean {
  const { methods, withoutCookie, scopeDown } = filter;
  return (
    pathsOf(filter).length > 0 ||
    methods.length > 0 ||
    withoutCookie !== undefined ||
    (scopeDown?._narrowsHost ?? false)
  );
}

/** The scope-down statement of a filter on these hosts; none when it lets everything through. */
export function scopeDown(where: string, filter: RequestFilter, hostnames: readonly string[]): Statement | undefined {
  return allOf(
    [
      anyOf(distinct(hostnames).map((hostname) => hostIs(`${where}.hostnames`, hostname))),
      anyOf(pathsOf(filter).map(pathStartsWith)),
      anyOf(filter.methods.map(methodIs)),
      filter.withoutCookie === undefined ? undefined : ({ kind: 'not', of: hasCookie(filter.withoutCookie) } as const),
      filter.scopeDown?._statement,
      filter.except === undefined ? undefined : ({ kind: 'not', of: filter.except } as const),
    ].filter((statement) => statement !== undefined),
  );
}

function pathsOf(filter: RequestFilter): readonly string[] {
  return filter.paths.includes('/') ? [] : filter.paths;
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
