import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BlastProtection } from '../../lib/edge/blast-protection';
import type { LinkScannerProtectionProps } from '../../lib/edge/blast-protection-props';
import { RateRule, RateRuleMode } from '../../lib/edge/rate-rule';
import type { PumaComponent } from '../../lib/puma-component';
import type { BlastShape } from '../support/blast';
import { blast, BROWSERS, RECORDED } from '../support/blast';
import { smallService } from '../support/platform';
import { evaluate } from '../support/waf-evaluator';
import type { Json } from '../support/waf-request';

const { BLOCK } = RateRuleMode;

/** The rules of the web ACL in the template of a service whose links are so protected, and what its pods can carry in a minute. */
function service(protection: Partial<PumaComponent>): { rules: Json[]; perMinute: number } {
  const stack = new Stack(new App(), 'Test');
  const tracking = { name: 'tracking', hostname: 't.example.com', port: 9294, ...protection };
  const components = [{ name: 'web', hostname: 'www.example.com', port: 9293 }, tracking];
  const { capacity } = smallService({ components }, stack);
  const [acl] = Object.values(Template.fromStack(stack).findResources('AWS::WAFv2::WebACL'));
  return { rules: acl.Properties.Rules, perMinute: capacity.requestsPerSecond * 60 };
}

const ladder = (props: Partial<LinkScannerProtectionProps> = {}): ReturnType<typeof service> =>
  service({ blastProtection: BlastProtection.forLinkScanners({ paths: ['/t/'], mode: BLOCK, ...props }) });

interface Result {
  /** Share of the scanners' requests that reached the pods. */
  readonly passed: number;
  /** Requests that reached the pods in the busiest minute. */
  readonly busiestMinute: number;
  /** Seconds after the blast's beginning at which the first of its requests was turned away; none if none was. */
  readonly firstRefused: number;
  /** Seconds after the blast's beginning at which the last of its requests passed. */
  readonly lastPassed: number;
  /** Share of ordinary users that were turned away at least once. */
  readonly harmed: number;
}

