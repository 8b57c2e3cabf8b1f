import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runtimeFiles, withoutComments } from '../../lib/workload/objects/runtime-files';

const RUNTIME = join(__dirname, '..', '..', 'runtime', 'puma');
const sources = readdirSync(RUNTIME, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.rb'))
  .map((name) => [name, readFileSync(join(RUNTIME, name), 'utf8')] as const);

test('comments and blank lines stay at home, the magic comment and code do not, whatever the line ends', () => {
  const ruby = '# frozen_string_literal: true\n\n# Why.\nname = "#{host}" # not this one\n  # nor\nreturn\n';
  const stripped = '# frozen_string_literal: true\nname = "#{host}" # not this one\nreturn\n';
  expect(withoutComments(ruby)).toBe(stripped);
  expect(withoutComments(ruby.replaceAll('\n', '\r\n'))).toBe(stripped);
});

test.each(sources)('%s has no text of several lines, which stripping would cut', (_, text) => {
  expect(text).not.toMatch(/<<[~-]?['"`]?[A-Z]|^=begin|^__END__|%[qQwWiI]?[[({|][^\])}|\n]*\n/m);
});

test('every file is delivered under its path, in an order that no file system decides', () => {
  const paths = runtimeFiles().map(({ path }) => path);
  expect(paths).toEqual(sources.map(([name]) => name.replaceAll('\\', '/')).sort());
});
