import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { ManagedRules } from '../../lib/edge/managed-rules';
import { BotControlLevel, ManagedRuleAction, ManagedRulesMode } from '../../lib/edge/managed-rules-props';
import type { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import { RateKey } from '../../lib/edge/rate-key';
import { RateRule } from '../../lib/edge/rate-rule';
import { RequestMatch } from '../../lib/edge/request-match';
import { expectRefusal } from '../support/refusal';
import type { Json } from '../support/waf-request';
import { documentedTotal } from './waf/documented-wcu';
import { rulesOf, webAcl } from './waf/web-acl';

const groupOf = (rules: ManagedRules): Json => rulesOf(webAcl({ managedRules: [rules] }))[0];
const statementOf = (rules: ManagedRules): Json => groupOf(rules).Statement.ManagedRuleGroupStatement;
const warnings = (acl: PumaWebAcl): string[] =>
  Annotations.fromStack(Stack.of(acl))
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => entry.data as string);

describe('ManagedRules', () => {
  it('only count until told to act', () => {
    expect(groupOf(ManagedRules.common())).toEqual({
      Name: 'AWSManagedRulesCommonRuleSet',
      Priority: 720,
      OverrideAction: { Count: {} },
      Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } },
      VisibilityConfig: {
        CloudWatchMetricsEnabled: true,
        MetricName: 'AWSManagedRulesCommonRuleSet',
        SampledRequestsEnabled: true,
      },
    });
    expect(groupOf(ManagedRules.common({ mode: ManagedRulesMode.ENFORCE })).OverrideAction).toEqual({ None: {} });
  });

  it('stay on a version, leave rules out, change others, and look at some requests alone', () => {
    const rules = ManagedRules.common({
      name: 'core',
      version: 'Version_1.10',
      excludedRules: ['SizeRestrictions_BODY'],
      ruleActions: { NoUserAgent_HEADER: ManagedRuleAction.CAPTCHA, CrossSiteScripting_BODY: ManagedRuleAction.BLOCK },
      scopeDown: RequestMatch.not(RequestMatch.pathPrefix('/upload/')),
    });
    expect(rules.name).toBe('core');
    expect(statementOf(rules)).toMatchObject({
      Version: 'Version_1.10',
      RuleActionOverrides: [
        { Name: 'CrossSiteScripting_BODY', ActionToUse: { Block: {} } },
        { Name: 'NoUserAgent_HEADER', ActionToUse: { Captcha: {} } },
        { Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } },
      ],
      ScopeDownStatement: { NotStatement: { Statement: { ByteMatchStatement: { SearchString: '/upload/' } } } },
    });
    expect(webAcl({ managedRules: [rules] }).capacity()).toBe(722);
  });

  it('go in an order that makes sense, whatever order they came in, around the rate rules', () => {
    const groups = [
      ManagedRules.botControl(),
      ManagedRules.common(),
      ManagedRules.knownBadInputs(),
      ManagedRules.anonymousIp(),
      ManagedRules.ipReputation(),
      ManagedRules.antiDdos(),
      ManagedRules.other({ groupName: 'AWSManagedRulesSQLiRuleSet', capacity: 200 }),
      ManagedRules.other({ groupName: 'Labels', vendorName: 'Vendor', capacity: 10, beforeRateRules: true }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(groups, { minLength: groups.length }), (managedRules) => {
        const acl = webAcl({ managedRules, rateRules: [RateRule.perIp({ name: 'per-ip', limit: 100 })] });
        expect(rulesOf(acl).map(({ Name, Priority }) => [Name, Priority])).toEqual([
          ['AWSManagedRulesAntiDDoSRuleSet', 10],
          ['AWSManagedRulesAmazonIpReputationList', 20],
          ['AWSManagedRulesAnonymousIpList', 30],
          ['Labels', 100],
          ['per-ip', 500],
          ['AWSManagedRulesKnownBadInputsRuleSet', 710],
          ['AWSManagedRulesCommonRuleSet', 720],
          ['AWSManagedRulesSQLiRuleSet', 740],
          ['AWSManagedRulesBotControlRuleSet', 790],
        ]);
      }),
      { numRuns: 10 },
    );
  });

  it('go before the rate rules where these read their labels, or synth says that they never will', () => {
    const verified = RequestMatch.label('awswaf:managed:aws:bot-control:bot:verified');
    const rateRules = [
      RateRule.perIp({ name: 'not-verified', limit: 100, scopeDown: RequestMatch.not(verified) }),
      RateRule.custom({
        name: 'by-suspicion',
        limit: 100,
        keys: [RateKey.labelNamespace('awswaf:managed:aws:anti-ddos:')],
      }),
    ];
    const late = webAcl({ managedRules: [ManagedRules.botControl(), ManagedRules.antiDdos()], rateRules });
    expect(warnings(late)).toEqual([
      expect.stringMatching(
        /rateRules\[not-verified\] reads labels of AWSManagedRulesBotControlRuleSet.*labelNeverThere/s,
      ),
    ]);
    const managedRules = [ManagedRules.botControl({ beforeRateRules: true }), ManagedRules.antiDdos()];
    const early = webAcl({ managedRules, rateRules });
    expect(warnings(early)).toEqual([]);
    expect(rulesOf(early).map(({ Priority }) => Priority)).toEqual([10, 60, 400, 500]);
    expect(warnings(webAcl({ rateRules }))).toHaveLength(2);
  });

  it('count into the capacity of the web ACL, as AWS documents', () => {
    const acl = webAcl({
      managedRules: [
        ManagedRules.antiDdos(),
        ManagedRules.ipReputation(),
        ManagedRules.anonymousIp(),
        ManagedRules.knownBadInputs(),
        ManagedRules.common(),
        ManagedRules.botControl(),
      ],
    });
    expect(acl.capacity()).toBe(1075);
    expect(documentedTotal(rulesOf(acl))).toBe(1075);
    expect(warnings(acl)).toEqual([]);
    const keys = ['a', 'b', 'c', 'd', 'e'].map((name) => RateKey.header(name));
    for (const name of ['x', 'y', 'z']) acl.addRateRule(RateRule.custom({ name, limit: 100, keys }));
    expect(warnings(acl)).toEqual([expect.stringMatching(/AntiDDoSRuleSet 50 \+ .* = 1531 WCU/)]);
  });

  it('against bots look closely where told', () => {
    expect(statementOf(ManagedRules.botControl()).ManagedRuleGroupConfigs).toEqual([
      { AWSManagedRulesBotControlRuleSet: { InspectionLevel: 'COMMON' } },
    ]);
    const targeted = ManagedRules.botControl({ level: BotControlLevel.TARGETED, machineLearning: false });
    expect(statementOf(targeted).ManagedRuleGroupConfigs).toEqual([
      { AWSManagedRulesBotControlRuleSet: { InspectionLevel: 'TARGETED', EnableMachineLearning: false } },
    ]);
  });

  it('warn of a rule that the group is not documented to have, and of one that lets past all others', () => {
    expect(
      warnings(webAcl({ managedRules: [ManagedRules.common({ excludedRules: ['SizeRestriction_BODY'] })] })),
    ).toEqual([expect.stringContaining('cdk-puma-eks:managedRuleUnknown')]);
    const ruleActions = { HostingProviderIPList: ManagedRuleAction.ALLOW };
    expect(warnings(webAcl({ managedRules: [ManagedRules.anonymousIp({ ruleActions })] }))).toEqual([
      expect.stringContaining('cdk-puma-eks:managedRuleAllows'),
    ]);
    const unlisted = ManagedRules.other({ groupName: 'Any', capacity: 1, excludedRules: ['Rule'] });
    expect(warnings(webAcl({ managedRules: [unlisted] }))).toEqual([]);
  });
});

