import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder of this package: two levels up when compiled (`dist/bin`), one in the repository (`bin`). */
export const PACKAGE_ROOT = findRoot(__dirname);

export const SCHEMA_FILE = join(PACKAGE_ROOT, 'schema', 'cdk-puma-eks.schema.json');
export const STARTER_FILE = join(PACKAGE_ROOT, 'schema', 'starter.yaml');

export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  return findRoot(dirname(folder));
}
