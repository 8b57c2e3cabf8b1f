import { join } from 'node:path';
import { ConfigurationSource } from '../../bin/config/source';
import { brief, problemsOf, small } from './configuration';

describe('the form of a configuration', () => {
  test.each([
    ['a misspelt key', small('hostname:', 'hostnam:'), ['22:7 service.components[0].hostnam ConfigurationKeyUnknown']],
    [
      'a key from nowhere',
      small('name: shop', 'name: shop\n  sidecars: 3'),
      ['19:3 service.sidecars ConfigurationKeyUnknown'],
    ],
    ['a missing key', small('      port: 9292\n', ''), ['21:7 service.components[0].port ConfigurationKeyMissing']],
    ['a missing section', small(/edge:[^]*?(?=service:)/.exec(small())![0]), ['1:1 edge ConfigurationKeyMissing']],
    ['a number in quotes', small('9292', "'9292'"), ['23:13 service.components[0].port ConfigurationTypeWrong']],
    [
      'a number as text',
      small('/shop:v1', '/shop:v1\n  replicas: two'),
      ['20:13 service.replicas ConfigurationTypeWrong'],
    ],
    [
      'an account without quotes',
      small('network:', 'env: { account: 012345678901 }\nnetwork:'),
      ['2:17 env.account ConfigurationTypeWrong'],
    ],
    [
      'a version without quotes',
      small('clusterName: platform', 'clusterName: platform\n    version: 1.30'),
      ['12:14 cluster.existing.version ConfigurationTypeWrong'],
    ],
    [
      'yes for true',
      small('edge:', 'edge:\n  internetFacing: yes'),
      ['15:19 edge.internetFacing ConfigurationTypeWrong'],
    ],
    [
      'one value where a list is asked',
      small('\n    - arn', ' arn'),
      ['15:20 edge.certificateArns ConfigurationTypeWrong'],
    ],
    ['an empty section', small('network:', 'keda:\nnetwork:'), ['2:6 keda ConfigurationTypeWrong']],
    [
      'a value not offered',
      small('/shop:v1', '/shop:v1\n  identity: IRSA'),
      ['20:13 service.identity ConfigurationValueUnknown'],
    ],
    [
      'two choices at once',
      small('    none:', '    topicArns: []\n    none:'),
      ['25:5 service.alarms ConfigurationChoice'],
    ],
    [
      'no choice at all',
      small("\n    none: 'Nobody is on call for a test'", ' {}'),
      ['24:11 service.alarms ConfigurationChoice'],
    ],
    [
      'a key of an unknown kind',
      withRule('custom: { name: a, limit: 100, keys: [asm] }'),
      ['25:49 service.components[0].rateRules[0].custom.keys[0] ConfigurationValueUnknown'],
    ],
    [
      'a key with too much in it',
      withRule('custom: { name: a, limit: 100, keys: [{ asn: {} }] }'),
      ['25:51 service.components[0].rateRules[0].custom.keys[0].asn ConfigurationKeyUnknown'],
    ],
    [
      'a key of no kind',
      withRule('custom: { name: a, limit: 100, keys: [5] }'),
      ['25:49 service.components[0].rateRules[0].custom.keys[0] ConfigurationTypeWrong'],
    ],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text).map(brief)).toEqual(expected);
  });

  test('everything that is wrong is told at once, in the order of the file', () => {
    const text = small('shop.example.com', '5')
      .replace('9292', 'many')
      .replace('name: web', 'names: web')
      .replace('stackName', 'stakName');
    expect(problemsOf(text).map(brief)).toEqual([
      '1:1 stakName ConfigurationKeyUnknown',
      '21:7 service.components[0].names ConfigurationKeyUnknown',
      '22:17 service.components[0].hostname ConfigurationTypeWrong',
      '23:13 service.components[0].port ConfigurationTypeWrong',
    ]);
  });

  test.each([
    ['hostname, if that was meant', small('hostname:', 'host-name:')],
    ['a string, so in quotes: "1.30"', small('clusterName: platform', 'clusterName: platform\n    version: 1.30')],
    ['a number, so without quotes: 9292', small('9292', "'9292'")],
    ['a boolean: true', small('edge:', 'edge:\n  internetFacing: yes')],
    ['a boolean: false', small('edge:', 'edge:\n  internetFacing: Off')],
    ['an object, such as {} for all defaults', small('network:', 'keda:\nnetwork:')],
    ['an array, also of one: [a]', small('9292', '9292\n      additionalHostnames: a')],
    ['one of podIdentityAssociation, irsa; irsa was probably meant', small('/shop:v1', '/shop:v1\n  identity: IRSA')],
    ['exactly one of topicArns, none', small("\n    none: 'Nobody is on call for a test'", ' {}')],
  ])('the way out is told: %s', (allowed, text) => {
    expect(problemsOf(text)).toEqual([expect.objectContaining({ allowed })]);
  });

  test('a message has file, line, path, value, what is allowed, why, and what the key is for', () => {
    const text = small('9292', 'many');
    expect(() => ConfigurationSource.parse('service.yaml', text)).not.toThrow();
    const [problem] = problemsOf(text);
    expect(problem).toEqual({
      code: 'ConfigurationTypeWrong',
      file: expect.stringMatching(/service\.yaml$/),
      line: 23,
      column: 13,
      path: 'service.components[0].port',
      given: '"many"',
      allowed: 'a number',
      why: expect.stringContaining('misread'),
      about: 'TCP port that Puma binds for this component, 1024 to 65535, unique in the service.',
    });
  });
});

