import type { RateRule } from '../../lib/edge/rate-rule';
import { RateRuleMode, RateRuleStep } from '../../lib/edge/rate-rule';
import { rateRule } from '../../bin/config/rate-rules';
import type { PlainRateKey, RateKeyWithOptions, RateRuleConfiguration } from '../../bin/config/rate-rule-configuration';
import { RateKeyFallback } from '../../lib/edge/rate-key';

const rule = (given: RateRuleConfiguration): RateRule => rateRule(given, [], (_, action) => action());
const common = { name: 'a', limit: 100 };

test.each<[RateRuleConfiguration, RateRuleStep]>([
  [{ perIp: common }, RateRuleStep.ADDRESS],
  [{ perForwardedIp: { ...common, header: 'X-Real-IP' } }, RateRuleStep.ADDRESS],
  [{ perAsn: { ...common, joinJa4: false } }, RateRuleStep.ASN],
  [{ perJa4: common }, RateRuleStep.FINGERPRINT],
  [{ ceiling: { ...common, paths: ['/t/'] } }, RateRuleStep.CEILING],
  [{ custom: { ...common, keys: ['httpMethod'] } }, RateRuleStep.CUSTOM],
])('%j', (given, step) => {
  expect(rule(given)).toMatchObject({ name: 'a', limit: 100, windowSeconds: 60, mode: 'COUNT', step });
});

test('a rule has what was said of it', () => {
  const said = { ...common, windowSeconds: 300, mode: RateRuleMode.BLOCK, paths: ['/c/'], retryAfterSeconds: 5 };
  const made = rule({ perIp: { ...said, body: { json: '{}' } } });
  expect(made).toMatchObject({ windowSeconds: 300, mode: 'BLOCK', retryAfterSeconds: 5 });
  expect(made._body).toMatchObject({ _contentType: 'APPLICATION_JSON', _content: '{}' });
  expect(rule({ perIp: { ...said, body: { text: 'no' } } })._body?._contentType).toBe('TEXT_PLAIN');
  expect(rule({ perIp: { ...said, body: { html: 'no' } } })._body?._contentType).toBe('TEXT_HTML');
});

function keysOf(...keys: (PlainRateKey | RateKeyWithOptions)[]): unknown[] {
  const aggregation = rule({ custom: { ...common, keys } })._aggregation;
  return aggregation.by === 'CUSTOM_KEYS' ? aggregation.keys.map(({ _property }) => _property) : [];
}

test('keys by name alone', () => {
  expect(keysOf('ip', 'asn', 'ja3', 'ja4', 'httpMethod')).toEqual([
    { ip: {} },
    { asn: {} },
    { ja3Fingerprint: { fallbackBehavior: 'NO_MATCH' } },
    { ja4Fingerprint: { fallbackBehavior: 'NO_MATCH' } },
    { httpMethod: {} },
  ]);
  expect(keysOf('uriPath', 'queryString')).toEqual([
    expect.objectContaining({ uriPath: expect.anything() }),
    expect.objectContaining({ queryString: expect.anything() }),
  ]);
  expect(keysOf('forwardedIp', 'asnOfForwardedIp')).toEqual([{ forwardedIp: {} }, { asn: {} }]);
});

test('keys with options', () => {
  expect(
    keysOf(
      { header: { name: 'X-Key' } },
      { cookie: { name: 'Sid' } },
      { queryArgument: { name: 'q' } },
      { labelNamespace: 'a:b:' },
    ),
  ).toMatchObject([
    { header: { name: 'x-key' } },
    { cookie: { name: 'Sid' } },
    { queryArgument: { name: 'q' } },
    { labelNamespace: { namespace: 'a:b:' } },
  ]);
  expect(keysOf({ ja3: { fallback: RateKeyFallback.MATCH } }, { ja4: {} })).toEqual([
    { ja3Fingerprint: { fallbackBehavior: 'MATCH' } },
    { ja4Fingerprint: { fallbackBehavior: 'NO_MATCH' } },
  ]);
  expect(keysOf({ forwardedIp: { header: 'X-Real-IP' } }, { uriPath: {} }, { queryString: {} })).toHaveLength(3);
  expect(keysOf({ asnOfForwardedIp: {} })).toEqual([{ asn: {} }]);
});
