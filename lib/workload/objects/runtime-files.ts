import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the runtime's Ruby files lie, beside `lib/` and `dist/` alike. */
const RUNTIME = join(__dirname, '..', '..', '..', 'runtime', 'puma');

export interface RuntimeFile {
  /** Path in the pod, under the mount: `cdk_puma_eks/probes.rb`. */
  readonly path: string;
  /** Key in the ConfigMap, which takes no slash: `cdk_puma_eks__probes.rb`. */
  readonly key: string;
  readonly text: string;
}

let cache: readonly RuntimeFile[] | undefined;

/** The Ruby files that run in the pod; read once a process. */
export function runtimeFiles(): readonly RuntimeFile[] {
  cache ??= readdirSync(RUNTIME, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.rb'))
    .sort()
    .map((path) => ({
      path,
      key: path.replaceAll('/', '__'),
      text: withoutComments(readFileSync(join(RUNTIME, path), 'utf8')),
    }));
  return cache;
}

/**
 * Lines of comment and blank lines stay at home: they are a fifth of what would stand in every template. Line ends are made
 * one kind first: a checkout on Windows would else change every pod. The files have no heredocs, which this would cut (a
 * test holds them to it).
 */
export function withoutComments(ruby: string): string {
  return ruby.replaceAll('\r\n', '\n').replace(/^[ \t]*(#(?! frozen_string_literal).*)?\n/gm, '');
}
