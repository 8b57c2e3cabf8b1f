import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the runtime's Ruby files lie, beside `lib/` and `dist/` alike. */
const RUNTIME = join(__dirname, '..', '..', '..', 'runtime', 'puma');

/** A file of the runtime's: a key in the ConfigMap and, mounted, a file in the pod. */
export interface RuntimeFile {
  readonly name: string;
  readonly text: string;
}

let cache: readonly RuntimeFile[] | undefined;

/** What runs in the pod, read once a process: Puma's configuration, and the library that it requires. */
export function runtimeFiles(): readonly RuntimeFile[] {
  cache ??= ['puma.rb', 'cdk_puma_eks.rb'].map((name) => ({ name, text: shipped(bundled(readRuntime, name)) }));
  return cache;
}

function readRuntime(name: string): string {
  // A checkout on Windows would else change every pod.
  return readFileSync(join(RUNTIME, name), 'utf8').replaceAll('\r\n', '\n');
}

const REQUIRE = /^require '([^']+)'\n/gm;
const OWN = 'cdk_puma_eks/';

/** A Ruby file with each of ours that it requires put in the place of the first `require`, as Ruby would load it. */
export function bundled(read: (name: string) => string, name: string, loaded = new Set<string>()): string {
  return read(name).replace(REQUIRE, (line, feature: string) => {
    if (loaded.has(feature)) return '';
    loaded.add(feature);
    return feature.startsWith(OWN) ? bundled(read, `${feature}.rb`, loaded) : line;
  });
}

/**
 * Lines of comment, blank lines and indentation stay at home: they are a third of what would stand in every template. The
 * files have no heredocs or other text of several lines, which this would cut (a test holds them to it).
 */
export function shipped(ruby: string): string {
  return `# frozen_string_literal: true\n${ruby.replace(/^[ \t]*(#.*)?\n/gm, '').replace(/^[ \t]+/gm, '')}`;
}
