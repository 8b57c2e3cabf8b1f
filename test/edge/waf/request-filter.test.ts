import { Token } from 'aws-cdk-lib';
import { RateRule } from '../../../lib/edge/rate-rule';
import { narrowsHost, requestFilter, scopeDown } from '../../../lib/edge/waf/request-filter';
import { expectRefusal } from '../../support/refusal';
import { statementOf, webAcl } from './web-acl';

interface Match {
  readonly RegexString: string;
}
interface Scope {
  readonly RegexMatchStatement: Match;
  readonly OrStatement: { readonly Statements: Scope[] };
  readonly AndStatement: { readonly Statements: Scope[] };
}
const perIp = (props: Partial<Parameters<typeof RateRule.perIp>[0]> = {}): RateRule =>
  RateRule.perIp({ name: 'per-ip', limit: 2000, ...props });
const scopeOf = (rule: RateRule, hostnames?: string[]): Scope =>
  statementOf(rule, { hostnames }).ScopeDownStatement as Scope;
const hostPattern = (hostname: string): RegExp =>
  new RegExp(scopeOf(perIp(), [hostname]).RegexMatchStatement.RegexString);

describe('the hosts of a rate rule', () => {
  it('are compared in lower case', () => {
    expect(scopeOf(perIp(), ['t.example.com'])).toEqual({
      RegexMatchStatement: {
        FieldToMatch: { SingleHeader: { Name: 'host' } },
        RegexString: '^t\\.example\\.com\\.?(:[0-9]+)?$',
        TextTransformations: [{ Priority: 0, Type: 'LOWERCASE' }],
      },
    });
  });

  it.each(['t.example.com', 't.example.com:443', 't.example.com.', 't.example.com.:443'])('include %s', (host) => {
    expect(hostPattern('t.example.com').test(host)).toBe(true);
  });

  it.each([
    'tt.example.com',
    'x.t.example.com',
    'txexample.com',
    't.example.com.evil.test',
    't.example.com:x',
    't.example.co',
  ])('exclude %s', (host) => {
    expect(hostPattern('t.example.com').test(host)).toBe(false);
  });

  it.each(['a.example.com', 'a.b.example.com', 'a.example.com:8443'])('include %s under a wildcard', (host) => {
    expect(hostPattern('*.example.com').test(host)).toBe(true);
  });

  it.each(['example.com', 'notexample.com', 'a.example.com.evil.test'])('exclude %s under a wildcard', (host) => {
    expect(hostPattern('*.example.com').test(host)).toBe(false);
  });

  it('are any of several, each once and in an order of their own', () => {
    const statement = scopeOf(perIp(), ['b.example.com', 'a.example.com', 'b.example.com']);
    const patterns = statement.OrStatement.Statements.map((one) => one.RegexMatchStatement.RegexString);
    expect(patterns).toEqual(['^a\\.example\\.com\\.?(:[0-9]+)?$', '^b\\.example\\.com\\.?(:[0-9]+)?$']);
  });

  it('are refused when they are none, unknown, or too long for a pattern', () => {
    expectRefusal(() => webAcl().addRateRule(perIp(), { hostnames: ['T.example.com'] }), 'HostnameInvalid');
    expectRefusal(
      () => webAcl().addRateRule(perIp(), { hostnames: [Token.asString({ Ref: 'Host' })] }),
      'MustBeKnownAtSynth',
    );
    const long = [1, 2, 3, 4].map(() => 'x'.repeat(50)).join('.');
    expectRefusal(() => webAcl().addRateRule(perIp(), { hostnames: [long] }), 'HostnameTooLongForWaf');
  });
});

describe('the requests of a rate rule', () => {
  it('are all of the load balancer where nothing narrows them', () => {
    expect(scopeOf(perIp())).toBeUndefined();
    expect(scopeOf(perIp({ paths: ['/', '/t/'], methods: [] }))).toBeUndefined();
  });

  it('are those whose path, decoded and normalized, begins so', () => {
    expect(scopeOf(perIp({ paths: ['/t/'] }))).toEqual({
      ByteMatchStatement: {
        FieldToMatch: { UriPath: {} },
        PositionalConstraint: 'STARTS_WITH',
        SearchString: '/t/',
        TextTransformations: [
          { Priority: 0, Type: 'URL_DECODE' },
          { Priority: 1, Type: 'NORMALIZE_PATH' },
        ],
      },
    });
  });

  it('are those with a method', () => {
    expect(scopeOf(perIp({ methods: ['POST'] }))).toEqual({
      ByteMatchStatement: {
        FieldToMatch: { Method: {} },
        PositionalConstraint: 'EXACTLY',
        SearchString: 'POST',
        TextTransformations: [{ Priority: 0, Type: 'NONE' }],
      },
    });
  });

  it('are those without a session cookie', () => {
    expect(scopeOf(perIp({ withoutCookie: '_session' }))).toEqual({
      NotStatement: {
        Statement: {
          ByteMatchStatement: {
            FieldToMatch: {
              Cookies: {
                MatchPattern: { IncludedCookies: ['_session'] },
                MatchScope: 'KEY',
                OversizeHandling: 'CONTINUE',
              },
            },
            PositionalConstraint: 'EXACTLY',
            SearchString: '_session',
            TextTransformations: [{ Priority: 0, Type: 'NONE' }],
          },
        },
      },
    });
  });

  it('are those for which everything holds', () => {
    const rule = perIp({ paths: ['/o/', '/t/'], methods: ['GET', 'HEAD'], withoutCookie: '_session' });
    const parts = scopeOf(rule, ['t.example.com']).AndStatement.Statements;
    expect(parts.map((part) => Object.keys(part)[0])).toEqual([
      'RegexMatchStatement',
      'OrStatement',
      'OrStatement',
      'NotStatement',
    ]);
    expect(parts[1]?.OrStatement.Statements).toHaveLength(2);
  });

  it('do not depend on the order of paths and methods', () => {
    const filter = (paths: string[], methods: string[]): unknown =>
      scopeDown('rule', requestFilter('rule', { paths, methods }), []);
    expect(filter(['/t/', '/o/'], ['HEAD', 'GET'])).toEqual(filter(['/o/', '/t/', '/o/'], ['GET', 'HEAD']));
  });

  it.each([
    [{ paths: ['/t/'] }, true],
    [{ methods: ['GET'] }, true],
    [{ withoutCookie: '_session' }, true],
    [{ paths: ['/'] }, false],
    [{}, false],
  ])('narrowed by %j are fewer than the host has: %p', (given, narrows) => {
    expect(narrowsHost(requestFilter('rule', given))).toBe(narrows);
  });
});
