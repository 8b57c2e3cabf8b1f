import { brief, problemsOf, small } from './configuration';

/** What constructs refuse has its place in the file, under the file's own names: here of rate rules, blast protection and the web ACL. */
describe('a refusal is reported where its value stands', () => {
  test.each([
    [
      'a limit',
      withRules('perIp: { name: a, limit: 9 }'),
      ['25:36 service.components[0].rateRules[0].perIp.limit RateLimitInvalid'],
    ],
    [
      'a window',
      withRules('perAsn: { name: a, limit: 90, windowSeconds: 90 }'),
      ['25:56 service.components[0].rateRules[0].perAsn.windowSeconds RateWindowInvalid'],
    ],
    [
      'a ceiling',
      withRules('ceiling: { name: a, limit: 90, paths: [] }'),
      ['25:49 service.components[0].rateRules[0].ceiling.paths CeilingWithoutPath'],
    ],
    [
      'a method',
      withRules('perIp: { name: a, limit: 90, methods: [GET, get] }'),
      ['25:55 service.components[0].rateRules[0].perIp.methods[1]'],
    ],
    [
      'a body',
      withRules("perIp: { name: a, limit: 90, body: { json: '{' } }"),
      ['25:54 service.components[0].rateRules[0].perIp.body.json BlockedBodyNotJson'],
    ],
    [
      'a key twice',
      withRules('custom: { name: a, limit: 90, keys: [ip, ip] }'),
      ['25:47 service.components[0].rateRules[0].custom.keys'],
    ],
    [
      'a header',
      withRules("custom: { name: a, limit: 90, keys: [ip, { header: { name: 'a b' } }] }"),
      ['25:70 service.components[0].rateRules[0].custom.keys[1].header.name'],
    ],
    [
      'a scope-down',
      withRules("perIp: { name: a, limit: 90, scopeDown: { all: [{ method: [GET] }, { not: { pathRegex: '(' } }] } }"),
      ['25:98 service.components[0].rateRules[0].perIp.scopeDown.all[1].not.pathRegex MatchPatternInvalid'],
    ],
    [
      'a challenge',
      withRules('perIp: { name: a, limit: 90, mode: CHALLENGE, methods: [POST] }'),
      ['25:66 service.components[0].rateRules[0].perIp.methods ChallengeNeedsGet'],
    ],
    [
      "a blast protection's limit",
      small(
        'port: 9292',
        'port: 9292\n      blastProtection: { forLinkScanners: { paths: [/t/], network: { limit: 9 } } }',
      ),
      ['24:77 service.components[0].blastProtection.forLinkScanners.network.limit BlastLimitInvalid'],
    ],
    [
      "a blast protection's paths",
      small('port: 9292', 'port: 9292\n      blastProtection: { forLinkScanners: { paths: [/t/, t] } }'),
      ['24:58 service.components[0].blastProtection.forLinkScanners.paths[1] RateRulePathInvalid'],
    ],
    [
      "a blast protection's window",
      small(
        'port: 9292',
        'port: 9292\n      blastProtection: { forLinkScanners: { paths: [/t/], windowSeconds: 30 } }',
      ),
      ['24:74 service.components[0].blastProtection.forLinkScanners.windowSeconds BlastWindowInvalid'],
    ],
    [
      'paths for programs',
      small('port: 9292', 'port: 9292\n      programPaths: [api]'),
      ['24:22 service.components[0].programPaths[0] RateRulePathInvalid'],
    ],
    [
      'a managed group',
      small('service:', '  webAcl: { managedRules: [{ ipReputation: { version: Version_1.0 } }] }\nservice:'),
      ['17:55 edge.webAcl.managedRules[0].ipReputation.version ManagedRulesVersionInvalid'],
    ],
    [
      'a secret header',
      small('service:', "  webAcl: { secretHeaders: ['a b'] }\nservice:"),
      ['17:29 edge.webAcl.secretHeaders[0] WafFieldNameInvalid'],
    ],
    [
      'a log of a web ACL',
      small('service:', '  webAcl: { logs: { newBucket: { retentionDays: 0 } } }\nservice:'),
      ['17:49 edge.webAcl.logs.newBucket.retentionDays LogRetentionInvalid'],
    ],
    [
      'a rule twice',
      withRules('perIp: { name: a, limit: 90 }', 'perJa4: { name: a, limit: 90 }'),
      ['service.components[0].rateRules['],
    ],
    [
      'an 11th rule',
      withRules(...Array.from({ length: 11 }, (_, i) => `perIp: { name: r${i}, limit: 90 }`)),
      ['service.components[0].rateRules'],
    ],
  ])('%s', (_, text, [expected]) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(brief(problems[0])).toContain(expected);
  });
});

function withRules(...rules: string[]): string {
  return small('port: 9292', `port: 9292\n      rateRules:\n${rules.map((rule) => `        - ${rule}\n`).join('')}`);
}
