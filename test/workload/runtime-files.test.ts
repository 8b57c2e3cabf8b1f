import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled, runtimeFiles, shipped } from '../../lib/workload/objects/runtime-files';

const RUNTIME = join(__dirname, '..', '..', 'runtime', 'puma');
const sources = readdirSync(RUNTIME, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.rb'))
  .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(RUNTIME, name), 'utf8')] as const);

test('comments, blank lines and indentation stay at home, the magic comment and code do not', () => {
  const ruby = '# frozen_string_literal: true\n\n# Why.\nname = "#{host}"\n  # nor\n  return\nending\n';
  expect(shipped(ruby)).toBe('# frozen_string_literal: true\nname = "#{host}"\nreturn\nending\n');
});

test('an end stands behind what it ends', () => {
  expect(shipped('def a\n  loop do\n    b\n  end.c\nend\n')).toBe(
    '# frozen_string_literal: true\ndef a\nloop do\nb;end.c;end\n',
  );
});

test('what a file requires of ours stands before it, everything once, in one module', () => {
  const files: Record<string, string> = {
    'all.rb': "# All.\nrequire 'cdk_puma_eks/a'\nrequire 'cdk_puma_eks/b'\n",
    'cdk_puma_eks/a.rb': "require 'json'\nrequire 'cdk_puma_eks/b'\n\nmodule CdkPumaEks\n  A = B\nend\n",
    'cdk_puma_eks/b.rb': "require 'uri'\n\nmodule CdkPumaEks\n  # Why.\n  B = (require 'lazy')\nend\n",
  };
  expect(bundled((name) => files[name], 'all.rb')).toBe(
    "require 'json'\nrequire 'uri'\nmodule CdkPumaEks\n  B = (require 'lazy')\n  A = B\nend\n",
  );
});

test.each(sources)('%s has no comment behind code, nor text of several lines, which stripping would cut', (_, text) => {
  expect(text).not.toMatch(/^[ \t]*[^#\s].* # /m);
  expect(text).not.toMatch(/<<[~-]?['"`]?[A-Z]|^=begin|^__END__|%[qQwWiI]?[[({|][^\])}|\n]*\n/m);
});

test("two files are delivered, Puma's configuration and the library, which holds every source", () => {
  const [puma, library, ...more] = runtimeFiles();
  expect([puma.name, library.name, more]).toEqual(['puma.rb', 'cdk_puma_eks.rb', []]);
  for (const [name, text] of sources.filter(([path]) => path.includes('/'))) {
    const definition = /^ {2}(class|module) .+$/m.exec(text)?.[0].trim();
    expect({ name, stands: library.text.split(`\n${definition ?? 'def self.report(line)'}\n`).length - 1 }).toEqual({
      name,
      stands: 1,
    });
  }
  expect(library.text).not.toContain("require 'cdk_puma_eks");
});
