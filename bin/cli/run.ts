import { parseArgs } from 'node:util';
import { ConfigurationError } from '../config/problem';
import { nearest } from '../config/nearest';
import { packageVersion } from '../package-root';
import { explain } from './explain';
import { init } from './init';
import type { Io } from './io';
import { UsageError } from './io';
import { schema } from './schema';
import { simulate } from './simulate';
import { validate } from './validate';

const OPTIONS = {
  config: { type: 'string', short: 'c', text: 'FILE' },
  json: { type: 'boolean', text: '' },
  path: { type: 'boolean', text: '' },
  curve: { type: 'string', text: 'NAME' },
  csv: { type: 'string', text: 'FILE' },
  out: { type: 'string', text: 'FILE' },
  'cpu-share': { type: 'string', text: 'PERCENT' },
  help: { type: 'boolean', short: 'h', text: '' },
} as const;

type Option = keyof typeof OPTIONS;

interface Values {
  readonly config?: string;
  readonly json?: boolean;
  readonly path?: boolean;
  readonly curve?: string;
  readonly csv?: string;
  readonly out?: string;
  readonly 'cpu-share'?: string;
}

interface Command {
  readonly text: string;
  readonly options: Partial<Record<Option, string>>;
  run(io: Io, values: Values): number;
}

const DEFAULT_FILE = 'cdk-puma-eks.yaml';

const COMMANDS: Record<string, Command> = {
  init: {
    text: 'Write a configuration to begin with, and a cdk.json for it. Overwrites nothing.',
    options: { config: `where to, ${DEFAULT_FILE} by default` },
    run: (io, values) => init(io, { config: values.config ?? DEFAULT_FILE }),
  },
  validate: {
    text: 'Check a configuration: its form, and the stack that it makes. Writes nothing; exits with 1 on errors.',
    options: { config: `the configuration, ${DEFAULT_FILE} by default`, json: 'print JSON' },
    run: (io, values) => validate(io, { ...values, config: values.config ?? DEFAULT_FILE }),
  },
  explain: {
    text: 'Print every timeout and what the pods can carry: value, derivation, source.',
    options: { config: "the configuration; without one, the library's defaults are explained", json: 'print JSON' },
    run: explain,
  },
  simulate: {
    text: 'Play a load through the scaling that a configuration derives, against CPU-based scaling and a fixed fleet.',
    options: {
      config: `the configuration, ${DEFAULT_FILE} by default`,
      curve: 'quiet-day, campaign (by default) or blast, in proportion to what the pods carry',
      csv: 'a load of your own: lines of "seconds,requests per second"',
      out: 'draw it, as SVG, to this file',
      'cpu-share': "percent of a request's time that it is on the CPU, 10 by default",
      json: 'print JSON',
    },
    run: (io, values) => simulate(io, { ...values, config: values.config ?? DEFAULT_FILE }),
  },
  schema: {
    text: "Print the JSON Schema of the configuration, for editors (VS Code: the YAML extension's yaml.schemas).",
    options: { path: 'print the path of its file alone' },
    run: schema,
  },
};

/** Runs a command line and gives its exit code: 0 done, 1 the configuration is wrong, 2 the command line is wrong. */
export function run(args: readonly string[], io: Io): number {
  try {
    return dispatch(args, io);
  } catch (error) {
    if (process.env.DEBUG) throw error;
    if (error instanceof UsageError) {
      io.note(error.message);
      return 2;
    }
    if (error instanceof ConfigurationError) {
      io.note(error.message);
      return 1;
    }
    throw error;
  }
}

function dispatch([name, ...args]: readonly string[], io: Io): number {
  if (name === '--version') {
    io.out(packageVersion());
    return 0;
  }
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.out(help());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const meant = nearest(name, Object.keys(COMMANDS));
    throw new UsageError(`There is no command ${name}.${meant ? ` Did you mean ${meant}?` : ''}\n\n${help()}`);
  }
  const values = parse(name, command, args);
  if (values.help) {
    io.out(helpOf(name, command));
    return 0;
  }
  return command.run(io, values);
}

function parse(name: string, command: Command, args: readonly string[]): Values & { readonly help?: boolean } {
  const known = Object.fromEntries(
    Object.entries(OPTIONS).filter(([option]) => option === 'help' || option in command.options),
  );
  try {
    return parseArgs({ args: [...args], options: known, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (!code.startsWith('ERR_PARSE_ARGS_')) throw error;
    throw new UsageError(`${message}\n\n${helpOf(name, command)}`);
  }
}

function help(): string {
  const rows = Object.entries(COMMANDS).map(([name, { text }]) => `  ${name.padEnd(10)}${text}`);
  return [
    'cdk-puma-eks: a Puma service on EKS from one configuration file. `npx cdk synth|diff|deploy` does the rest.',
    '',
    'Usage: npx cdk-puma-eks COMMAND [OPTION]...',
    '',
    ...rows,
    '',
    'COMMAND --help tells its options; --version this version. DEBUG=1 shows stack traces.',
  ].join('\n');
}

function helpOf(name: string, { text, options }: Command): string {
  const rows = Object.entries(options).map(([option, what]) => {
    const { text: argument } = OPTIONS[option as Option];
    return `  ${`--${option} ${argument}`.trim().padEnd(21)}${what}`;
  });
  return [`Usage: npx cdk-puma-eks ${name} [OPTION]...`, '', text, '', ...rows].join('\n');
}
