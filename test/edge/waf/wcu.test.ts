import fc from 'fast-check';
import { ManagedRules } from '../../../lib/edge/managed-rules';
import { RateKey } from '../../../lib/edge/rate-key';
import { RateRule } from '../../../lib/edge/rate-rule';
import { RequestMatch } from '../../../lib/edge/request-match';
import { ForwardedPosition, StringMatch } from '../../../lib/edge/request-match-props';
import { TextTransformation } from '../../../lib/edge/text-transformation';
import type { Statement } from '../../../lib/edge/waf/statement';
import { wcuOf } from '../../../lib/edge/waf/wcu';
import { WebAclLogs } from '../../../lib/edge/web-acl-logs';
import type { PumaEksError } from '../../../lib/model/errors';
import { rateRuleCapacity } from '../../../lib/model/waf';
import { WEB_ACLS } from '../../support/web-acl-matrix';
import { documentedTotal, documentedWcu } from './documented-wcu';
import { rulesOf, webAcl } from './web-acl';

const IP_SET = 'arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/a/11111111-2222-3333-4444-555555555555';
const HOST = { part: 'header', name: 'host' } as const;

describe('capacity units', () => {
  it("add up to what AWS's own example says", () => {
    // awscli/examples/wafv2/check-capacity.rst: AND of an exact, lower-cased host and a country, and a per-IP rule: 15.
    const host: Statement = {
      kind: 'bytes',
      field: HOST,
      position: 'EXACTLY',
      text: 'example.com',
      transformations: [TextTransformation.LOWERCASE],
    };
    const country = 1;
    expect(wcuOf(host) + country + rateRuleCapacity(0, 0).units).toBe(15);
    expect(
      documentedTotal([
        {
          Statement: {
            AndStatement: {
              Statements: [
                {
                  ByteMatchStatement: {
                    SearchString: 'example.com',
                    FieldToMatch: { SingleHeader: { Name: 'host' } },
                    TextTransformations: [{ Priority: 0, Type: 'LOWERCASE' }],
                    PositionalConstraint: 'EXACTLY',
                  },
                },
                { GeoMatchStatement: { CountryCodes: ['US', 'IN'] } },
              ],
            },
          },
        },
        { Statement: { RateBasedStatement: { Limit: 1000, AggregateKeyType: 'IP' } } },
      ]),
    ).toBe(15);
  });

  it.each([
    ['EXACTLY', 2],
    ['STARTS_WITH', 2],
    ['ENDS_WITH', 2],
    ['CONTAINS', 10],
    ['CONTAINS_WORD', 10],
  ] as const)('of a string match that %s are %i, and 10 for each transformation', (position, base) => {
    const match = (transformations: TextTransformation[]): Statement => ({
      kind: 'bytes',
      field: HOST,
      position,
      text: 'a',
      transformations,
    });
    expect(wcuOf(match([]))).toBe(base);
    expect(wcuOf(match([TextTransformation.LOWERCASE, TextTransformation.URL_DECODE]))).toBe(base + 20);
  });

  it('of a missing scope-down are none', () => {
    expect(wcuOf(undefined)).toBe(0);
  });

  it('equal a second computation from the template, for whatever rules', () => {
    const keys = [
      () => RateKey.ip(),
      () => RateKey.asn(),
      () => RateKey.ja3(),
      () => RateKey.ja4(),
      () => RateKey.queryArgument('campaign'),
      () => RateKey.queryString({ transformations: [TextTransformation.URL_DECODE] }),
      () => RateKey.labelNamespace('awswaf:clientip:geo:region:'),
      () => RateKey.header('x-api-key', { transformations: [TextTransformation.LOWERCASE] }),
      () => RateKey.cookie('sid'),
      () => RateKey.uriPath({ transformations: [TextTransformation.URL_DECODE] }),
      () => RateKey.httpMethod(),
    ];
    const leaf = fc.constantFrom(
      RequestMatch.host('t.example.com', '*.example.org'),
      RequestMatch.pathExact('/login'),
      RequestMatch.pathPrefix('/t/'),
      RequestMatch.pathRegex('^/t/[0-9]+$'),
      RequestMatch.method('GET', 'HEAD'),
      RequestMatch.header('accept', 'text/html', { match: StringMatch.CONTAINS }),
      RequestMatch.header('user-agent', 'curl/', { match: StringMatch.STARTS_WITH }),
      RequestMatch.headerRegex('accept', 'html', { transformations: [TextTransformation.LOWERCASE] }),
      RequestMatch.cookie('sid'),
      RequestMatch.label('a:b'),
      RequestMatch.labelNamespace('a:'),
      RequestMatch.country(['DE', 'FR']),
      RequestMatch.asn([64_500], {}),
      RequestMatch.ipSet(IP_SET),
      RequestMatch.ipSet(IP_SET, { position: ForwardedPosition.ANY }),
      RequestMatch.ipSet(IP_SET, { position: ForwardedPosition.LAST }),
    );
    const { match } = fc.letrec<{ match: RequestMatch }>((tie) => ({
      match: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.array(tie('match'), { minLength: 1, maxLength: 3 }).map((parts) => RequestMatch.all(...parts)),
        fc.array(tie('match'), { minLength: 1, maxLength: 3 }).map((parts) => RequestMatch.any(...parts)),
        tie('match').map((part) => RequestMatch.not(part)),
      ),
    }));
    const common = {
      scopeDown: fc.option(match, { nil: undefined }),
      limit: fc.integer({ min: 10, max: 2_000_000_000 }),
      windowSeconds: fc.constantFrom(60, 120, 300, 600),
      methods: fc.subarray(['GET', 'HEAD', 'POST']),
      withoutCookie: fc.constantFrom(undefined, '_session'),
    };
    const paths = fc.subarray(['/t/', '/o/', '/u/', '/']);
    const anyRule = fc.oneof(
      fc.record({ ...common, paths }).map((p) => (name: string) => RateRule.perIp({ name, ...p })),
      fc.record({ ...common, paths }).map((p) => (name: string) => RateRule.perForwardedIp({ name, ...p })),
      fc.record({ ...common, paths }).map((p) => (name: string) => RateRule.perJa4({ name, ...p })),
      fc
        .record({ ...common, paths, joinJa4: fc.boolean(), includeUnmapped: fc.boolean() })
        .map((p) => (name: string) => RateRule.perAsn({ name, ...p })),
      fc.record(common).map((p) => (name: string) => RateRule.ceiling({ name, ...p, paths: ['/t/'] })),
      fc
        .record({ ...common, paths, keys: fc.subarray(keys, { minLength: 2, maxLength: 5 }) })
        .map((p) => (name: string) => RateRule.custom({ name, ...p, keys: p.keys.map((key) => key()) })),
    );
    const groups = fc
      .tuple(
        fc.subarray([
          (scopeDown?: RequestMatch) => ManagedRules.antiDdos({ scopeDown }),
          (scopeDown?: RequestMatch) => ManagedRules.ipReputation({ scopeDown }),
          (scopeDown?: RequestMatch) => ManagedRules.anonymousIp({ scopeDown }),
          (scopeDown?: RequestMatch) => ManagedRules.knownBadInputs({ scopeDown }),
          (scopeDown?: RequestMatch) => ManagedRules.common({ scopeDown }),
          (scopeDown?: RequestMatch) => ManagedRules.botControl({ scopeDown }),
        ]),
        fc.option(match, { nil: undefined }),
      )
      .map(([made, scopeDown]) => made.map((make) => make(scopeDown)));
    const hostnames = fc.subarray(['t.example.com', 'www.example.com', '*.example.com']);

    fc.assert(
      fc.property(fc.array(fc.tuple(anyRule, hostnames), { maxLength: 10 }), groups, (rules, managedRules) => {
        const acl = webAcl({ logs: WebAclLogs.none('a test of capacity'), managedRules });
        const refused = rules.map(([rule, hosts], i) => {
          try {
            acl.addRateRule(rule(`rule-${i}`), { hostnames: hosts });
            return undefined;
          } catch (error) {
            return (error as PumaEksError).code;
          }
        });
        const codes = refused.filter((code) => code !== undefined);
        // More IP sets or units than a web ACL holds: what is refused is not in it.
        expect(['WebAclReferencesExceeded', 'WebAclCapacityExceeded']).toEqual(expect.arrayContaining(codes));
        expect(rulesOf(acl)).toHaveLength(rules.length - codes.length + managedRules.length);
        expect(acl.capacity()).toBe(documentedTotal(rulesOf(acl)));
      }),
      { numRuns: 60 },
    );
  });

  // Those that cfn-lint and AWS's API model are asked about; one names a group whose cost its user gives.
  it.each(Object.entries(WEB_ACLS).filter(([name]) => name !== 'Other'))('equal it for the web ACL %s', (_, props) => {
    const acl = webAcl(props);
    expect(acl.capacity()).toBe(documentedTotal(rulesOf(acl)));
  });

  it('of what the table does not know are an error', () => {
    expect(() => documentedWcu({ SqliMatchStatement: {} })).toThrow('no documented cost');
  });
});
