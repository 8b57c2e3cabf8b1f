import { ManagedRules } from '../../lib/edge/managed-rules';
import type { ManagedRulesOptions } from '../../lib/edge/managed-rules-props';
import {
  AntiDdosSensitivity,
  BotControlLevel,
  ManagedRuleAction,
  ManagedRulesMode,
} from '../../lib/edge/managed-rules-props';
import type { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import { RequestMatch } from '../../lib/edge/request-match';
import { expectRefusal } from '../support/refusal';
import type { Json } from '../support/waf-request';
import { rulesOf, webAcl } from './waf/web-acl';

const { ENFORCE } = ManagedRulesMode;
const { CHALLENGE, CAPTCHA } = ManagedRuleAction;
const { LOW } = AntiDdosSensitivity;

/** The only group's configuration against floods. */
function antiDdosOf(acl: PumaWebAcl): Json {
  const [{ Statement }] = rulesOf(acl) as Json[];
  return Statement.ManagedRuleGroupStatement.ManagedRuleGroupConfigs[0].AWSManagedRulesAntiDDoSRuleSet;
}

/** What the group is told to spare. */
function exemptOf(acl: PumaWebAcl): string[] {
  const { Challenge } = antiDdosOf(acl).ClientSideActionConfig;
  return (Challenge.ExemptUriRegularExpressions as { RegexString: string }[]).map((one) => one.RegexString);
}

/** Whether the group spares a request: it compares host and normalized path as one text, without a slash at its end (API docs). */
function spares(acl: PumaWebAcl, host: string, path: string): boolean {
  const text = host + path.replace(/\/$/, '');
  return exemptOf(acl).some((pattern) => new RegExp(pattern).test(text));
}

describe('the group against floods', () => {
  it('challenges nobody by default', () => {
    expect(antiDdosOf(webAcl({ managedRules: [ManagedRules.antiDdos()] }))).toEqual({
      SensitivityToBlock: 'LOW',
      ClientSideActionConfig: { Challenge: { UsageOfAction: 'DISABLED' } },
    });
  });

  it('challenges where told, and never where programs ask', () => {
    const acl = webAcl();
    acl.addManagedRules(
      ManagedRules.antiDdos({
        sensitivityToBlock: AntiDdosSensitivity.MEDIUM,
        sensitivityToChallenge: AntiDdosSensitivity.HIGH,
        exemptPathPatterns: ['\\.(png|css)$'],
      }),
    );
    acl.addProgramPaths({ paths: ['/t/', '/o.gif'], hostnames: ['t.example.com'] });
    acl.addProgramPaths({ paths: ['/api/', '/t/'] });
    expect(antiDdosOf(acl)).toMatchObject({
      SensitivityToBlock: 'MEDIUM',
      ClientSideActionConfig: { Challenge: { UsageOfAction: 'ENABLED', Sensitivity: 'HIGH' } },
    });
    for (const path of ['/t/abc', '/t/', '/api/v1/orders', '/o.gif', '/logo.png']) {
      expect([path, spares(acl, 't.example.com', path)]).toEqual([path, true]);
    }
    for (const path of ['/', '/team', '/login/t/x', '/apiary']) {
      expect([path, spares(acl, 'www.example.com', path)]).toEqual([path, false]);
    }
  });

  it('spares a host of nothing but links, on every path', () => {
    const acl = webAcl({ managedRules: [ManagedRules.antiDdos({ sensitivityToChallenge: LOW })] });
    acl.addProgramPaths({ paths: ['/'] });
    for (const path of ['/', '/t', '/t/abc/']) expect(spares(acl, 't.example.com', path)).toBe(true);
  });

  it('spares at first what AWS recommends', () => {
    const acl = webAcl({ managedRules: [ManagedRules.antiDdos({ sensitivityToChallenge: LOW })] });
    for (const path of ['/api/', '/api/v1/orders', '/site.css'])
      expect(spares(acl, 'www.example.com', path)).toBe(true);
    for (const path of ['/', '/apiary', '/cart']) expect(spares(acl, 'www.example.com', path)).toBe(false);
  });

  it('is told many paths in few patterns', () => {
    const acl = webAcl({ managedRules: [ManagedRules.antiDdos({ sensitivityToChallenge: LOW })] });
    acl.addProgramPaths({ paths: Array.from({ length: 60 }, (_, i) => `/some/path/of/${i}/`) });
    const patterns = exemptOf(acl);
    expect(patterns).toHaveLength(4);
    expect(patterns[0]).toContain('woff2?');
    patterns.forEach((pattern) => expect(pattern.length).toBeLessThanOrEqual(512));
    for (let i = 0; i < 60; i += 1) expect(spares(acl, 'www.example.com', `/some/path/of/${i}/x`)).toBe(true);
  });

  it('is not told to challenge on every path, nor more exceptions than AWS takes', () => {
    const none = ManagedRules.antiDdos({ sensitivityToChallenge: LOW, exemptPathPatterns: [] });
    expectRefusal(() => webAcl({ managedRules: [none] }), 'ExemptPathsInvalid');
    const five = ManagedRules.antiDdos({
      sensitivityToChallenge: LOW,
      exemptPathPatterns: ['1', '2', '3', '4', '5'],
    });
    const acl = webAcl({ managedRules: [five] });
    const { message } = expectRefusal(() => acl.addProgramPaths({ paths: ['/t/'] }), 'ExemptPathsInvalid');
    expect(message).toContain('there are 6');
    const later = webAcl();
    later.addProgramPaths({ paths: ['/t/'] });
    expectRefusal(() => later.addManagedRules(five), 'ExemptPathsInvalid');
  });

  it.each(['^/api/', '^\\/api\\/', '^(/api/|/t/)', '^(?:\\/t)'])(
    'is not given %s, which begins where the host stands',
    (pattern) => {
      const { message } = expectRefusal(
        () => ManagedRules.antiDdos({ sensitivityToChallenge: LOW, exemptPathPatterns: [pattern] }),
        'ExemptPathNeverMatches',
      );
      expect(message).toContain('^[^/]+/api(/|$)');
    },
  );

  it('is not given what its other options make idle, nor what is no pattern', () => {
    expectRefusal(() => ManagedRules.antiDdos({ exemptPathPatterns: ['/a'] }), 'ExemptPathsUnused');
    expectRefusal(
      () => ManagedRules.antiDdos({ sensitivityToChallenge: LOW, exemptPathPatterns: ['('] }),
      'MatchPatternInvalid',
    );
  });
});

describe('a managed group that challenges', () => {
  const challenging = (options: Partial<ManagedRulesOptions> = {}): ManagedRules =>
    ManagedRules.ipReputation({ mode: ENFORCE, ruleActions: { AWSManagedIPDDoSList: CHALLENGE }, ...options });
  const targeted = (options: Partial<ManagedRulesOptions> = {}): ManagedRules =>
    ManagedRules.botControl({ level: BotControlLevel.TARGETED, mode: ENFORCE, ...options });

  it.each<[string, (options?: Partial<ManagedRulesOptions>) => ManagedRules]>([
    ['by an action of ours', challenging],
    ['by a puzzle', (given) => challenging({ ruleActions: { AWSManagedIPDDoSList: CAPTCHA }, ...given })],
    ['by what AWS set', targeted],
  ])('%s is refused where programs ask, whichever came first', (_, group) => {
    const acl = webAcl({ managedRules: [group()] });
    const { message } = expectRefusal(
      () => acl.addProgramPaths({ paths: ['/t/'], owner: 'email-tracking' }),
      'ChallengeOnProgramPath',
    );
    expect(message).toContain("RequestMatch.not(RequestMatch.pathPrefix('/t/'))");
    const later = webAcl();
    later.addProgramPaths({ paths: ['/t/'], hostnames: ['t.example.com'] });
    expectRefusal(() => later.addManagedRules(group()), 'ChallengeOnProgramPath');
    later.addManagedRules(group({ scopeDown: RequestMatch.not(RequestMatch.pathPrefix('/t/')) }));
  });

  it('is taken while it only watches, or where its own exemptions hold', () => {
    const acl = webAcl({
      managedRules: [
        challenging({ mode: ManagedRulesMode.COUNT }),
        ManagedRules.botControl({ mode: ENFORCE }),
        ManagedRules.antiDdos({
          mode: ENFORCE,
          sensitivityToChallenge: LOW,
          ruleActions: { ChallengeDDoSRequests: CAPTCHA },
        }),
      ],
    });
    expect(() => acl.addProgramPaths({ paths: ['/t/'] })).not.toThrow();
  });
});
