/**
 * A model of what AWS WAF does with requests, read from a web ACL as it stands in a synthesized template. It is test code: it tells
 * what our own rules are worth under stated assumptions, not what AWS will do to the request.
 *
 * Modelled, after the AWS WAF Developer Guide:
 * - rules are asked by priority; the first that blocks ends it, so that later rules neither see nor count the request
 *   ("Rule actions"; AWS security services best practices, "Recommended WAF rule order");
 * - a rate rule counts all requests that match its scope-down statement and have all of its keys, those that it turns away among
 *   them; keys of one rule are counted together for each set of values ("Aggregating rate-based rules");
 * - it looks at the counts every 10 s over its window, and acts on a set of values until it looks again
 *   (API shape `EvaluationWindowSec`); a request without a JA4 fingerprint is left out under `NO_MATCH`.
 *
 * Simplified, on purpose:
 * - AWS looks "about" every 10 s and what it finds takes time to spread, usually below 30 s: here a fixed `lagSeconds`;
 * - AWS estimates, and weighs recent requests more: here counts are exact;
 * - AWS tracks at most 10,000 sets of values a rule: here more of them is an error;
 * - managed groups, on-source DDoS protection, forwarded addresses, bodies and IP sets are not modelled: groups let everything
 *   pass, the others are an error where a rule needs them; ECMAScript's regular expressions stand for AWS's;
 * - a client that is turned away does not come again, and one that is served does not slow down; nothing reaches the pods late.
 */
import type { Json, WafOutcome, WafRequest } from './waf-request';
import { holds, transformed } from './waf-statements';

const LOOK_SECONDS = 10;
const TRACKED = 10_000;

export interface EvaluationOptions {
  /** Seconds from a look at the counts until it is acted on everywhere. */
  readonly lagSeconds?: number;
}

/** Puts requests, in the order of their times, through a web ACL; `rules` are its `Rules` in CloudFormation's words. */
export function evaluate(
  rules: unknown,
  requests: readonly WafRequest[],
  options: EvaluationOptions = {},
): WafOutcome[] {
  const asked = [...(rules as Json[])]
    .sort((a, b) => a.Priority - b.Priority)
    .filter(({ Statement }) => Statement.ManagedRuleGroupStatement === undefined)
    .map((rule) => new RateRuleModel(rule, options.lagSeconds ?? 0));
  return requests.map((request, i) => {
    if (i > 0 && request.at < requests[i - 1].at) throw new Error('requests are not in the order of their times');
    const countedBy: string[] = [];
    for (const rule of asked) {
      if (!rule.matches(request)) continue;
      if (rule.blocks) return { request, turnedAwayBy: rule.name, countedBy };
      countedBy.push(rule.name);
    }
    return { request, countedBy };
  });
}

/** What one rate rule has counted. */
class RateRuleModel {
  public readonly name: string;
  /** A challenge turns away all of a scanner's requests, and is not for the paths that are replayed. */
  public readonly blocks: boolean;

  private readonly statement: Json;
  private readonly window: number;
  /** Times of requests within the window, by key, oldest first. */
  private readonly times = new Map<string, number[]>();
  /** Looks that are still spreading, oldest first. */
  private readonly looks: { readonly from: number; readonly over: ReadonlySet<string> }[] = [];
  private over: ReadonlySet<string> = new Set();
  private nextLook = LOOK_SECONDS;

  constructor(
    rule: Json,
    private readonly lag: number,
  ) {
    this.name = rule.Name as string;
    this.blocks = rule.Action.Count === undefined;
    this.statement = rule.Statement.RateBasedStatement as Json;
    if (!this.statement || this.statement.ForwardedIPConfig)
      throw new Error(`the evaluator does not know ${this.name}`);
    this.window = (this.statement.EvaluationWindowSec as number | undefined) ?? 300;
  }

  /** Counts a request, and says whether it is beyond the limit. */
  public matches(request: WafRequest): boolean {
    while (this.nextLook <= request.at) this.look();
    while (this.looks.length > 0 && this.looks[0].from <= request.at) this.over = this.looks.shift()!.over;
    const scope = this.statement.ScopeDownStatement as Json | undefined;
    if (scope && !holds(scope, request)) return false;
    const key = this.keyOf(request);
    if (key === undefined) return false;
    const times = this.times.get(key);
    if (times) times.push(request.at);
    else this.times.set(key, [request.at]);
    return this.over.has(key);
  }

  private look(): void {
    const now = this.nextLook;
    this.nextLook += LOOK_SECONDS;
    const over = new Set<string>();
    for (const [key, times] of this.times) {
      const recent = times.filter((at) => at > now - this.window);
      if (recent.length === 0) this.times.delete(key);
      else this.times.set(key, recent);
      if (recent.length > (this.statement.Limit as number)) over.add(key);
    }
    if (this.times.size > TRACKED) throw new Error(`${this.name} tracks ${this.times.size}, more than AWS does`);
    this.looks.push({ from: now + this.lag, over });
  }

  private keyOf(request: WafRequest): string | undefined {
    switch (this.statement.AggregateKeyType) {
      case 'CONSTANT':
        return '';
      case 'IP':
        return request.ip;
      case 'CUSTOM_KEYS': {
        const keys = (this.statement.CustomKeys as Json[]).map((key) => partOf(key, request));
        return keys.includes(undefined) ? undefined : keys.join('\n');
      }
      default:
        throw new Error(`the evaluator does not know ${this.statement.AggregateKeyType}`);
    }
  }
}

function partOf(key: Json, request: WafRequest): string | undefined {
  const [[kind, body]] = Object.entries(key) as [string, Json][];
  const text = (value: string | undefined): string | undefined =>
    value === undefined
      ? undefined
      : (body.TextTransformations as Json[]).reduce((v, { Type }) => transformed(v, Type as string), value);
  switch (kind) {
    case 'IP':
      return request.ip;
    case 'ASN':
      return `${request.asn}`;
    case 'JA4Fingerprint':
      return request.ja4 ?? (body.FallbackBehavior === 'MATCH' ? 'none' : undefined);
    case 'HTTPMethod':
      return request.method;
    case 'UriPath':
      return text(request.path);
    case 'Header':
      return text(request.headers?.[body.Name as string]);
    case 'Cookie':
      return text(request.cookies?.[body.Name as string]);
    default:
      throw new Error(`the evaluator does not know the key ${kind}`);
  }
}
