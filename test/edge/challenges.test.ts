import { BlockedBody } from '../../lib/edge/blocked-body';
import { RateRule, RateRuleMode } from '../../lib/edge/rate-rule';
import type { RateRuleProps } from '../../lib/edge/rate-rule-props';
import { RequestMatch } from '../../lib/edge/request-match';
import { expectRefusal } from '../support/refusal';
import { smallService } from '../support/platform';
import { rendered, webAcl } from './waf/web-acl';

const challenge = (props: Partial<RateRuleProps> = {}): RateRule =>
  RateRule.perIp({ name: 'ask', limit: 100, mode: RateRuleMode.CHALLENGE, ...props });

describe('a challenge', () => {
  it('is an action of its own, with or without an immunity', () => {
    expect(rendered(challenge())).toMatchObject({ Action: { Challenge: {} } });
    expect(rendered(challenge())).not.toHaveProperty('ChallengeConfig');
    expect(rendered(challenge({ immunitySeconds: 600 }))).toMatchObject({
      ChallengeConfig: { ImmunityTimeProperty: { ImmunityTime: 600 } },
    });
    expect(rendered(challenge({ mode: RateRuleMode.CAPTCHA, immunitySeconds: 60 }))).toMatchObject({
      Action: { Captcha: {} },
      CaptchaConfig: { ImmunityTimeProperty: { ImmunityTime: 60 } },
    });
  });

  it.each([299, 259_201, 300.5])('does not hold good for %p s', (immunitySeconds) => {
    expectRefusal(() => challenge({ immunitySeconds }), 'ImmunityInvalid');
  });

  it('of a CAPTCHA holds good for a minute at least', () => {
    expectRefusal(() => challenge({ mode: RateRuleMode.CAPTCHA, immunitySeconds: 59 }), 'ImmunityInvalid');
  });

  it('alone makes immune', () => {
    expectRefusal(() => challenge({ mode: RateRuleMode.BLOCK, immunitySeconds: 300 }), 'ImmunityUnused');
    expectRefusal(() => challenge({ mode: undefined, immunitySeconds: 300 }), 'ImmunityUnused');
  });

  it('has an answer of its own', () => {
    expectRefusal(() => challenge({ body: BlockedBody.text('no') }), 'ChallengeAnswerIsFixed');
    expectRefusal(() => challenge({ retryAfterSeconds: 5 }), 'ChallengeAnswerIsFixed');
  });

  it('is shown to browsers that ask by GET', () => {
    expectRefusal(() => challenge({ methods: ['POST'] }), 'ChallengeNeedsGet');
    expect(() => challenge({ methods: ['POST', 'GET'] })).not.toThrow();
  });
});

describe('on paths that programs ask for a challenge', () => {
  const declare = { paths: ['/api/'], hostnames: ['www.example.com'], owner: 'shop-web' };

  it.each<[string, Partial<RateRuleProps>, string[] | undefined]>([
    ['of every path', {}, undefined],
    ['of their host', {}, ['www.example.com']],
    ['of a wildcard above their host', {}, ['*.example.com']],
    ['of a shorter beginning', { paths: ['/a'] }, undefined],
    ['of a longer beginning', { paths: ['/api/v1/'] }, undefined],
    ['of one such path', { scopeDown: RequestMatch.pathExact('/api/login') }, undefined],
    ['of a pattern, of which nobody knows', { scopeDown: RequestMatch.pathRegex('^/b') }, undefined],
    ['of all but a part of them', { scopeDown: RequestMatch.not(RequestMatch.pathPrefix('/api/v1/')) }, undefined],
    ['of all without a cookie', { withoutCookie: 'sid' }, undefined],
    [
      'of either them or others',
      { scopeDown: RequestMatch.any(RequestMatch.pathPrefix('/web/'), RequestMatch.pathPrefix('/api/')) },
      undefined,
    ],
  ])('%s is refused', (_, props, hostnames) => {
    const acl = webAcl();
    acl.addProgramPaths(declare);
    const { message } = expectRefusal(() => acl.addRateRule(challenge(props), { hostnames }), 'ChallengeOnProgramPath');
    expect(message).toContain('/api/, which shop-web declares');
    // Whichever comes first.
    const other = webAcl();
    other.addRateRule(challenge(props), { hostnames });
    expectRefusal(() => other.addProgramPaths(declare), 'ChallengeOnProgramPath');
  });

  it.each<[string, Partial<RateRuleProps>, string[] | undefined]>([
    ['of other paths', { paths: ['/web/'] }, undefined],
    ['of another path', { scopeDown: RequestMatch.pathExact('/apis') }, undefined],
    ['of another host', {}, ['shop.example.com']],
    ['of a wildcard beside their host', {}, ['*.example.org']],
    ['of all but them', { scopeDown: RequestMatch.not(RequestMatch.pathPrefix('/api/')) }, undefined],
    ['of all but more than them', { scopeDown: RequestMatch.not(RequestMatch.pathPrefix('/a')) }, undefined],
    [
      'of all but them and others',
      {
        scopeDown: RequestMatch.not(RequestMatch.any(RequestMatch.pathPrefix('/x/'), RequestMatch.pathPrefix('/api/'))),
      },
      undefined,
    ],
  ])('%s is not', (_, props, hostnames) => {
    const acl = webAcl();
    acl.addProgramPaths(declare);
    expect(() => acl.addRateRule(challenge(props), { hostnames })).not.toThrow();
  });

  it('is refused where a wildcard of theirs may be meant', () => {
    const acl = webAcl();
    acl.addProgramPaths({ paths: ['/'], hostnames: ['*.example.com'] });
    expectRefusal(() => acl.addRateRule(challenge(), { hostnames: ['a.example.com'] }), 'ChallengeOnProgramPath');
    expect(() => acl.addRateRule(challenge(), { hostnames: ['a.example.org'] })).not.toThrow();
  });

  it('is refused between components too', () => {
    const components = [
      { name: 'web', hostname: 'www.example.com', port: 9292, rateRules: [challenge()] },
      { name: 'api', hostname: 'api.example.com', port: 9293, programPaths: ['/'] },
    ];
    expect(() => smallService({ components })).not.toThrow();
    const both = [{ ...components[0], programPaths: ['/hooks/'] }];
    const { path } = expectRefusal(() => smallService({ components: both }), 'ChallengeOnProgramPath');
    expect(path).toBe('rateRules[web-web-ask].mode');
  });

  it('asks for paths that can be', () => {
    expect(expectRefusal(() => webAcl().addProgramPaths({ paths: ['/a', 'b'] }), 'RateRulePathInvalid').path).toBe(
      'programPaths[1]',
    );
  });
});
