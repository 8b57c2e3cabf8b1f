import { brief, problemsOf, small } from './configuration';

/** What somebody nearly wrote: the way to what was meant is told. */
const service = (text: string): string => small('/shop:v1', `/shop:v1\n  ${text}`);

describe('a key', () => {
  test.each([
    ['without its unit', service('timing: { idleTimeout: 60 }'), 'idleTimeoutSeconds, if that was meant'],
    ['of the service', service('idleTimeoutSeconds: 60'), 'service.timing.idleTimeoutSeconds, if that was meant'],
    [
      'of the service, without its unit',
      service('slowestRequest: 9'),
      'service.timing.slowestRequestSeconds, if that was meant',
    ],
    [
      'of the edge',
      small('service:', '  idleTimeout: 60\nservice:'),
      'service.timing.idleTimeoutSeconds, if that was meant',
    ],
    [
      'of the pods',
      service('minPods: 3'),
      'service.scaling.minPods or service.scaling.scheduled[].minPods, if that was meant',
    ],
    ['of a component', service('healthCheckPath: /up'), 'service.components[].healthCheckPath, if that was meant'],
    [
      'that merges, as YAML 1.1 had it',
      small('name: web', 'name: web\n      <<: { backlog: 64 }'),
      'the keys themselves, or an alias (*name) of a whole value',
    ],
  ])('%s', (_, text, allowed) => {
    expect(problemsOf(text)).toEqual([expect.objectContaining({ code: 'ConfigurationKeyUnknown', allowed })]);
  });

  test('that is nowhere: what there is', () => {
    expect(problemsOf(service('sidecars: 3'))[0].allowed).toMatch(/^name, image, .*timing/);
  });
});

describe('a number', () => {
  test.each([
    ['idleTimeoutSeconds: 60s', 'service.timing', 'a number, so in seconds: 60'],
    ['idleTimeoutSeconds: 5m', 'service.timing', 'a number, so in seconds: 300'],
    ['idleTimeoutSeconds: 1 min', 'service.timing', 'a number, so in seconds: 60'],
    ['targetBusyness: 60%', 'service.scaling', 'a number, so without the unit: 60'],
    ['targetBusyness: 60 percent', 'service.scaling', 'a number'],
    ['maxPods: 1_000', 'service.scaling', 'a number, so without separators: 1000'],
    ['maxPods: "30"', 'service.scaling', 'a number, so without quotes: 30'],
  ])('%s', (text, path, allowed) => {
    const [, part] = path.split('.');
    expect(problemsOf(service(`${part}: { ${text} }`))).toEqual([expect.objectContaining({ allowed })]);
  });
});

describe('the tags of a stack', () => {
  const tags = (text: string): string => small('network:', `tags: ${text}\nnetwork:`);

  test.each([
    ['a name that AWS keeps', tags("{ 'aws:team': shop }"), ['2:21 tags["aws:team"] TagInvalid']],
    ['an empty name', tags("{ '': shop }"), ['2:13 tags[""] TagInvalid']],
    ['an empty value', tags("{ team: '' }"), ['2:15 tags.team TagInvalid']],
    ['a long value', tags(`{ team: ${'a'.repeat(257)} }`), ['2:15 tags.team TagInvalid']],
    [
      'more than CloudFormation takes',
      tags(`{ ${Array.from({ length: 51 }, (_, i) => `k${i}: v`).join(', ')} }`),
      ['2:7 tags TagsInvalid'],
    ],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(text).map(brief)).toEqual(expected);
  });

  test('as many as it takes', () => {
    expect(
      problemsOf(tags(`{ ${Array.from({ length: 50 }, (_, i) => `k${i}: ${'v'.repeat(256)}`).join(', ')} }`)),
    ).toEqual([]);
  });
});
