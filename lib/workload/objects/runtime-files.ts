import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the runtime's Ruby files lie, beside `lib/` and `dist/` alike. */
const RUNTIME = join(__dirname, '..', '..', '..', 'runtime', 'puma');

/** A file of the runtime's: a key in the ConfigMap and, mounted, a file in the pod. */
export interface RuntimeFile {
  readonly name: string;
  readonly text: string;
}

const LIBRARY = 'cdk_puma_eks.rb';

let cache: readonly RuntimeFile[] | undefined;

/** What runs in the pod, read once a process: Puma's configuration, and the library that it requires. */
export function runtimeFiles(): readonly RuntimeFile[] {
  cache ??= [
    { name: 'puma.rb', text: shipped(readRuntime('puma.rb')) },
    { name: LIBRARY, text: shipped(bundled(readRuntime, LIBRARY)) },
  ];
  return cache;
}

function readRuntime(name: string): string {
  // A checkout on Windows would else change every pod.
  return readFileSync(join(RUNTIME, name), 'utf8').replaceAll('\r\n', '\n');
}

const REQUIRE = /^require '([^']+)'\n+/gm;
const OWN = 'cdk_puma_eks/';

/**
 * A Ruby file with all of ours that it requires in one: what comes from elsewhere is required first, then each of our files
 * stands before the one that asks for it, as Ruby would load them, all in one module.
 */
export function bundled(read: (name: string) => string, name: string): string {
  const loaded = new Set<string>();
  const texts: string[] = [];
  const load = (file: string): void => {
    const text = read(file).replace(REQUIRE, (_, feature: string) => {
      if (loaded.has(feature)) return '';
      loaded.add(feature);
      if (feature.startsWith(OWN)) load(`${feature}.rb`);
      return '';
    });
    texts.push(text);
  };
  load(name);
  const others = [...loaded].filter((feature) => !feature.startsWith(OWN));
  const requires = others.map((feature) => `require '${feature}'\n`).join('');
  return (
    requires +
    texts
      .map(withoutComments)
      .join('')
      .replace(/^end\nmodule CdkPumaEks\n/gm, '')
  );
}

/**
 * Lines of comment, blank lines and indentation stay at home: they are a third of what would stand in every template. An
 * `end` goes on the line before it: a line's end is three characters there. The files have no heredocs or other text of
 * several lines, which this would cut, nor comments behind code (a test holds them to it).
 */
export function shipped(ruby: string): string {
  const code = withoutComments(ruby).replace(/^[ \t]+/gm, '');
  return `# frozen_string_literal: true\n${code.replace(/\nend\b/g, ';end')}`;
}

function withoutComments(ruby: string): string {
  return ruby.replace(/^[ \t]*(#.*)?\n/gm, '');
}
