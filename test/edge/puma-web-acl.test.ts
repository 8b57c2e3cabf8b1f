import { App, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import { OnSourceDdosProtection } from '../../lib/edge/puma-web-acl-props';
import { RateKey } from '../../lib/edge/rate-key';
import { RateRule, RateRuleMode } from '../../lib/edge/rate-rule';
import { WebAclLogs } from '../../lib/edge/web-acl-logs';
import { WAF } from '../../lib/model/waf';
import { expectRefusal } from '../support/refusal';
import { documentedTotal } from './waf/documented-wcu';
import { propertiesOf, rulesOf, templateOf, webAcl } from './waf/web-acl';

const LOAD_BALANCER = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/edge/0123456789abcdef';
const IMPORTED = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shared/11111111-2222-3333-4444-555555555555';
const perIp = (name: string): RateRule => RateRule.perIp({ name, limit: 2000 });
const warnings = (acl: PumaWebAcl): string[] =>
  Annotations.fromStack(Stack.of(acl))
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => entry.data as string);

describe('PumaWebAcl', () => {
  it('lets everything through that no rule blocks, regionally, with metrics and samples', () => {
    expect(propertiesOf(webAcl())).toMatchObject({
      Scope: 'REGIONAL',
      DefaultAction: { Allow: {} },
      Rules: [],
      OnSourceDDoSProtectionConfig: { ALBLowReputationMode: 'ACTIVE_UNDER_DDOS' },
      VisibilityConfig: { CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true },
    });
    expect(propertiesOf(webAcl()).CustomResponseBodies).toBeUndefined();
  });

  it('takes a name, a metric name and a stricter DDoS protection', () => {
    const acl = webAcl({
      webAclName: 'edge',
      metricName: 'edge-acl',
      onSourceDdosProtection: OnSourceDdosProtection.ALWAYS_ON,
    });
    expect(propertiesOf(acl)).toMatchObject({
      Name: 'edge',
      OnSourceDDoSProtectionConfig: { ALBLowReputationMode: 'ALWAYS_ON' },
      VisibilityConfig: { MetricName: 'edge-acl' },
    });
    expect(acl.webAclName).toBe('edge');
  });

  it('reads the name that CloudFormation gave from its reference', () => {
    const acl = webAcl();
    expect(Stack.of(acl).resolve(acl.webAclName)).toEqual({
      'Fn::Select': [0, { 'Fn::Split': ['|', { Ref: 'AclD68BE482' }] }],
    });
  });

  it('makes its metric name of its path', () => {
    expect(webAcl().metricName).toMatch(/^Stack-Acl-[0-9A-F]{8}$/);
  });

  it('protects a load balancer', () => {
    const acl = webAcl();
    acl.associate('Association', LOAD_BALANCER);
    templateOf(acl).hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: LOAD_BALANCER,
      WebACLArn: { 'Fn::GetAtt': ['AclD68BE482', 'Arn'] },
    });
  });

  it('orders rules by what they count, then by name, whatever order they came in', () => {
    const acl = webAcl({ rateRules: [perIp('b-ip'), RateRule.perForwardedIp({ name: 'a-ip', limit: 100 })] });
    const paths = ['/t/'];
    acl.addRateRule(RateRule.custom({ name: 'own', limit: 100, keys: [RateKey.header('x-api-key')] }));
    acl.addRateRule(RateRule.perJa4({ name: 'tool', limit: 100, paths }));
    acl.addRateRule(RateRule.perAsn({ name: 'isp', limit: 100, paths }));
    acl.addRateRule(RateRule.ceiling({ name: 'hot', limit: 100, paths }));
    expect(rulesOf(acl).map(({ Name, Priority }) => [Name, Priority])).toEqual([
      ['isp', 200],
      ['tool', 300],
      ['own', 400],
      ['a-ip', 500],
      ['b-ip', 501],
      ['hot', 600],
    ]);
    expect(acl.rateRuleMetricNames()).toEqual(['isp', 'tool', 'own', 'a-ip', 'b-ip', 'hot']);
  });

  it('renders the same rules in whatever order services add them, each priority once', () => {
    const make: ((name: string) => RateRule)[] = [
      perIp,
      (name) => RateRule.perAsn({ name, limit: 100, paths: ['/t/'] }),
      (name) => RateRule.ceiling({ name, limit: 100, paths: ['/t/'] }),
    ];
    const names = ['a', 'b', 'B', 'c-1', 'c_1', 'd', 'e', 'f', 'g', 'h'];
    const render = (order: string[]): unknown => {
      const acl = webAcl({ logs: WebAclLogs.none('a test of order') });
      order.forEach((name) =>
        acl.addRateRule(make[names.indexOf(name) % make.length](name), { namePrefix: 'service' }),
      );
      const rules = rulesOf(acl);
      expect(new Set(rules.map(({ Priority }) => Priority)).size).toBe(rules.length);
      return rules;
    };
    const sorted = render(names);
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (order) =>
        expect(render(order)).toEqual(sorted),
      ),
      { numRuns: 20 },
    );
  });

  it('puts one rule on several components, under their names', () => {
    const acl = webAcl();
    const rule = perIp('per-ip');
    acl.addRateRule(rule, { hostnames: ['api.example.com'], namePrefix: 'email-api' });
    acl.addRateRule(rule, { hostnames: ['t.example.com'], namePrefix: 'email-tracking' });
    expect(acl.rateRuleMetricNames()).toEqual(['email-api-per-ip', 'email-tracking-per-ip']);
  });

  it('shows what its rules counted and blocked', () => {
    const acl = webAcl({ rateRules: [perIp('per-ip')] });
    const { metricName } = acl;
    expect(acl.metricBlockedRequests('per-ip')).toMatchObject({
      namespace: 'AWS/WAFV2',
      metricName: 'BlockedRequests',
      statistic: 'Sum',
      dimensions: { WebACL: metricName, Rule: 'per-ip', Region: Stack.of(acl).region },
    });
    expect(acl.metricCountedRequests()).toMatchObject({ metricName: 'CountedRequests', dimensions: { Rule: 'ALL' } });
    expect(acl.metricCountedRequests('per-ip', { label: 'per address' }).label).toBe('per address');
    expect(acl.metricBlockedRequests().period.toSeconds()).toBe(60);
  });
});

