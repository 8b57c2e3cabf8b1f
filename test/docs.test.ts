import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCatalogue } from '../scripts/error-catalogue';
import { generatedDocs } from '../scripts/generated-docs';

const root = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

test.each(generatedDocs(read).map(({ file, text }) => [file, text]))(
  '%s is what `npm run docs` writes',
  (file, text) => {
    expect(read(file)).toBe(text);
  },
);

test('every code that a test expects is in the catalogue', () => {
  const codes = new Set(errorCatalogue().map(({ code }) => code));
  const expected = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => [...read(join('test', file)).matchAll(/expectRefusal\([^;]+?, '([A-Z]\w+)'\)/gs)])
    .map(([, code]) => code);
  expect(expected.filter((code) => !codes.has(code))).toEqual([]);
});

test.each(['README.md', 'docs/errors.md', 'docs/ingress.md', 'docs/timing.md'])(
  'no word of %s is taken for a tag, which a browser would leave out',
  (file) => {
    const prose = read(file)
      .replace(/^```[^]*?^```/gm, '')
      .replace(/`[^`\n]*`|<!--[^]*?-->|<a id="\w+"><\/a>/g, '');
    expect(prose.match(/<\w[^>]*>/g) ?? []).toEqual([]);
  },
);

test('the README begins with two commands: one synthesizes, the other tests', () => {
  const [, block] = /^```sh\n([^]*?)^```/m.exec(read('README.md'))!;
  expect(block.split('\n').map((line) => line.replace(/\s*#.*/, ''))).toEqual(['npm run synth', 'npm test', '']);
});
