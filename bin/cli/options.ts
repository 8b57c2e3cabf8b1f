import { parseArgs } from 'node:util';
import { nearest } from '../config/nearest';
import { twoColumns } from '../text';
import { UsageError } from './io';

/** The configuration that commands take where none is given. */
export const DEFAULT_FILE = 'cdk-puma-eks.yaml';

/** Names the configuration where no `--config` does: for every command that has the option, and for `cdk`. */
const CONFIG_VARIABLE = 'CDK_PUMA_EKS_CONFIG';

/** `--config`, and what of the variable help has to say of it. */
export const CONFIG = { type: 'string', short: 'c', argument: 'FILE' } as const;
export const CONFIG_BY_DEFAULT = `by default ${CONFIG_VARIABLE}, or else ${DEFAULT_FILE}`;

/** An option of a command: its form, and what help says of it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** Name of its value: `FILE`. */
  readonly argument?: string;
  readonly text: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The values of a command line of these options. */
export type OptionValues<T extends OptionSpecs> = {
  readonly [K in keyof T]?: T[K]['type'] extends 'boolean'
    ? boolean
    : T[K] extends { readonly multiple: true }
      ? string[]
      : string;
} & { readonly help?: boolean };

/** Reads the options of a command, `--config` from the environment where it is not given; throws a `UsageError` of one line for what it does not know. */
export function parseOptions<T extends OptionSpecs>(specs: T, args: readonly string[]): OptionValues<T> {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { type, short, multiple = false }]) => [
      name,
      short === undefined ? { type, multiple } : { type, short, multiple },
    ]),
  );
  try {
    const { values, tokens } = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      strict: true,
      allowPositionals: false,
      tokens: true,
    });
    checkGiven(
      specs,
      tokens.flatMap((token) => (token.kind === 'option' ? token : [])),
    );
    return { ...fromEnvironment(specs), ...values } as OptionValues<T>;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.startsWith('ERR_PARSE_ARGS_')) throw error;
    // Node adds advice on positional arguments, which no command here has.
    const [said] = message.split(/\. (?:To specify a positional|This command does not take)|\n/);
    throw new UsageError(`${said}${wayOut(code, said, specs)}`, { cause: error });
  }
}

function fromEnvironment(specs: OptionSpecs): { readonly config?: string } {
  const config = process.env[CONFIG_VARIABLE] ?? '';
  return 'config' in specs && config !== '' ? { config } : {};
}

/** Node takes the last of several values, and an empty one: both are slips here, such as a variable that is not set. */
function checkGiven(specs: OptionSpecs, given: readonly { readonly name: string; readonly value?: string }[]): void {
  for (const [index, { name, value }] of given.entries()) {
    if (value === '') throw new UsageError(`--${name} is empty`);
    const again = given.findIndex((other) => other.name === name) < index;
    if (again && value !== undefined && !specs[name].multiple)
      throw new UsageError(`--${name} is given more than once, and takes one value`);
  }
}

/** What was probably meant by an option, or by a file without one, and how a value is given that looks like an option. */
function wayOut(code: string, said: string, specs: OptionSpecs): string {
  const given = /'([^']*)'/.exec(said)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const meant = nearest(given.replace(/^-+/, ''), [...Object.keys(specs), 'help']);
    return meant === undefined ? '' : `. Did you mean --${meant}?`;
  }
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' && said.endsWith('is ambiguous.')) {
    // `-c=VALUE` would be the value `=VALUE`.
    const long = Object.keys(specs).find((name) =>
      [`--${name}`, `-${specs[name].short}`].includes(given.split(', ')[0]),
    );
    return ` Its value is missing, or begins with a dash: then it is given as --${long}=VALUE`;
  }
  const isFile = code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL' && 'config' in specs;
  return isFile ? `. A configuration is named with --config: --config ${given}` : '';
}

/** The options as help shows them, in lines of a terminal's width. */
export function optionRows(specs: OptionSpecs): string[] {
  return twoColumns(
    Object.entries(specs).map(([name, { short, argument = '', text }]) => [
      `  ${short === undefined ? '' : `-${short}, `}--${name} ${argument}`.trimEnd(),
      text,
    ]),
  );
}