describe('the quotas of a web ACL', () => {
  it('hold ten rate rules', () => {
    const acl = webAcl();
    for (let i = 0; i < 10; i += 1) acl.addRateRule(perIp(`rule-${i}`));
    const refusal = expectRefusal(() => acl.addRateRule(perIp('rule-10')), 'TooManyRateRules');
    expect(refusal.message).toContain('10 rules + 1 = 11');
    expect(rulesOf(acl)).toHaveLength(10);
  });

  it('hold each name once', () => {
    const acl = webAcl({ rateRules: [perIp('per-ip')] });
    expectRefusal(() => acl.addRateRule(perIp('per-ip')), 'RateRuleNameTaken');
    expectRefusal(() => webAcl({ rateRules: [perIp('a-b'), perIp('a-b')] }), 'RateRuleNameTaken');
  });

  it('hold 5,000 capacity units', () => {
    const acl = webAcl();
    const paths = (count: number): string[] => Array.from({ length: count }, (_, i) => `/p${i}/`);
    acl.addRateRule(RateRule.perIp({ name: 'wide', limit: 100, paths: paths(226) }));
    expect(acl.capacity()).toBe(2 + 226 * 22);
    const refusal = expectRefusal(
      () => acl.addRateRule(RateRule.perIp({ name: 'more', limit: 100, paths: paths(2) })),
      'WebAclCapacityExceeded',
    );
    expect(refusal.message).toContain('wide 4974 + more 46 = 5020 WCU');
    expect(refusal.message).toContain('2 for the rate-based statement + 44 for its scope-down statement');
    expect(acl.capacity()).toBe(4974);
    expect(documentedTotal(rulesOf(acl))).toBe(4974);
  });

  it('cost more beyond 1,500 units: a warning with the sum', () => {
    const acl = webAcl();
    const keys = (): RateKey[] => ['a', 'b', 'c', 'd', 'e'].map((name) => RateKey.header(name));
    for (let i = 0; i < 9; i += 1) acl.addRateRule(RateRule.custom({ name: `own-${i}`, limit: 100, keys: keys() }));
    expect(acl.capacity()).toBe(1368);
    expect(warnings(acl)).toEqual([]);

    const over = webAcl();
    for (let i = 0; i < 10; i += 1)
      over.addRateRule(RateRule.custom({ name: `own-${i}`, limit: 100, keys: keys() }), {
        hostnames: ['a.example.com'],
      });
    expect(over.capacity()).toBeGreaterThan(WAF.capacityInBasicPrice);
    expect(warnings(over)).toEqual([
      expect.stringMatching(/own-0 165 \+ .* = 1650 WCU.*cdk-puma-eks:webAclCapacityOverBasicPrice/s),
    ]);
  });

  it('hold the names that AWS WAF takes', () => {
    expectRefusal(() => webAcl({ webAclName: 'my acl' }), 'WafNameInvalid');
    expectRefusal(() => webAcl({ metricName: 'ALL' }), 'WafNameInvalid');
    expectRefusal(() => webAcl({ metricName: Token.asString({ Ref: 'Name' }) }), 'MustBeKnownAtSynth');
  });
});

