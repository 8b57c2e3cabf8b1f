import { CfnParameter, Stack, Token } from 'aws-cdk-lib';
import { BlockedBody } from '../../lib/edge/blocked-body';
import { RateKeyFallback } from '../../lib/edge/rate-key';
import { RateRule, RateRuleMode, RateRuleStep } from '../../lib/edge/rate-rule';
import { expectRefusal } from '../support/refusal';
import { propertiesOf, rendered, rulesOf, statementOf, webAcl } from './waf/web-acl';

const perIp = (props: Partial<Parameters<typeof RateRule.perIp>[0]> = {}): RateRule =>
  RateRule.perIp({ name: 'per-ip', limit: 2000, ...props });

describe('RateRule', () => {
  it('counts over 60 seconds by default, and only counts', () => {
    expect(rendered(perIp())).toEqual({
      Name: 'per-ip',
      Priority: 500,
      Action: { Count: {} },
      Statement: { RateBasedStatement: { AggregateKeyType: 'IP', EvaluationWindowSec: 60, Limit: 2000 } },
      VisibilityConfig: { CloudWatchMetricsEnabled: true, MetricName: 'per-ip', SampledRequestsEnabled: true },
    });
  });

  it('blocks with 429 and Retry-After', () => {
    expect(rendered(perIp({ mode: RateRuleMode.BLOCK, windowSeconds: 300 })).Action).toEqual({
      Block: { CustomResponse: { ResponseCode: 429, ResponseHeaders: [{ Name: 'retry-after', Value: '300' }] } },
    });
    expect(rendered(perIp({ mode: RateRuleMode.BLOCK, retryAfterSeconds: 5 })).Action).toMatchObject({
      Block: { CustomResponse: { ResponseHeaders: [{ Name: 'retry-after', Value: '5' }] } },
    });
  });

  it('answers with a body that is stored once', () => {
    const acl = webAcl();
    const later = (): BlockedBody => BlockedBody.json('{"error":"too many requests"}');
    acl.addRateRule(perIp({ name: 'a', mode: RateRuleMode.BLOCK, body: later() }));
    acl.addRateRule(perIp({ name: 'b', mode: RateRuleMode.BLOCK, body: later() }));
    acl.addRateRule(perIp({ name: 'c', body: BlockedBody.html('<p>not rendered while the rule only counts</p>') }));
    const bodies = propertiesOf(acl).CustomResponseBodies as Record<string, unknown>;
    expect(Object.values(bodies)).toEqual([
      { Content: '{"error":"too many requests"}', ContentType: 'APPLICATION_JSON' },
    ]);
    const keys = rulesOf(acl).map(
      ({ Action }) => (Action as { Block?: { CustomResponse: { CustomResponseBodyKey: string } } }).Block,
    );
    expect(keys.map((block) => block?.CustomResponse.CustomResponseBodyKey)).toEqual([
      ...Object.keys(bodies),
      ...Object.keys(bodies),
      undefined,
    ]);
  });

  it('counts each address in a header', () => {
    const rule = RateRule.perForwardedIp({ name: 'forwarded', limit: 100, fallback: RateKeyFallback.NO_MATCH });
    expect(statementOf(rule)).toMatchObject({
      AggregateKeyType: 'FORWARDED_IP',
      ForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'NO_MATCH' },
    });
    expect(rule.step).toBe(RateRuleStep.ADDRESS);
  });

  it('counts each ASN and fingerprint, without the addresses that no ASN is known of', () => {
    expect(statementOf(RateRule.perAsn({ name: 'asn', limit: 100 }))).toEqual({
      AggregateKeyType: 'CUSTOM_KEYS',
      CustomKeys: [{ ASN: {} }, { JA4Fingerprint: { FallbackBehavior: 'NO_MATCH' } }],
      EvaluationWindowSec: 60,
      Limit: 100,
      ScopeDownStatement: { NotStatement: { Statement: { AsnMatchStatement: { AsnList: [0] } } } },
    });
  });

  it('counts each ASN alone, with unmapped addresses, when told so', () => {
    const statement = statementOf(RateRule.perAsn({ name: 'asn', limit: 100, joinJa4: false, includeUnmapped: true }));
    expect(statement.CustomKeys).toEqual([{ ASN: {} }]);
    expect(statement.ScopeDownStatement).toBeUndefined();
  });

  it('takes the ASN from a header, where a malformed one is no unmapped address', () => {
    expect(statementOf(RateRule.perAsn({ name: 'asn', limit: 100, forwardedIp: {} }))).toMatchObject({
      ForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'MATCH' },
      ScopeDownStatement: {
        NotStatement: {
          Statement: {
            AsnMatchStatement: {
              AsnList: [0],
              ForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'NO_MATCH' },
            },
          },
        },
      },
    });
  });

  it('counts each fingerprint', () => {
    const rule = RateRule.perJa4({ name: 'ja4', limit: 100, paths: ['/t/'] });
    expect(statementOf(rule)).toMatchObject({ CustomKeys: [{ JA4Fingerprint: { FallbackBehavior: 'NO_MATCH' } }] });
    expect(rule.step).toBe(RateRuleStep.FINGERPRINT);
  });

  it('puts a ceiling on paths, whoever asks', () => {
    expect(statementOf(RateRule.ceiling({ name: 'hot', limit: 9000, paths: ['/t/'] }))).toMatchObject({
      AggregateKeyType: 'CONSTANT',
      Limit: 9000,
      ScopeDownStatement: { ByteMatchStatement: { SearchString: '/t/', PositionalConstraint: 'STARTS_WITH' } },
    });
  });

  it('lets tokens through where a number is only passed on', () => {
    const stack = new Stack();
    const limit = new CfnParameter(stack, 'Limit', { type: 'Number' }).valueAsNumber;
    const rule = perIp({ limit, windowSeconds: limit, mode: RateRuleMode.BLOCK });
    expect(rule.limit).toBe(limit);
    expect(Token.isUnresolved(rule.retryAfterSeconds)).toBe(true);
  });

  it.each([9, 2_000_000_001, 10.5, NaN, Infinity, -1, undefined])('refuses a limit of %p', (limit) => {
    expectRefusal(() => perIp({ limit }), 'RateLimitInvalid');
  });

  it.each([10, 2_000_000_000])('takes a limit of %p', (limit) => {
    expect(perIp({ limit }).limit).toBe(limit);
  });

  it.each([0, 30, 90, 601, NaN])('refuses a window of %p s', (windowSeconds) => {
    expectRefusal(() => perIp({ windowSeconds }), 'RateWindowInvalid');
  });

  it.each([60, 120, 300, 600])('takes a window of %p s', (windowSeconds) => {
    expect(statementOf(perIp({ windowSeconds })).EvaluationWindowSec).toBe(windowSeconds);
  });

  it.each([0, 3601, 1.5, NaN])('refuses Retry-After of %p s', (retryAfterSeconds) => {
    expectRefusal(() => perIp({ retryAfterSeconds }), 'RetryAfterInvalid');
  });

  it.each(['', 'per ip', 'per.ip', 'ALL', 'Default_Action', 'x'.repeat(129)])('refuses the name %j', (name) => {
    expectRefusal(() => perIp({ name }), 'WafNameInvalid');
  });

  it('refuses a name that only CloudFormation will know', () => {
    expectRefusal(() => perIp({ name: Token.asString({ Ref: 'Name' }) }), 'MustBeKnownAtSynth');
  });

  it('refuses a name that is too long with its prefix', () => {
    const refusal = expectRefusal(
      () => webAcl().addRateRule(perIp(), { namePrefix: 'x'.repeat(122) }),
      'WafNameInvalid',
    );
    expect(refusal.path).toBe('rateRules[per-ip].name');
  });

  it.each([
    't/',
    '',
    '/t*',
    '/t?x',
    '/t#x',
    '/%74/',
    '/a//b',
    '/a/../b',
    '/a/./b',
    '/a/..',
    '/t t',
    '/é',
    `/${'x'.repeat(200)}`,
  ])('refuses the path %j', (path) => {
    const refusal = expectRefusal(() => perIp({ paths: ['/fine/', path] }), 'RateRulePathInvalid');
    expect(refusal.path).toBe('rateRules[per-ip].paths[1]');
  });

  it.each(['/', '/t', '/t/', '/a.b/c~d/', '/.well-known/'])('takes the path %j', (path) => {
    expect(() => perIp({ paths: [path] })).not.toThrow();
  });

  it.each(['get', 'FETCH', ''])('refuses the method %j', (method) => {
    expectRefusal(() => perIp({ methods: [method] }), 'RateRuleMethodInvalid');
  });

  it.each(['', 'a b', 'x'.repeat(61)])('refuses the cookie %j', (withoutCookie) => {
    expectRefusal(() => perIp({ withoutCookie }), 'WafFieldNameInvalid');
  });

  it('refuses a ceiling without a path', () => {
    expectRefusal(() => RateRule.ceiling({ name: 'hot', limit: 100, paths: [] }), 'CeilingWithoutPath');
    expectRefusal(() => RateRule.ceiling({ name: 'hot', limit: 100, paths: undefined }), 'CeilingWithoutPath');
  });

  it('refuses a ceiling on every path of every host', () => {
    expectRefusal(
      () => webAcl().addRateRule(RateRule.ceiling({ name: 'hot', limit: 100, paths: ['/'] })),
      'CeilingWithoutScope',
    );
  });
});

describe('BlockedBody', () => {
  it('holds 4,096 bytes of UTF-8, and no more', () => {
    expect(() => BlockedBody.text('x'.repeat(4096))).not.toThrow();
    expectRefusal(() => BlockedBody.text('x'.repeat(4097)), 'BlockedBodySizeInvalid');
    expectRefusal(() => BlockedBody.html('é'.repeat(2049)), 'BlockedBodySizeInvalid');
    expectRefusal(() => BlockedBody.text(''), 'BlockedBodySizeInvalid');
  });

  it('is JSON where it says so', () => {
    expectRefusal(() => BlockedBody.json('{error}'), 'BlockedBodyNotJson');
  });

  it('is known at synth, as its size must be', () => {
    expectRefusal(() => BlockedBody.text(Token.asString({ Ref: 'Body' })), 'MustBeKnownAtSynth');
  });
});
