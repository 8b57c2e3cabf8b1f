import { RequestMatch } from '../../lib/edge/request-match';
import type { Path } from './problem';
import type { At } from './rate-rules';
import type { RequestMatchConfiguration } from './request-match-configuration';

type Kinds = {
  [K in keyof RequestMatchConfiguration]-?: (
    given: NonNullable<RequestMatchConfiguration[K]>,
    place: Path,
    at: At,
  ) => RequestMatch;
};

const KINDS: Kinds = {
  host: (hostnames) => RequestMatch.host(...hostnames),
  pathExact: (path) => RequestMatch.pathExact(path),
  pathPrefix: (prefix) => RequestMatch.pathPrefix(prefix),
  pathRegex: (pattern) => RequestMatch.pathRegex(pattern),
  method: (methods) => RequestMatch.method(...methods),
  header: ({ name, value, ...options }) => RequestMatch.header(name, value, options),
  headerRegex: ({ name, pattern, ...options }) => RequestMatch.headerRegex(name, pattern, options),
  cookie: (name) => RequestMatch.cookie(name),
  label: (label) => RequestMatch.label(label),
  labelNamespace: (namespace) => RequestMatch.labelNamespace(namespace),
  country: ({ codes, forwardedIp }) => RequestMatch.country(codes, forwardedIp),
  asn: ({ numbers, forwardedIp }) => RequestMatch.asn(numbers, forwardedIp),
  ipSet: ({ arn, forwardedIp }) => RequestMatch.ipSet(arn, forwardedIp),
  all: (parts, place, at) => RequestMatch.all(...each(parts, place, at)),
  any: (parts, place, at) => RequestMatch.any(...each(parts, place, at)),
  not: (part, place, at) => RequestMatch.not(requestMatch(part, place, at)),
};

/** A match from the one key that says its kind. */
export function requestMatch(given: RequestMatchConfiguration, place: Path, at: At): RequestMatch {
  const [[kind, value]] = Object.entries(given) as [keyof RequestMatchConfiguration, never][];
  return at([...place, kind], () => KINDS[kind](value, [...place, kind], at));
}

function each(parts: readonly RequestMatchConfiguration[], place: Path, at: At): RequestMatch[] {
  return parts.map((part, i) => requestMatch(part, [...place, i], at));
}