describe('a file that cannot be read', () => {
  test.each([
    ['a key twice', small('network:', 'stackName: Other\nnetwork:'), ['2:1  ConfigurationKeyTwice']],
    ['a tab', small('    vpcId', '\tvpcId'), ['4:1  ConfigurationTab']],
    ['two documents', `${small()}---\na: 1\n`, ['26:1  ConfigurationNotAlone']],
    ['an open bracket', small('[us-west-2a, us-west-2b]', '[us-west-2a, us-west-2b'), ['7:5  ConfigurationSyntax']],
    ['a tag of CloudFormation', small('stackName: Small', 'stackName: !Ref Name'), ['1:12  ConfigurationSyntax']],
    ['nothing', '', ['1:1  ConfigurationEmpty']],
    ['comments alone', '# later\n', ['1:1  ConfigurationEmpty']],
    ['a list', '- stackName: a\n', ['1:1  ConfigurationNotAnObject']],
    ['text', 'stackName\n', ['1:1  ConfigurationNotAnObject']],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text).map(brief).slice(0, 1)).toEqual(expected);
  });

  test.each([
    ['is not there', join(__dirname, 'nowhere.yaml'), 'ConfigurationMissing'],
    ['is a folder', __dirname, 'ConfigurationUnreadable'],
  ])('%s', (_, file, code) => {
    expect(() => ConfigurationSource.read(file)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ code })] }),
    );
  });

  test('a key twice in JSON', () => {
    expect(problemsOf('{"stackName": "a",\n "stackName": "b"}', 'a.json').map(brief)).toEqual([
      '2:2  ConfigurationKeyTwice',
    ]);
  });

  test('an alias is followed to where its value stands', () => {
    const text = small('name: shop', 'name: &name 5').replace('name: web', 'name: *name');
    expect(problemsOf(text).map(brief)).toEqual([
      '18:15 service.name ConfigurationTypeWrong',
      '18:15 service.components[0].name ConfigurationTypeWrong',
    ]);
  });

  test('an alias of nothing', () => {
    expect(problemsOf(small('name: web', 'name: *nothing'))).toEqual([
      expect.objectContaining({ code: 'ConfigurationSyntax', given: expect.stringContaining('nothing') }),
    ]);
  });
});

function withRule(rule: string): string {
  return small('port: 9292', `port: 9292\n      rateRules:\n        - ${rule}`);
}
