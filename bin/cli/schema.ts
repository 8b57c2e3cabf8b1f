import { readFileSync } from 'node:fs';
import { SCHEMA_FILE } from '../package-root';
import type { Io } from './io';

/** Prints the configuration's JSON Schema, or where it is. */
export function schema(io: Io, { path }: { readonly path?: boolean }): number {
  io.out(path ? SCHEMA_FILE : readFileSync(SCHEMA_FILE, 'utf8').trimEnd());
  return 0;
}
