import { Token } from 'aws-cdk-lib';
import { RequestMatch } from '../../lib/edge/request-match';
import { StringMatch } from '../../lib/edge/request-match-props';
import { TextTransformation } from '../../lib/edge/text-transformation';
import { expectRefusal } from '../support/refusal';

const IP_SET = 'arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/partners/11111111-2222-3333-4444-555555555555';

describe('RequestMatch refuses', () => {
  it('a match of nothing', () => {
    expectRefusal(() => RequestMatch.all(), 'RequestMatchEmpty');
    expectRefusal(() => RequestMatch.any(), 'RequestMatchEmpty');
    expectRefusal(() => RequestMatch.host(), 'RequestMatchEmpty');
    expectRefusal(() => RequestMatch.method(), 'RequestMatchEmpty');
  });

  it.each(['login', '/a//b', '/a?b', '/%41'])('the path %j', (path) => {
    expectRefusal(() => RequestMatch.pathExact(path), 'RateRulePathInvalid');
    expectRefusal(() => RequestMatch.pathPrefix(path), 'RateRulePathInvalid');
  });

  it.each([
    '',
    '(',
    'a(?=b)',
    '(a)\\1',
    '(?<!a)b',
    '(?P<n>a)',
    'a++',
    '(?>a)',
    '(?1)',
    '\\\\Ka',
    '(*FAIL)',
    'x'.repeat(201),
  ])('the pattern %j', (pattern) => {
    expectRefusal(() => RequestMatch.pathRegex(pattern), 'MatchPatternInvalid');
    expectRefusal(() => RequestMatch.headerRegex('a', pattern), 'MatchPatternInvalid');
  });

  it.each(['', ' ', 'é'.repeat(101)])('the text %j', (text) => {
    expectRefusal(() => RequestMatch.header('a', text), 'MatchTextInvalid');
  });

  it.each(['two words', 'a-b', ''])('the word %j', (text) => {
    expectRefusal(() => RequestMatch.header('a', text, { match: StringMatch.CONTAINS_WORD }), 'MatchTextInvalid');
  });

  it.each(['^/t/[0-9a-f]{8}$', '(?i)bot|(?:crawl|spider)er?', 'a+b*c?', '\\.(png|css)$'])(
    'not the pattern %j',
    (pattern) => {
      expect(() => RequestMatch.pathRegex(pattern)).not.toThrow();
    },
  );

  it('names, methods, hosts and transformations that cannot be', () => {
    expectRefusal(() => RequestMatch.header('a b', 'c'), 'WafFieldNameInvalid');
    expectRefusal(() => RequestMatch.cookie('x'.repeat(61)), 'WafFieldNameInvalid');
    expectRefusal(() => RequestMatch.method('get'), 'RateRuleMethodInvalid');
    expectRefusal(() => RequestMatch.host('T.example.com'), 'HostnameInvalid');
    const transformations = [TextTransformation.LOWERCASE, TextTransformation.LOWERCASE];
    expectRefusal(() => RequestMatch.header('a', 'b', { transformations }), 'TextTransformationsInvalid');
  });

  it('labels and namespaces in place of one another', () => {
    expectRefusal(() => RequestMatch.label('a:b:'), 'LabelInvalid');
    expectRefusal(() => RequestMatch.labelNamespace('a:b'), 'LabelInvalid');
    expectRefusal(() => RequestMatch.label('a b'), 'LabelInvalid');
  });

  it.each([[[]], [['de']], [['DEU']]])('the countries %j', (codes) => {
    expectRefusal(() => RequestMatch.country(codes), 'CountryInvalid');
  });

  it.each([[[]], [[-1]], [[1.5]], [[4_294_967_296]], [Array.from({ length: 101 }, (_, i) => i)]])(
    'the networks %j',
    (numbers) => {
      expectRefusal(() => RequestMatch.asn(numbers), 'AsnsInvalid');
    },
  );

  it.each([IP_SET.replace('regional', 'global'), IP_SET.replace('ipset', 'rulegroup'), 'partners'])('%j', (arn) => {
    expectRefusal(() => RequestMatch.ipSet(arn), 'IpSetArnInvalid');
  });

  it('a forwarding header that is none', () => {
    expectRefusal(() => RequestMatch.asn([1], { header: 'X_Real' }), 'ForwardedHeaderInvalid');
  });

  it('what only CloudFormation will know', () => {
    const token = Token.asString({ Ref: 'A' });
    expectRefusal(() => RequestMatch.pathRegex(token), 'MustBeKnownAtSynth');
    expectRefusal(() => RequestMatch.header('a', token), 'MustBeKnownAtSynth');
    expectRefusal(() => RequestMatch.country([token]), 'MustBeKnownAtSynth');
  });
});