function replay(rules: unknown, shape: Partial<BlastShape> = {}, lagSeconds = 10): Result {
  const given = { ...RECORDED, ...shape };
  const { requests, userOf } = blast(given);
  const outcomes = evaluate(rules, requests, { lagSeconds });
  const served = outcomes.filter(({ turnedAwayBy }) => turnedAwayBy === undefined).map(({ request }) => request);
  const scans = served.filter((request) => !userOf.has(request));
  const refused = outcomes.filter(({ request, turnedAwayBy }) => turnedAwayBy !== undefined && userOf.has(request));
  const stopped = outcomes.filter(({ turnedAwayBy, request }) => turnedAwayBy !== undefined && !userOf.has(request));
  const users = new Set(refused.map(({ request }) => userOf.get(request)));
  return {
    passed: scans.length / given.requests,
    busiestMinute: Math.max(
      ...Array.from({ length: 90 }, (_, from) => served.filter(({ at }) => at >= from && at < from + 60).length),
    ),
    firstRefused: Math.min(Infinity, ...stopped.slice(0, 1).map(({ request: { at } }) => at - 30)),
    lastPassed: Math.max(0, ...scans.map(({ at }) => at - 30)),
    harmed: users.size / given.users,
  };
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

function report(title: string, { passed, busiestMinute, firstRefused, lastPassed, harmed }: Result): void {
  const when = Number.isFinite(firstRefused)
    ? `all until ${firstRefused.toFixed(0)} s in, none after ${lastPassed.toFixed(0)} s`
    : 'none is ever turned away';
  console.log(
    `${title}: ${percent(passed)} of the scanners' requests pass, ${when}; ` +
      `${busiestMinute} requests in the busiest minute; ${percent(harmed)} of ordinary users harmed`,
  );
}

describe('a blast of 20,000 requests in 60 s from 4,000 addresses in 3 autonomous systems, beside 500 users', () => {
  it('has the shape that was recorded', () => {
    const { requests, userOf } = blast(RECORDED);
    const scans = requests.filter((request) => !userOf.has(request));
    expect(scans).toHaveLength(20_000);
    expect(new Set(scans.map(({ ip }) => ip)).size).toBe(4000);
    expect(new Set(scans.map(({ asn }) => asn)).size).toBe(3);
    expect(Math.max(...scans.map(({ at }) => at)) - Math.min(...scans.map(({ at }) => at))).toBeLessThanOrEqual(60);
    expect(new Set(userOf.values()).size).toBe(500);
    const people = [...userOf.keys()];
    // Most of them are customers of the ISPs that scan.
    expect(people.filter(({ asn }) => RECORDED.asns.includes(asn)).length / people.length).toBeGreaterThan(0.5);
  });

  it('passes a rule per address, be it at the lowest limit that AWS takes, and is more than the pods can carry', () => {
    const { rules, perMinute } = service({
      rateRules: [RateRule.perIp({ name: 'one-address', limit: 10, mode: BLOCK, paths: ['/t/'] })],
    });
    const result = replay(rules);
    report('Per address alone', result);
    expect(result.passed).toBe(1);
    expect(result.busiestMinute).toBeGreaterThan(perMinute);
  });

  it.each([1, 2, 3, 4, 5])(
    'reaches the pods for the half minute that AWS needs, then is stopped by the ladder, and fewer than 1 %% of users are harmed (blast %i)',
    (seed) => {
      const { rules, perMinute } = ladder();
      const result = replay(rules, { seed });
      report(`The ladder, blast ${seed}`, result);
      // 20 s until a network is over its limit at a look, and 10 s for that to spread: the 30 s that AWS calls usual.
      expect(result.firstRefused).toBeGreaterThanOrEqual(29);
      expect(result.lastPassed).toBeLessThanOrEqual(30);
      expect(result.passed).toBeGreaterThan(0.45);
      expect(result.passed).toBeLessThan(0.55);
      // What comes before is less than the pods carry: they need not have been scaled for it.
      expect(result.busiestMinute).toBeLessThan(perMinute);
      expect(result.harmed).toBeLessThan(0.01);
    },
  );

  it.each([0, 20])('is stopped 20 s after its beginning, and %i s that AWS takes to spread what it found', (lag) => {
    const { rules, perMinute } = ladder();
    const result = replay(rules, {}, lag);
    report(`The ladder, ${lag} s of lag`, result);
    expect(result.firstRefused).toBeGreaterThanOrEqual(19 + lag);
    expect(result.lastPassed).toBeLessThanOrEqual(20 + lag);
    expect(result.busiestMinute).toBeLessThan(perMinute);
    expect(result.harmed).toBeLessThan(0.01);
  });

  it('that is over before AWS acts passes whole: the pods must bear a minute that AWS needs to act', () => {
    const { rules, perMinute } = ladder();
    const result = replay(rules, {}, 60);
    report('The ladder, 60 s of lag', result);
    expect(result.passed).toBe(1);
    expect(result.busiestMinute).toBeGreaterThan(perMinute);
  });

  it('that goes on for five minutes is stopped after the same half minute, and stays so', () => {
    const { rules } = ladder();
    const result = replay(rules, { requests: 100_000, seconds: 300 });
    report('The ladder, a blast of five minutes', result);
    expect(result.lastPassed).toBeLessThanOrEqual(30);
    expect(result.passed).toBeLessThan(0.11);
    expect(result.harmed).toBeLessThan(0.01);
  });

  it('only counts until it is told to block, step by step', () => {
    const counting = replay(ladder({ mode: undefined }).rules);
    expect(counting).toMatchObject({ passed: 1, harmed: 0 });
    const { rules } = ladder({ mode: undefined, network: { mode: BLOCK } });
    expect(rules.map(({ Name, Action }) => [Name, Object.keys(Action)[0]])).toEqual([
      ['web-tracking-links-network', 'Block'],
      ['web-tracking-links-address', 'Count'],
      ['web-tracking-links-ceiling', 'Count'],
    ]);
    expect(replay(rules).passed).toBeLessThan(0.55);
  });
});

describe('what the ladder is made of is not there by chance', () => {
  /** The same rules with the ceiling asked first, as it would turn everyone away. */
  function ceilingFirst(rules: readonly Json[]): Json[] {
    return rules.map((rule) => (rule.Name.endsWith('-ceiling') ? { ...rule, Priority: 1 } : rule));
  }

  it('a ceiling that is asked first counts what the others turn away, and turns readers away', () => {
    const { rules } = ladder();
    const result = replay(ceilingFirst(rules));
    report('The ceiling asked first', result);
    expect(result.harmed).toBeGreaterThan(0.01);
  });

  it('without fingerprints, a whole ISP is throttled on links', () => {
    const result = replay(ladder({ joinJa4: false }).rules);
    report('Without fingerprints', result);
    expect(result.harmed).toBeGreaterThan(0.01);
  });

  it("a scanner with a browser's own fingerprint is stopped too, at the cost of that browser's users at its ISP", () => {
    const result = replay(ladder().rules, { scannerJa4: BROWSERS[0] });
    report("A scanner with a browser's fingerprint", result);
    expect(result.lastPassed).toBeLessThanOrEqual(30);
    expect(result.harmed).toBeLessThan(0.1);
  });

  it('the ceiling ends it where networks are too many for the step before it, and readers are turned away with them', () => {
    const asns = Array.from({ length: 40 }, (_, i) => 64_496 + i);
    const { rules, perMinute } = ladder();
    const result = replay(rules, { asns, requests: 40_000, addresses: 8000, scannerJa4: 'x' });
    report('From 40 networks, 40,000 requests', result);
    const unprotected = replay([], { asns, requests: 40_000, addresses: 8000 });
    expect(unprotected.busiestMinute).toBeGreaterThan(2 * perMinute);
    expect(result.lastPassed).toBeLessThanOrEqual(40);
    expect(result.busiestMinute).toBeLessThan(unprotected.busiestMinute);
    // A ceiling knows nobody: that is its price.
    expect(result.harmed).toBeGreaterThan(0.01);
  });
});
