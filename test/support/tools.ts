import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const TOOLS = join(__dirname, '..', '..', '.tools');

/** Path of a program that the tests need: the project's own first, then the machine's. */
export function tool(name: string): string {
  const folders = [join(TOOLS, 'bin'), join(TOOLS, 'rubocop'), ...(process.env.PATH ?? '').split(delimiter)];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (!found)
    throw new Error(`${name} is missing: run node scripts/setup.mjs, which installs it or says what to install`);
  return found;
}

/** One Puma with its own Ruby and AWS SDK, as one Debian suite has them. */
export interface PumaBuild {
  /** Debian's name of the suite. */
  readonly suite: string;
  /** Puma's version. */
  readonly puma: string;
  /** Ruby's version. */
  readonly ruby: string;
  /** Version of the gem aws-sdk-core. */
  readonly sdk: string;
  /** The command `puma`. */
  readonly command: string;
  /** The command `ruby`. */
  readonly rubyCommand: string;
}

/** Every Puma at hand, oldest first; at least 5.6. */
export function pumaBuilds(): PumaBuild[] {
  const folder = join(TOOLS, 'debian');
  const suites = existsSync(folder)
    ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'versions.json')))
    : [];
  const builds = suites.map((suite) => ({
    ...(JSON.parse(readFileSync(join(folder, suite, 'versions.json'), 'utf8')) as Pick<
      PumaBuild,
      'suite' | 'puma' | 'ruby' | 'sdk'
    >),
    command: join(folder, suite, 'puma'),
    rubyCommand: join(folder, suite, 'ruby'),
  }));
  if (builds.length === 0)
    throw new Error('No Puma at hand: run node scripts/setup.mjs, which unpacks it or says what is missing');
  return builds.sort((a, b) => a.puma.localeCompare(b.puma, 'en', { numeric: true }));
}

/** Puma 5.6, the oldest that the runtime supports and the one whose quirks it cures. */
export function oldestPuma(): PumaBuild {
  return pumaBuilds()[0];
}
