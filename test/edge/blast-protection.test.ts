import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { BlastProtection } from '../../lib/edge/blast-protection';
import type { LinkScannerProtectionProps } from '../../lib/edge/blast-protection-props';
import { BlockedBody } from '../../lib/edge/blocked-body';
import { RateRule, RateRuleMode } from '../../lib/edge/rate-rule';
import { Capacity } from '../../lib/model/capacity';
import type { PumaService } from '../../lib/puma-service';
import { smallService } from '../support/platform';
import { expectRefusal } from '../support/refusal';
import type { Json } from '../support/waf-request';
import { edgeIn, network } from './fixture';

const protection = (props: Partial<LinkScannerProtectionProps> = {}): BlastProtection =>
  BlastProtection.forLinkScanners({ paths: ['/t/'], ...props });
const rules = (props: Partial<LinkScannerProtectionProps> = {}): RateRule[] =>
  protection(props).rateRules(Capacity.derive({ pods: 3 }));
const serviceWith = (blastProtection: BlastProtection, rateRules?: RateRule[]): PumaService =>
  smallService({
    components: [{ name: 'links', hostname: 't.example.com', port: 9292, blastProtection, rateRules }],
  });
const rulesOf = (service: PumaService): Json[] =>
  Object.values(Template.fromStack(Stack.of(service)).findResources('AWS::WAFv2::WebACL'))[0].Properties.Rules;

describe('BlastProtection.forLinkScanners', () => {
  it('is a ladder of three rules that count, on the paths alone', () => {
    expect(rules().map(({ name, limit, mode, windowSeconds }) => [name, limit, mode, windowSeconds])).toEqual([
      ['links-network', 1800, 'COUNT', 60],
      ['links-address', 360, 'COUNT', 60],
      ['links-ceiling', 14_400, 'COUNT', 60],
    ]);
    rules().forEach(({ _filter }) => expect(_filter.paths).toEqual(['/t/']));
  });

  it('is asked in the order of the ladder, behind the hosts of its component', () => {
    const service = serviceWith(protection());
    expect(rulesOf(service).map(({ Name, Priority }) => [Name, Priority])).toEqual([
      ['web-links-links-network', 200],
      ['web-links-links-address', 500],
      ['web-links-links-ceiling', 600],
    ]);
    for (const { Statement } of rulesOf(service)) {
      expect(JSON.stringify(Statement.RateBasedStatement.ScopeDownStatement)).toContain('^t\\\\.example\\\\.com');
    }
    expect(service.blastLimits.links).toMatchObject({ network: 1800, address: 360, ceiling: 14_400 });
  });

  it('follows the capacity that the service has', () => {
    const blastProtection = protection();
    const components = [{ name: 'links', hostname: 't.example.com', port: 9292, blastProtection }];
    const { blastLimits } = smallService({
      components,
      meanServiceTimeSeconds: 0.01,
      puma: { workers: 4, maxThreads: 5 },
      scaling: { minPods: 10, maxPods: 20 },
    });
    expect(blastLimits.links.requestsPerSecond).toBe(20_000);
    expect(blastLimits.links.ceiling).toBe(960_000);
  });

  it('blocks step by step', () => {
    const modes = (props: Partial<LinkScannerProtectionProps>): string[] => rules(props).map(({ mode }) => mode);
    expect(modes({ network: { mode: RateRuleMode.BLOCK } })).toEqual(['BLOCK', 'COUNT', 'COUNT']);
    expect(modes({ mode: RateRuleMode.BLOCK, ceiling: { mode: RateRuleMode.COUNT } })).toEqual([
      'BLOCK',
      'BLOCK',
      'COUNT',
    ]);
  });

  it('leaves steps out, and takes limits, a window, an answer and a name', () => {
    const made = rules({
      name: 'mail',
      address: { enabled: false },
      network: { limit: 777 },
      windowSeconds: 120,
      retryAfterSeconds: 5,
      body: BlockedBody.text('Later'),
    });
    expect(
      made.map(({ name, limit, windowSeconds, retryAfterSeconds }) => [name, limit, windowSeconds, retryAfterSeconds]),
    ).toEqual([
      ['mail-network', 777, 120, 5],
      ['mail-ceiling', 28_800, 120, 5],
    ]);
    expect(made[0]._body?._content).toBe('Later');
  });

  it('tells clients of a network apart by fingerprint, but not behind a proxy, whose fingerprint it is', () => {
    const keys = (props: Partial<LinkScannerProtectionProps>): string[] => {
      const [{ _aggregation }] = rules(props);
      return _aggregation.by === 'CUSTOM_KEYS' ? _aggregation.keys.map(({ _identity }) => _identity) : [];
    };
    expect(keys({})).toEqual(['asn', 'ja4']);
    expect(keys({ joinJa4: false })).toEqual(['asn']);
    expect(keys({ forwardedIp: {} })).toEqual(['asn']);
    expect(rules({ forwardedIp: { header: 'X-Real-IP' } })[1]._aggregation).toMatchObject({
      by: 'FORWARDED_IP',
      forwardedIp: { headerName: 'X-Real-IP' },
    });
  });

  it('spares those who carry a cookie from the step that throttles strangers together, and from no other', () => {
    expect(rules({ withoutCookie: 'sid' }).map(({ _filter }) => _filter.withoutCookie)).toEqual([
      'sid',
      undefined,
      undefined,
    ]);
  });

  it('warns of limits that none will reach', () => {
    const service = serviceWith(protection({ network: { limit: 100 } }));
    const found = Annotations.fromStack(Stack.of(service)).findWarning(
      '*',
      Match.stringLikeRegexp('blastLimitsOutOfOrder'),
    );
    expect(found).toHaveLength(1);
  });

  it('declares its paths for programs', () => {
    const challenge = RateRule.perIp({ name: 'ask', limit: 100, mode: RateRuleMode.CHALLENGE });
    expectRefusal(() => serviceWith(protection(), [challenge]), 'ChallengeOnProgramPath');
  });

  it.each([RateRuleMode.CHALLENGE, RateRuleMode.CAPTCHA])('does not %s anybody', (mode) => {
    expectRefusal(() => protection({ mode }), 'ChallengeOnProgramPath');
    expectRefusal(() => protection({ ceiling: { mode } }), 'ChallengeOnProgramPath');
  });

  it('asks for paths', () => {
    expectRefusal(() => protection({ paths: [] }), 'BlastProtectionWithoutPath');
    expectRefusal(() => protection({ paths: undefined }), 'BlastProtectionWithoutPath');
    expect(expectRefusal(() => protection({ paths: ['t'] }), 'RateRulePathInvalid').path).toBe(
      'blastProtection.paths[0]',
    );
  });

  it('says where it stands when it is refused', () => {
    expect(expectRefusal(() => protection({ network: { limit: 9 } }), 'BlastLimitInvalid').path).toBe(
      'blastProtection.network.limit',
    );
    const blastProtection = protection({ windowSeconds: 30 });
    expect(expectRefusal(() => serviceWith(blastProtection), 'BlastWindowInvalid').path).toBe(
      'components[0].blastProtection.windowSeconds',
    );
  });

  it('needs a web ACL', () => {
    const { app, stack, vpc } = network();
    const edge = edgeIn(stack, vpc);
    const service = new Stack(app, 'Service');
    const components = [{ name: 'links', hostname: 't.example.com', port: 9292, blastProtection: protection() }];
    const { path } = expectRefusal(() => smallService({ edge, components }, service), 'EdgeHasNoWebAcl');
    expect(path).toBe('components[0].blastProtection');
  });
});
