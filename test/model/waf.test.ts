import { WAF, WCU, capacitySum, rateRuleCapacity } from '../../lib/model/waf';
import type { ManagedGroup } from '../../lib/model/waf-managed-groups';
import { MANAGED_GROUPS, OTHER_GROUPS, OTHER_GROUPS_PRIORITY } from '../../lib/model/waf-managed-groups';

describe('AWS WAF in figures', () => {
  it('keeps to the quotas of the AWS WAF Developer Guide', () => {
    expect(WAF).toMatchObject({
      rateLimit: { min: 10, max: 2_000_000_000 },
      windowsSeconds: [60, 120, 300, 600],
      rateRulesPerWebAcl: 10,
      keysPerRule: 5,
      capacityLimit: 5000,
      capacityInBasicPrice: 1500,
      responseBodyBytes: 4096,
      regexLength: 200,
      searchStringLength: 200,
      nameLength: 128,
      referencesPerWebAcl: 50,
      asnsPerStatement: 100,
      overridesPerGroup: 100,
      challengeImmunitySeconds: { min: 300, max: 259_200 },
      captchaImmunitySeconds: { min: 60, max: 259_200 },
    });
    expect(WAF.windowsSeconds).toContain(WAF.defaultWindowSeconds);
  });

  it('prices a rate rule as 2, 30 for each custom key, and its scope-down statement', () => {
    expect(rateRuleCapacity(0, 0)).toEqual({ units: 2, arithmetic: '2 for the rate-based statement' });
    expect(rateRuleCapacity(2, 35)).toEqual({
      units: 97,
      arithmetic: '2 for the rate-based statement + 2 x 30 for its keys + 35 for its scope-down statement',
    });
  });

  it('writes a sum out', () => {
    expect(capacitySum([])).toBe(' = 0 WCU');
    expect(
      capacitySum([
        { name: 'blast', units: 97 },
        { name: 'per-ip', units: 2 },
      ]),
    ).toBe('blast 97 + per-ip 2 = 99 WCU');
  });

  it('charges nothing for logic itself', () => {
    expect(WCU.logical).toBe(0);
  });
});

describe('the managed groups in figures', () => {
  it('cost what their pages say', () => {
    const units = Object.entries(MANAGED_GROUPS).map(([name, group]) => [name, group.units]);
    expect(Object.fromEntries(units)).toEqual({
      AWSManagedRulesAntiDDoSRuleSet: 50,
      AWSManagedRulesAmazonIpReputationList: 25,
      AWSManagedRulesAnonymousIpList: 50,
      AWSManagedRulesKnownBadInputsRuleSet: 200,
      AWSManagedRulesCommonRuleSet: 700,
      AWSManagedRulesBotControlRuleSet: 50,
    });
  });

  it('leave the rate rules 200 to 699, and each other room', () => {
    const { beforeRateRules, afterRateRules } = OTHER_GROUPS_PRIORITY;
    const others = [beforeRateRules, afterRateRules].flatMap((first) => [first, first + OTHER_GROUPS - 1]);
    const groups: ManagedGroup[] = Object.values(MANAGED_GROUPS);
    const priorities = groups.flatMap(({ priority, early }) => (early === undefined ? [priority] : [priority, early]));
    expect(new Set(priorities).size).toBe(priorities.length);
    for (const priority of [...priorities, ...others]) expect(priority < 200 || priority > 699).toBe(true);
    for (const priority of priorities) {
      expect(priority < afterRateRules || priority >= afterRateRules + OTHER_GROUPS).toBe(true);
      expect(priority < beforeRateRules || priority >= beforeRateRules + OTHER_GROUPS).toBe(true);
    }
  });
});
