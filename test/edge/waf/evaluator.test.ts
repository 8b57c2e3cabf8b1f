import { RateKey } from '../../../lib/edge/rate-key';
import { RateRule, RateRuleMode } from '../../../lib/edge/rate-rule';
import type { RateRuleProps } from '../../../lib/edge/rate-rule-props';
import { RequestMatch } from '../../../lib/edge/request-match';
import { StringMatch } from '../../../lib/edge/request-match-props';
import { evaluate } from '../../support/waf-evaluator';
import type { Json, WafRequest } from '../../support/waf-request';
import { holds, transformed } from '../../support/waf-statements';
import { rulesOf, statementOf, webAcl } from './web-acl';

const { BLOCK } = RateRuleMode;
const request = (at: number, more: Partial<WafRequest> = {}): WafRequest => ({
  at,
  ip: '192.0.2.1',
  asn: 64_496,
  country: 'DE',
  ja4: 'browser',
  method: 'GET',
  host: 't.example.com',
  path: '/t/1',
  ...more,
});
/** `count` requests, one each tenth of a second. */
const stream = (count: number, more: Partial<WafRequest> = {}, from = 0): WafRequest[] =>
  Array.from({ length: count }, (_, i) => request(from + i / 10, more));
const perIp = (props: Partial<RateRuleProps> = {}): RateRule =>
  RateRule.perIp({ name: 'per-ip', limit: 50, mode: BLOCK, ...props });
const rules = (...rateRules: RateRule[]): unknown => rulesOf(webAcl({ rateRules }));
const refused = (given: unknown, requests: readonly WafRequest[], lagSeconds?: number): number[] =>
  evaluate(given, requests, { lagSeconds })
    .filter(({ turnedAwayBy }) => turnedAwayBy !== undefined)
    .map(({ request: { at } }) => at);

describe('the model of a rate rule', () => {
  it('acts at the first look after the limit, and for as long as the window holds more', () => {
    // 100 in the first 10 s, then one a second.
    const requests = [...stream(100), ...Array.from({ length: 80 }, (_, i) => request(10 + i))];
    const at = refused(rules(perIp()), requests);
    expect(at[0]).toBe(10);
    // From 70 s on the window holds 59 of those that come one a second: over the limit of 50 still.
    expect(at.at(-1)).toBe(89);
  });

  it('lets go when the rate falls', () => {
    const requests = [...stream(100), request(60), request(69), request(71), request(80)];
    expect(refused(rules(perIp()), requests)).toEqual([60, 69]);
  });

  it('acts later by the lag', () => {
    const requests = stream(300);
    expect(refused(rules(perIp()), requests, 0)[0]).toBe(10);
    expect(refused(rules(perIp()), requests, 15)[0]).toBe(25);
  });

  it('counts each key by itself', () => {
    const busy = stream(200);
    const quiet = [request(15, { ip: '192.0.2.2' })];
    const requests = [...busy, ...quiet].sort((a, b) => a.at - b.at);
    expect(evaluate(rules(perIp()), requests).find(({ request: { ip } }) => ip === '192.0.2.2')).toMatchObject({
      countedBy: [],
    });
  });

  it('counts nothing that an earlier rule turned away', () => {
    const ceiling = RateRule.ceiling({ name: 'ceiling', limit: 120, mode: BLOCK, paths: ['/t/'] });
    const outcomes = evaluate(rules(perIp(), ceiling), stream(400));
    const by = outcomes.map(({ turnedAwayBy }) => turnedAwayBy).filter((name) => name !== undefined);
    // 100 before the first look, and none after: never 120.
    expect(new Set(by)).toEqual(new Set(['per-ip']));
    const counting = evaluate(rules(perIp({ mode: undefined }), ceiling), stream(400));
    expect(counting.at(-1)).toMatchObject({ turnedAwayBy: 'ceiling', countedBy: ['per-ip'] });
  });

  it('passes over a request without a fingerprint, and joins keys', () => {
    const rule = RateRule.custom({ name: 'own', limit: 50, mode: BLOCK, keys: [RateKey.ja4(), RateKey.uriPath()] });
    expect(refused(rules(rule), stream(200, { ja4: undefined }))).toEqual([]);
    expect(refused(rules(rule), stream(200))).toHaveLength(100);
    const apart = stream(200).map((one, i) => ({ ...one, path: `/t/${i % 4}` }));
    expect(refused(rules(rule), apart)).toEqual([]);
  });

  it('says what it does not know', () => {
    const forwarded = RateRule.perForwardedIp({ name: 'a', limit: 100 });
    expect(() => evaluate(rules(forwarded), [])).toThrow('does not know a');
    expect(() => holds({ SqliMatchStatement: {} }, request(0))).toThrow('does not know SqliMatchStatement');
    expect(() => evaluate([], [request(1), request(0)])).toThrow('not in the order');
    const many = Array.from({ length: 10_001 }, (_, i) => request(1, { ip: `${i}` }));
    expect(() => evaluate(rules(perIp()), [...many, request(10)])).toThrow('more than AWS does');
  });
});

describe('the model of a scope-down', () => {
  const scopeOf = (scopeDown: RequestMatch): Json =>
    statementOf(RateRule.perIp({ name: 'a', limit: 100, scopeDown })).ScopeDownStatement as Json;

  it.each<[RequestMatch, Partial<WafRequest>, boolean]>([
    [RequestMatch.pathPrefix('/t/'), { path: '/%74//x/../1' }, true],
    [RequestMatch.pathPrefix('/t/'), { path: '/T/1' }, false],
    [RequestMatch.pathExact('/t/1'), {}, true],
    [RequestMatch.pathRegex('^/t/[0-9]$'), { path: '/t/12' }, false],
    [RequestMatch.host('*.example.com'), { host: 'T.Example.com:443' }, true],
    [RequestMatch.method('HEAD', 'POST'), {}, false],
    [
      RequestMatch.header('accept', 'html', { match: StringMatch.CONTAINS }),
      { headers: { accept: 'text/html' } },
      true,
    ],
    [RequestMatch.header('accept', 'html', { match: StringMatch.ENDS_WITH }), {}, false],
    [RequestMatch.cookie('sid'), { cookies: { sid: 'x' } }, true],
    [RequestMatch.not(RequestMatch.cookie('sid')), {}, true],
    [RequestMatch.country(['DE']), {}, true],
    [RequestMatch.asn([1]), {}, false],
    [RequestMatch.label('a:b'), { labels: ['a:b'] }, true],
    [RequestMatch.labelNamespace('a:'), { labels: ['a:b'] }, true],
    [RequestMatch.label('a:b'), {}, false],
    [RequestMatch.all(RequestMatch.country(['DE']), RequestMatch.asn([1])), {}, false],
    [RequestMatch.any(RequestMatch.country(['DE']), RequestMatch.asn([1])), {}, true],
  ])('%# holds where it should', (match, given, expected) => {
    expect(holds(scopeOf(match), request(0, given))).toBe(expected);
  });

  it.each([
    ['//a/./b/../c', '/a/c'],
    ['/t/', '/t/'],
    ['/', '/'],
    ['/a/..', '/'],
  ])('%s is %s', (path, normalized) => {
    expect(transformed(path, 'NORMALIZE_PATH')).toBe(normalized);
  });
});
