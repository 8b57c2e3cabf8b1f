import { Token } from 'aws-cdk-lib';
import { RateKey, RateKeyFallback } from '../../lib/edge/rate-key';
import { RateRule } from '../../lib/edge/rate-rule';
import { TextTransformation } from '../../lib/edge/text-transformation';
import { expectRefusal } from '../support/refusal';
import { statementOf } from './waf/web-acl';

const NONE = [{ Priority: 0, Type: 'NONE' }];
const custom = (...keys: RateKey[]): RateRule => RateRule.custom({ name: 'own', limit: 100, keys });

describe('RateKey', () => {
  it.each([
    ['an ASN', RateKey.asn(), { ASN: {} }],
    ['a JA3 fingerprint', RateKey.ja3(), { JA3Fingerprint: { FallbackBehavior: 'NO_MATCH' } }],
    ['a JA4 fingerprint', RateKey.ja4(RateKeyFallback.MATCH), { JA4Fingerprint: { FallbackBehavior: 'MATCH' } }],
    ['a header', RateKey.header('X-Api-Key'), { Header: { Name: 'x-api-key', TextTransformations: NONE } }],
    ['a cookie', RateKey.cookie('Sid'), { Cookie: { Name: 'Sid', TextTransformations: NONE } }],
    [
      'a query argument',
      RateKey.queryArgument('Token'),
      { QueryArgument: { Name: 'token', TextTransformations: NONE } },
    ],
    ['the query string', RateKey.queryString(), { QueryString: { TextTransformations: NONE } }],
    ['the path', RateKey.uriPath(), { UriPath: { TextTransformations: NONE } }],
    ['the method', RateKey.httpMethod(), { HTTPMethod: {} }],
    [
      'a label namespace',
      RateKey.labelNamespace('awswaf:clientip:geo:country:'),
      { LabelNamespace: { Namespace: 'awswaf:clientip:geo:country:' } },
    ],
  ])('renders %s', (_, key, expected) => {
    const statement = statementOf(custom(key));
    expect(statement.AggregateKeyType).toBe('CUSTOM_KEYS');
    expect(statement.CustomKeys).toEqual([expected]);
    expect(statement.ForwardedIPConfig).toBeUndefined();
  });

  it('joins an address with other keys', () => {
    expect(statementOf(custom(RateKey.ip(), RateKey.uriPath())).CustomKeys).toEqual([
      { IP: {} },
      { UriPath: { TextTransformations: NONE } },
    ]);
  });

  it('reads all forwarded addresses of a rule from one header', () => {
    const options = { header: 'CF-Connecting-IP', fallback: RateKeyFallback.NO_MATCH };
    expect(statementOf(custom(RateKey.forwardedIp(options), RateKey.asnOfForwardedIp(options)))).toMatchObject({
      CustomKeys: [{ ForwardedIP: {} }, { ASN: {} }],
      ForwardedIPConfig: { HeaderName: 'CF-Connecting-IP', FallbackBehavior: 'NO_MATCH' },
    });
  });

  it('transforms text in the order given', () => {
    const transformations = [TextTransformation.URL_DECODE, TextTransformation.LOWERCASE];
    expect(statementOf(custom(RateKey.uriPath({ transformations }))).CustomKeys).toEqual([
      {
        UriPath: {
          TextTransformations: [
            { Priority: 0, Type: 'URL_DECODE' },
            { Priority: 1, Type: 'LOWERCASE' },
          ],
        },
      },
    ]);
  });

  it.each(['', ' ', 'x y', 'x:y', 'x'.repeat(65)])('refuses %j as the name of a header, cookie or argument', (name) => {
    expectRefusal(() => RateKey.header(name), 'WafFieldNameInvalid');
    expectRefusal(() => RateKey.cookie(name), 'WafFieldNameInvalid');
    expectRefusal(() => RateKey.queryArgument(name), 'WafFieldNameInvalid');
  });

  it.each(['', 'awswaf', 'aws waf:', `${'a'.repeat(1024)}:`])('refuses %j as a label namespace', (namespace) => {
    expectRefusal(() => RateKey.labelNamespace(namespace), 'LabelNamespaceInvalid');
  });

  it.each(['', 'X_Forwarded_For', 'X Forwarded', 'x'.repeat(256)])('refuses %j as a forwarding header', (header) => {
    expectRefusal(() => RateKey.forwardedIp({ header }), 'ForwardedHeaderInvalid');
  });

  it('refuses a transformation twice, and an 11th', () => {
    const twice = [TextTransformation.LOWERCASE, TextTransformation.LOWERCASE];
    expectRefusal(() => RateKey.uriPath({ transformations: twice }), 'TextTransformationsInvalid');
    const eleven = Object.values(TextTransformation).slice(0, 11);
    expectRefusal(() => RateKey.queryString({ transformations: eleven }), 'TextTransformationsInvalid');
    expect(() => RateKey.queryString({ transformations: eleven.slice(1) })).not.toThrow();
  });

  it('refuses a name that only CloudFormation will know', () => {
    expectRefusal(() => RateKey.header(Token.asString({ Ref: 'Header' })), 'MustBeKnownAtSynth');
  });
});

describe('keys of one rule', () => {
  it('are at least one', () => {
    expectRefusal(() => custom(), 'RateKeyCountInvalid');
    expectRefusal(
      () => RateRule.custom({ name: 'own', limit: 100, keys: undefined as unknown as RateKey[] }),
      'RateKeyCountInvalid',
    );
  });

  it('are at most five', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((name) => RateKey.header(name));
    expect(statementOf(custom(...five)).CustomKeys).toHaveLength(5);
    const refusal = expectRefusal(() => custom(...five, RateKey.httpMethod()), 'RateKeyCountInvalid');
    expect(refusal.message).toContain('there are 6');
  });

  it('are different', () => {
    expectRefusal(() => custom(RateKey.header('X-A'), RateKey.header('x-a')), 'RateKeyRepeated');
    expectRefusal(
      () => custom(RateKey.uriPath(), RateKey.uriPath({ transformations: [TextTransformation.LOWERCASE] })),
      'RateKeyRepeated',
    );
    expect(() => custom(RateKey.cookie('sid'), RateKey.cookie('Sid'))).not.toThrow();
  });

  it('are never an address alone', () => {
    expectRefusal(() => custom(RateKey.ip()), 'RateKeyAddressAlone');
    expectRefusal(() => custom(RateKey.forwardedIp()), 'RateKeyAddressAlone');
    expectRefusal(() => custom(RateKey.ip(), RateKey.forwardedIp()), 'RateKeyAddressAlone');
  });

  it('agree on where a forwarded address is found', () => {
    const other = RateKey.asnOfForwardedIp({ header: 'X-Real-IP' });
    expectRefusal(() => custom(RateKey.forwardedIp(), other), 'ForwardedIpConflict');
    const lenient = RateKey.asnOfForwardedIp({ fallback: RateKeyFallback.NO_MATCH });
    expectRefusal(() => custom(RateKey.forwardedIp(), lenient), 'ForwardedIpConflict');
  });

  it('take the ASN from the same address', () => {
    expectRefusal(() => custom(RateKey.asn(), RateKey.forwardedIp()), 'AsnOfWhichAddress');
  });
});