describe('rules that hit strangers', () => {
  it.each([
    ['asnRuleWithoutScopeDown', RateRule.perAsn({ name: 'isp', limit: 100 })],
    ['asnRuleWithoutScopeDown', RateRule.perAsn({ name: 'isp', limit: 100, joinJa4: false, paths: ['/'] })],
    ['fingerprintRuleWithoutScopeDown', RateRule.perJa4({ name: 'tool', limit: 100 })],
    ['fingerprintRuleWithoutScopeDown', RateRule.custom({ name: 'tool', limit: 100, keys: [RateKey.ja3()] })],
    ['ceilingOnWholeHost', RateRule.ceiling({ name: 'hot', limit: 100, paths: ['/'] })],
  ])('are warned of: %s', (id, rule) => {
    const acl = webAcl();
    acl.addRateRule(rule, { hostnames: ['t.example.com'] });
    expect(warnings(acl)).toEqual([expect.stringContaining(`cdk-puma-eks:${id}`)]);
  });

  it.each([
    RateRule.perAsn({ name: 'isp', limit: 100, paths: ['/t/'] }),
    RateRule.perAsn({ name: 'isp', limit: 100, methods: ['POST'] }),
    RateRule.perAsn({ name: 'isp', limit: 100, withoutCookie: '_session' }),
    RateRule.perJa4({ name: 'tool', limit: 100, paths: ['/t/'] }),
    RateRule.custom({ name: 'own', limit: 100, keys: [RateKey.asn(), RateKey.cookie('sid')] }),
    RateRule.perIp({ name: 'per-ip', limit: 100, mode: RateRuleMode.BLOCK }),
  ])('are not, when they are narrowed', (rule) => {
    const acl = webAcl({ rateRules: [rule] });
    expect(warnings(acl)).toEqual([]);
  });
});

describe('an imported web ACL', () => {
  it('protects a load balancer', () => {
    const stack = new Stack(new App(), 'Stack');
    const acl = PumaWebAcl.fromWebAclArn(stack, 'Shared', IMPORTED);
    const association = acl.associate('Association', LOAD_BALANCER);
    expect(acl.webAclArn).toBe(IMPORTED);
    expect(association.webAclArn).toBe(IMPORTED);
  });

  it('takes no notice of paths, as its rules are not ours to check', () => {
    const acl = PumaWebAcl.fromWebAclArn(new Stack(), 'Shared', IMPORTED);
    expect(() => acl.addProgramPaths({ paths: ['/t/'] })).not.toThrow();
  });

  it('takes no rate rules', () => {
    const acl = PumaWebAcl.fromWebAclArn(new Stack(), 'Shared', IMPORTED);
    expectRefusal(() => acl.addRateRule(perIp('per-ip')), 'RateRuleOnImportedWebAcl');
  });

  it.each([
    'arn:aws:wafv2:us-east-1:111122223333:global/webacl/cdn/11111111-2222-3333-4444-555555555555',
    'arn:aws:wafv2:eu-west-1:111122223333:regional/rulegroup/x/11111111-2222-3333-4444-555555555555',
    'shared',
  ])('is a regional one, not %s', (arn) => {
    const refusal = expectRefusal(() => PumaWebAcl.fromWebAclArn(new Stack(), 'Shared', arn), 'WebAclArnInvalid');
    expect(refusal.refusal.given).toBe(arn);
  });

  it('may be known only when it is deployed', () => {
    expect(() => PumaWebAcl.fromWebAclArn(new Stack(), 'Shared', Token.asString({ Ref: 'Arn' }))).not.toThrow();
  });
});
