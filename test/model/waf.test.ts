import { WAF, WCU, capacitySum, rateRuleCapacity } from '../../lib/model/waf';

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