describe('ManagedRules refuse', () => {
  it('a group twice', () => {
    const managedRules = [ManagedRules.common(), ManagedRules.common({ name: 'again' })];
    expectRefusal(() => webAcl({ managedRules }), 'ManagedRulesRepeated');
    const other = ManagedRules.other({ groupName: 'AWSManagedRulesCommonRuleSet', capacity: 700, name: 'other' });
    expectRefusal(() => webAcl({ managedRules: [ManagedRules.common(), other] }), 'ManagedRulesRepeated');
  });

  it('a name that another rule has', () => {
    const acl = webAcl({ managedRules: [ManagedRules.common({ name: 'core' })] });
    expectRefusal(() => acl.addRateRule(RateRule.perIp({ name: 'core', limit: 100 })), 'RateRuleNameTaken');
    expectRefusal(() => acl.addManagedRules(ManagedRules.botControl({ name: 'core' })), 'RateRuleNameTaken');
  });

  it('a version where there are none, and what is none', () => {
    expectRefusal(() => ManagedRules.ipReputation({ version: 'Version_1.0' }), 'ManagedRulesVersionInvalid');
    expectRefusal(() => ManagedRules.anonymousIp({ version: 'Version_1.0' }), 'ManagedRulesVersionInvalid');
    expectRefusal(() => ManagedRules.common({ version: 'latest version' }), 'ManagedRulesVersionInvalid');
  });

  it('to stand behind the rate rules, where they save them work', () => {
    expectRefusal(() => ManagedRules.ipReputation({ beforeRateRules: false }), 'ManagedRulesAlwaysFirst');
    expect(() => ManagedRules.ipReputation({ beforeRateRules: true })).not.toThrow();
  });

  it('two things said of one rule, and too many', () => {
    const both = { excludedRules: ['A'], ruleActions: { A: ManagedRuleAction.BLOCK } };
    expectRefusal(() => ManagedRules.common(both), 'ManagedRuleOverridesInvalid');
    const excludedRules = Array.from({ length: 101 }, (_, i) => `Rule${i}`);
    expectRefusal(() => ManagedRules.common({ excludedRules }), 'ManagedRuleOverridesInvalid');
  });

  it.each([0, 5001, 1.5])('a capacity of %p', (capacity) => {
    expectRefusal(() => ManagedRules.other({ groupName: 'A', capacity }), 'ManagedRulesCapacityInvalid');
  });

  it('more than a web ACL holds, with the arithmetic', () => {
    const acl = webAcl({ managedRules: [ManagedRules.other({ groupName: 'Big', capacity: 4500 })] });
    const scopeDown = RequestMatch.pathPrefix('/a/');
    const { message } = expectRefusal(
      () => acl.addManagedRules(ManagedRules.common({ scopeDown })),
      'WebAclCapacityExceeded',
    );
    expect(message).toContain('Big 4500 + AWSManagedRulesCommonRuleSet 722 = 5222 WCU');
    expect(message).toContain('700 of AWSManagedRulesCommonRuleSet + 22 for its scope-down statement');
  });

  it('more IP sets and groups than a web ACL can refer to', () => {
    const arn = (i: number): string =>
      `arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/s${i}/11111111-2222-3333-4444-555555555555`;
    const sets = Array.from({ length: 50 }, (_, i) => RequestMatch.ipSet(arn(i)));
    const acl = webAcl({ managedRules: [ManagedRules.common()] });
    const rule = RateRule.perIp({ name: 'many', limit: 100, scopeDown: RequestMatch.any(...sets) });
    const { message } = expectRefusal(() => acl.addRateRule(rule), 'WebAclReferencesExceeded');
    expect(message).toContain('AWSManagedRulesCommonRuleSet 1 + many 50 = 51');
  });

  it('what their other options make idle', () => {
    expectRefusal(() => ManagedRules.botControl({ machineLearning: true }), 'MachineLearningUnused');
  });
});
