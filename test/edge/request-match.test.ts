import { Token } from 'aws-cdk-lib';
import { RateKeyFallback } from '../../lib/edge/rate-key';
import { RateRule } from '../../lib/edge/rate-rule';
import { RequestMatch } from '../../lib/edge/request-match';
import { ForwardedPosition, StringMatch } from '../../lib/edge/request-match-props';
import { TextTransformation } from '../../lib/edge/text-transformation';
import type { Json } from '../support/waf-request';
import { documentedWcu } from './waf/documented-wcu';
import { statementOf } from './waf/web-acl';

const IP_SET = 'arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/partners/11111111-2222-3333-4444-555555555555';
const scopeOf = (scopeDown: RequestMatch): Json =>
  statementOf(RateRule.perIp({ name: 'a', limit: 100, scopeDown })).ScopeDownStatement as Json;
const NONE = [{ Priority: 0, Type: 'NONE' }];
const AS_READ = [
  { Priority: 0, Type: 'URL_DECODE' },
  { Priority: 1, Type: 'NORMALIZE_PATH' },
];

describe('RequestMatch', () => {
  it.each<[string, RequestMatch, number, unknown]>([
    [
      'an exact path',
      RequestMatch.pathExact('/login'),
      22,
      {
        ByteMatchStatement: {
          FieldToMatch: { UriPath: {} },
          PositionalConstraint: 'EXACTLY',
          SearchString: '/login',
          TextTransformations: AS_READ,
        },
      },
    ],
    [
      'a path by its beginning',
      RequestMatch.pathPrefix('/t/'),
      22,
      {
        ByteMatchStatement: {
          FieldToMatch: { UriPath: {} },
          PositionalConstraint: 'STARTS_WITH',
          SearchString: '/t/',
          TextTransformations: AS_READ,
        },
      },
    ],
    [
      'a path by a pattern',
      RequestMatch.pathRegex('^/t/[0-9a-f]+$'),
      23,
      {
        RegexMatchStatement: {
          FieldToMatch: { UriPath: {} },
          RegexString: '^/t/[0-9a-f]+$',
          TextTransformations: AS_READ,
        },
      },
    ],
    [
      'a method',
      RequestMatch.method('GET'),
      2,
      {
        ByteMatchStatement: {
          FieldToMatch: { Method: {} },
          PositionalConstraint: 'EXACTLY',
          SearchString: 'GET',
          TextTransformations: NONE,
        },
      },
    ],
    [
      'a header',
      RequestMatch.header('User-Agent', 'Mozilla/', { match: StringMatch.STARTS_WITH }),
      2,
      {
        ByteMatchStatement: {
          FieldToMatch: { SingleHeader: { Name: 'user-agent' } },
          PositionalConstraint: 'STARTS_WITH',
          SearchString: 'Mozilla/',
          TextTransformations: NONE,
        },
      },
    ],
    [
      'a pattern in a header',
      RequestMatch.headerRegex('Accept', 'text/html', { transformations: [TextTransformation.LOWERCASE] }),
      13,
      {
        RegexMatchStatement: {
          FieldToMatch: { SingleHeader: { Name: 'accept' } },
          RegexString: 'text/html',
          TextTransformations: [{ Priority: 0, Type: 'LOWERCASE' }],
        },
      },
    ],
    [
      'a label',
      RequestMatch.label('awswaf:managed:aws:bot-control:bot:verified'),
      1,
      { LabelMatchStatement: { Scope: 'LABEL', Key: 'awswaf:managed:aws:bot-control:bot:verified' } },
    ],
    [
      'a namespace of labels',
      RequestMatch.labelNamespace('awswaf:managed:aws:bot-control:'),
      1,
      { LabelMatchStatement: { Scope: 'NAMESPACE', Key: 'awswaf:managed:aws:bot-control:' } },
    ],
    ['countries', RequestMatch.country(['FR', 'DE', 'FR']), 1, { GeoMatchStatement: { CountryCodes: ['DE', 'FR'] } }],
    [
      'countries of forwarded addresses',
      RequestMatch.country(['DE'], { header: 'X-Real-IP' }),
      1,
      {
        GeoMatchStatement: {
          CountryCodes: ['DE'],
          ForwardedIPConfig: { HeaderName: 'X-Real-IP', FallbackBehavior: 'MATCH' },
        },
      },
    ],
    ['networks', RequestMatch.asn([64_500, 0]), 1, { AsnMatchStatement: { AsnList: [0, 64_500] } }],
    ['an IP set', RequestMatch.ipSet(IP_SET), 1, { IPSetReferenceStatement: { Arn: IP_SET } }],
    [
      'an IP set, anywhere in a header',
      RequestMatch.ipSet(IP_SET, { position: ForwardedPosition.ANY }),
      5,
      {
        IPSetReferenceStatement: {
          Arn: IP_SET,
          IPSetForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'NO_MATCH', Position: 'ANY' },
        },
      },
    ],
    [
      'an IP set, first in a header',
      RequestMatch.ipSet(IP_SET, { header: 'X-Real-IP', fallback: RateKeyFallback.MATCH }),
      1,
      {
        IPSetReferenceStatement: {
          Arn: IP_SET,
          IPSetForwardedIPConfig: { HeaderName: 'X-Real-IP', FallbackBehavior: 'MATCH', Position: 'FIRST' },
        },
      },
    ],
  ])('of %s', (_, match, capacity, expected) => {
    expect(scopeOf(match)).toEqual(expected);
    expect(match.capacity).toBe(capacity);
    expect(documentedWcu(scopeOf(match))).toBe(capacity);
  });

  it('of hosts takes a port and a trailing dot, each host once', () => {
    const match = RequestMatch.host('b.example.com', '*.example.com', 'b.example.com');
    expect(scopeOf(match)).toMatchObject({
      OrStatement: {
        Statements: [
          { RegexMatchStatement: { RegexString: '\\.example\\.com\\.?(:[0-9]+)?$' } },
          { RegexMatchStatement: { RegexString: '^b\\.example\\.com\\.?(:[0-9]+)?$' } },
        ],
      },
    });
    expect(match.capacity).toBe(26);
  });

  it('of a cookie looks for its name', () => {
    expect(scopeOf(RequestMatch.cookie('sid'))).toMatchObject({
      ByteMatchStatement: { FieldToMatch: { Cookies: { MatchPattern: { IncludedCookies: ['sid'] } } } },
    });
  });

  it('is put together with and, or and not, to any depth', () => {
    const match = RequestMatch.all(
      RequestMatch.any(RequestMatch.pathPrefix('/t/'), RequestMatch.pathPrefix('/o/')),
      RequestMatch.not(RequestMatch.all(RequestMatch.country(['DE']), RequestMatch.asn([64_500]))),
    );
    const scope = scopeOf(match);
    expect(scope.AndStatement.Statements[0].OrStatement.Statements).toHaveLength(2);
    expect(scope.AndStatement.Statements[1].NotStatement.Statement.AndStatement.Statements).toHaveLength(2);
    expect(match.capacity).toBe(46);
    expect(documentedWcu(scope)).toBe(46);
  });

  it('of one part is that part, as AWS WAF wants two in an AND', () => {
    expect(scopeOf(RequestMatch.all(RequestMatch.asn([1])))).toEqual({ AsnMatchStatement: { AsnList: [1] } });
    expect(scopeOf(RequestMatch.any(RequestMatch.asn([1])))).toEqual({ AsnMatchStatement: { AsnList: [1] } });
  });

  it('joins what else narrows a rule', () => {
    const rule = RateRule.perIp({ name: 'a', limit: 100, paths: ['/t/'], scopeDown: RequestMatch.asn([1]) });
    const scope = statementOf(rule, { hostnames: ['t.example.com'] }).ScopeDownStatement as Json;
    expect(scope.AndStatement.Statements.map((one: object) => Object.keys(one)[0])).toEqual([
      'RegexMatchStatement',
      'ByteMatchStatement',
      'AsnMatchStatement',
    ]);
  });

  it('lets a ceiling do without paths', () => {
    const rule = RateRule.ceiling({ name: 'a', limit: 100, scopeDown: RequestMatch.method('POST') });
    expect(statementOf(rule).AggregateKeyType).toBe('CONSTANT');
  });

  it('may name an IP set that CloudFormation makes', () => {
    expect(() => RequestMatch.ipSet(Token.asString({ 'Fn::GetAtt': ['Set', 'Arn'] }))).not.toThrow();
  });
});
