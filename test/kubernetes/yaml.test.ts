import * as fc from 'fast-check';
import { parse } from 'yaml';
import { toYaml } from '../../lib/kubernetes/yaml';

// kubectl reads YAML 1.1, where `on` is true and 0777 is octal; most tools read 1.2.
const nasty = [
  'yes',
  'on',
  'No',
  'null',
  '~',
  '1e3',
  '0777',
  '0o7',
  '0x1f',
  '1_000',
  '12:30:45',
  '2024-01-01',
  '.5',
  '=',
  '<<',
  '',
  ' ',
  '- a',
  'a: b',
  'a #b',
  '#',
  '!x',
  '%a',
  '@a',
  '`a',
  '&a',
  '*a',
  '|',
  '>',
  '{',
  '[a',
  '"',
  "'",
  '\t',
  'a\n',
  '\na',
  ' a\n b\n',
  'a\n\n\n',
  'a\r\nb',
  '\u2028',
  '\u0000',
  '\u001b',
  '💥',
  'é',
  'a\\b',
  '${x}',
  '---',
  '...',
  '? a',
  'a:',
  ':a',
];

const VERSIONS = ['1.1', '1.2'] as const;

test('is readable: bare words, block text, lists beside their dash', () => {
  const object = {
    apiVersion: 'v1',
    metadata: { name: 'email', labels: {}, annotations: { 'example.com/a-b': 'on' } },
    data: { 'puma.rb': 'port 1\n\n  workers 2\n', 'last.rb': 'a\nb' },
    spec: { ports: [{ name: 'api', port: 9292 }, { name: 'web' }], args: ['bundle', '-C'], none: [], gone: undefined },
    matrix: [[1, 2], []],
    image: 'example.com/email:v42',
    mode: '0440',
  };
  expect(toYaml(object)).toBe(
    [
      'apiVersion: v1',
      'metadata:',
      '  name: email',
      '  labels: {}',
      '  annotations:',
      '    example.com/a-b: "on"',
      'data:',
      '  puma.rb: |',
      '    port 1',
      '',
      '      workers 2',
      '  last.rb: |-',
      '    a',
      '    b',
      'spec:',
      '  ports:',
      '    - name: api',
      '      port: 9292',
      '    - name: web',
      '  args:',
      '    - bundle',
      '    - "-C"',
      '  none: []',
      'matrix:',
      '  - - 1',
      '    - 2',
      '  - []',
      'image: example.com/email:v42',
      'mode: "0440"',
      '',
    ].join('\n'),
  );
});

test.each(VERSIONS)('gives awkward text back unchanged, as key, value and item, read as YAML %s', (version) => {
  const data = {
    values: Object.fromEntries(nasty.map((text, index) => [`k${index}`, text])),
    keys: Object.fromEntries(nasty.map((text) => [text, text])),
    list: nasty,
    nested: [[{ a: nasty, b: 'x\ny' }, ['x\ny\n']], 'x\ny'],
    empty: {},
    none: [],
  };
  expect(parse(toYaml(data), { version })).toEqual(data);
});

test.each(VERSIONS)('gives any plain data back unchanged, read as YAML %s', (version) => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...' \n\t\r:#-?,[]{}&*!|>\'"%@`~aon01.e_x/='.split('')) }),
    fc.lorem({ maxCount: 40, mode: 'sentences' }),
    fc.constantFrom(...nasty),
  );
  const key = text.filter((name) => name !== '__proto__');
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, tree, { noNullPrototype: true }), (value) => {
      expect(parse(toYaml(value), { version })).toEqual(value);
    }),
    { numRuns: 2000 },
  );
});
