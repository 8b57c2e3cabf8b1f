import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Found {
  readonly version: string;
  readonly programs: Readonly<Record<string, string>>;
  readonly missing: Readonly<Record<string, string>>;
}

/** Path of a program of the control plane or of KEDA's, as `scripts/setup-cluster.mjs` has found or built it. */
export function program(name: string): string {
  const { programs, missing } = found();
  const path = programs[name];
  if (path === undefined)
    throw new Error(`${name} is missing: ${missing[name] ?? 'run node scripts/setup-cluster.mjs'}`);
  return path;
}

function found(): Found {
  const file = join(__dirname, '..', '..', '..', '.tools', 'cluster.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Found;
  } catch {
    throw new Error(
      'No control plane at hand: run node scripts/setup-cluster.mjs, which builds it or says what is missing',
    );
  }
}
