import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { recommendedContext } from '../feature-flags';
import { PACKAGE_ROOT, SCHEMA_FILE, STARTER_FILE } from '../package-root';
import type { Io } from './io';
import { UsageError } from './io';

/** Writes a configuration to begin with, and a cdk.json that runs the ready app with it; overwrites neither. */
export function init(io: Io, { config }: { readonly config: string }): number {
  const file = resolve(io.cwd, config);
  if (existsSync(file)) throw new UsageError(`${config} exists already; init never overwrites a file.`);
  write(file, config, starterFor(dirname(file)));
  io.out(`Wrote ${config}: put in your image, your hosts and your ARNs.`);

  const cdkJson = resolve(io.cwd, 'cdk.json');
  const content = cdkJsonFor(io.cwd, config);
  if (existsSync(cdkJson)) {
    io.out(`cdk.json exists already. To run the ready app, it needs "app": ${JSON.stringify(content.app)}.`);
  } else {
    write(cdkJson, 'cdk.json', `${JSON.stringify(content, null, 2)}\n`);
    io.out("Wrote cdk.json: the ready app, with aws-cdk-lib's recommended feature flags.");
  }
  io.out(`Next: npx cdk-puma-eks validate --config ${quoted(config)}, then npx cdk deploy.`);
  return 0;
}

function write(file: string, name: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${name} cannot be written: ${REASONS[code ?? ''] ?? code}.`, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder is not there',
  ENOTDIR: 'its folder is not there',
  EACCES: 'permission is missing',
  // A link that leads nowhere, or what another program has just made.
  EEXIST: 'its name is taken',
};

/** The starter names the schema by its path as a URL, which knows no space, so that editors find it without the network. */
function starterFor(folder: string): string {
  const path = posix(relative(folder, SCHEMA_FILE));
  return readFileSync(STARTER_FILE, 'utf8').replace(
    /\$schema=\S+/,
    `$schema=${path.startsWith('.') ? '' : './'}${encodeURI(path)}`,
  );
}

/** The file is the app's own argument, so that `-c config=` and the variable, which say more on purpose, go before it. */
function cdkJsonFor(folder: string, config: string): { app: string; context: Record<string, unknown> } {
  const app = posix(relative(folder, join(PACKAGE_ROOT, 'dist', 'bin', 'app.js')));
  return { app: `node ${quoted(app)} ${quoted(posix(config))}`, context: recommendedContext() };
}

/** As a shell takes it for one word: `cdk` runs the app by one. */
function quoted(word: string): string {
  return /^[\w./@:+-]+$/.test(word) ? word : `"${word.replace(/["\\$`]/g, '\\$&')}"`;
}

function posix(path: string): string {
  return path.split(sep).join('/');
}
