import { BlockedBody } from '../../lib/edge/blocked-body';
import { RateKey } from '../../lib/edge/rate-key';
import { RateRule } from '../../lib/edge/rate-rule';
import type { RequestMatch } from '../../lib/edge/request-match';
import type {
  BlockedBodyConfiguration,
  BodyConfiguration,
  CustomRateRuleConfiguration,
  PlainRateKey,
  RateKeyConfiguration,
  RateKeyWithOptions,
  RateRuleConfiguration,
  ScopeDownConfiguration,
} from './rate-rule-configuration';
import type { Path } from './problem';
import { requestMatch } from './request-match';

/** Does an action whose refusals belong to a place in the file. */
export type At = <T>(place: Path, action: () => T) => T;

/** A rate rule from the one key that says its kind. */
export function rateRule(given: RateRuleConfiguration, place: Path, at: At): RateRule {
  const { perIp, perForwardedIp, perAsn, perJa4, ceiling, custom } = given;
  if (perIp) return make('perIp', perIp, (props) => RateRule.perIp(props));
  if (perForwardedIp) return make('perForwardedIp', perForwardedIp, (props) => RateRule.perForwardedIp(props));
  if (perAsn) return make('perAsn', perAsn, (props) => RateRule.perAsn(props));
  if (perJa4) return make('perJa4', perJa4, (props) => RateRule.perJa4(props));
  if (ceiling) return make('ceiling', ceiling, (props) => RateRule.ceiling(props));
  return make('custom', custom!, (props) =>
    RateRule.custom({ ...props, keys: keysOf(props, [...place, 'custom'], at) }),
  );

  function make<P extends BodyConfiguration & ScopeDownConfiguration>(
    kind: keyof RateRuleConfiguration,
    props: P,
    factory: (props: Omit<P, keyof Made> & Made) => RateRule,
  ): RateRule {
    const here = [...place, kind];
    const body = props.body && blockedBody(props.body, here, at);
    const scopeDown = props.scopeDown && requestMatch(props.scopeDown, [...here, 'scopeDown'], at);
    return at(here, () => factory({ ...props, body, scopeDown }));
  }
}

interface Made {
  readonly body?: BlockedBody;
  readonly scopeDown?: RequestMatch;
}

/** A body from the one key that says its kind; `place` is that of the rule. */
export function blockedBody(given: BlockedBodyConfiguration, place: Path, at: At): BlockedBody {
  const { text, html, json } = given;
  return at([...place, 'body', ...Object.keys(given)], () => {
    if (text !== undefined) return BlockedBody.text(text);
    if (html !== undefined) return BlockedBody.html(html);
    return BlockedBody.json(json!);
  });
}

function keysOf({ keys }: Pick<CustomRateRuleConfiguration, 'keys'>, place: Path, at: At): RateKey[] {
  return keys.map((key, i) => {
    const kind = typeof key === 'string' ? [] : Object.keys(key);
    return at([...place, 'keys', i, ...kind], () => rateKey(key));
  });
}

const PLAIN_KEYS: Record<PlainRateKey, () => RateKey> = {
  ip: () => RateKey.ip(),
  asn: () => RateKey.asn(),
  ja3: () => RateKey.ja3(),
  ja4: () => RateKey.ja4(),
  uriPath: () => RateKey.uriPath(),
  queryString: () => RateKey.queryString(),
  httpMethod: () => RateKey.httpMethod(),
  forwardedIp: () => RateKey.forwardedIp(),
  asnOfForwardedIp: () => RateKey.asnOfForwardedIp(),
};

const KEYS_WITH_OPTIONS: {
  [K in keyof RateKeyWithOptions]-?: (options: NonNullable<RateKeyWithOptions[K]>) => RateKey;
} = {
  header: ({ name, ...options }) => RateKey.header(name, options),
  cookie: ({ name, ...options }) => RateKey.cookie(name, options),
  queryArgument: ({ name, ...options }) => RateKey.queryArgument(name, options),
  uriPath: (options) => RateKey.uriPath(options),
  queryString: (options) => RateKey.queryString(options),
  forwardedIp: (options) => RateKey.forwardedIp(options),
  asnOfForwardedIp: (options) => RateKey.asnOfForwardedIp(options),
  ja3: ({ fallback }) => RateKey.ja3(fallback),
  ja4: ({ fallback }) => RateKey.ja4(fallback),
  labelNamespace: (namespace) => RateKey.labelNamespace(namespace),
};

function rateKey(given: RateKeyConfiguration): RateKey {
  if (typeof given === 'string') return PLAIN_KEYS[given]();
  const [[kind, options]] = Object.entries(given) as [keyof RateKeyWithOptions, never][];
  return KEYS_WITH_OPTIONS[kind](options);
}
