import { ConfigurationError } from '../config/problem';
import { nearest } from '../config/nearest';
import { packageVersion } from '../package-root';
import { explain } from './explain';
import { init } from './init';
import type { Io } from './io';
import { UsageError } from './io';
import type { OptionSpecs } from './options';
import { DEFAULT_FILE, optionRows, parseOptions } from './options';
import { schema } from './schema';
import { simulate } from './simulate';
import { validate } from './validate';

const CONFIG = { type: 'string', short: 'c', argument: 'FILE' } as const;
const BY_DEFAULT = `by default CDK_PUMA_EKS_CONFIG, or else ${DEFAULT_FILE}`;
const FLAG = { type: 'boolean' } as const;
const TEXT = { type: 'string' } as const;

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
  readonly options: OptionSpecs;
  run(io: Io, values: Values): number;
}

const COMMANDS: Record<string, Command> = {
  init: {
    text: 'Write a configuration to begin with, and a cdk.json for it. Overwrites nothing.',
    options: { config: { ...CONFIG, text: `where to, ${DEFAULT_FILE} by default` } },
    run: (io, values) => init(io, { config: values.config ?? DEFAULT_FILE }),
  },
  validate: {
    text: 'Check a configuration: its form, and the stack that it makes. Writes nothing.',
    options: {
      config: { ...CONFIG, text: `the configuration; ${BY_DEFAULT}` },
      json: { ...FLAG, text: 'print JSON' },
    },
    run: (io, values) => validate(io, { ...values, config: values.config ?? fromEnvironment() ?? DEFAULT_FILE }),
  },
  explain: {
    text: 'Print every timeout and what the pods can carry: value, derivation, source.',
    options: {
      config: {
        ...CONFIG,
        text: "the configuration; by default CDK_PUMA_EKS_CONFIG, or else the library's defaults are explained",
      },
      json: { ...FLAG, text: 'print JSON' },
    },
    run: (io, values) => explain(io, { ...values, config: values.config ?? fromEnvironment() }),
  },
  simulate: {
    text: 'Play a load through the scaling that a configuration derives, against CPU-based scaling and a fixed fleet.',
    options: {
      config: { ...CONFIG, text: `the configuration; ${BY_DEFAULT}` },
      curve: {
        ...TEXT,
        argument: 'NAME',
        text: 'quiet-day, campaign (by default) or blast, in proportion to what the pods carry',
      },
      csv: {
        ...TEXT,
        argument: 'FILE',
        text: 'a load of your own: lines of "seconds,requests per second", since midnight or 1970',
      },
      out: { ...TEXT, argument: 'FILE', text: 'draw it, as SVG, to this file' },
      'cpu-share': {
        ...TEXT,
        argument: 'PERCENT',
        text: "percent of a request's time that it is on the CPU, 10 by default",
      },
      json: { ...FLAG, text: 'print JSON' },
    },
    run: (io, values) => simulate(io, { ...values, config: values.config ?? fromEnvironment() ?? DEFAULT_FILE }),
  },
  schema: {
    text: "Print the JSON Schema of the configuration, for editors (VS Code: the YAML extension's yaml.schemas).",
    options: { path: { ...FLAG, text: 'print the path of its file alone' } },
    run: schema,
  },
};

/** What `cert` is for; it has commands, options and exit codes of its own. */
const CERT = 'Put, show, rotate and check the certificates that pods serve: cert --help.';

/** What the program ends with, beside what `cert` ends with. */
const EXIT_CODES = [
  [0, 'done'],
  [1, 'the configuration cannot be used'],
  [2, 'the command line is wrong, or a file that it names beside the configuration cannot be read or written'],
  [70, 'a defect of this program'],
] as const;
const [[DONE], [WRONG_CONFIGURATION], [WRONG_USAGE], [DEFECT]] = EXIT_CODES;

/** Runs a command line and gives its exit code. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    // Loaded for itself alone: the other commands have no use for AWS.
    const [name, ...rest] = args[0] === 'help' && args[1] === 'cert' ? ['cert', '--help'] : args;
    return name === 'cert' ? await (await import('./cert/run')).cert(rest, io) : dispatch(args, io);
  } catch (error) {
    if (process.env.DEBUG || !(error instanceof Error)) throw error;
    if (error instanceof UsageError || error instanceof ConfigurationError) {
      io.note(error.message);
      return error instanceof UsageError ? WRONG_USAGE : WRONG_CONFIGURATION;
    }
    io.note(`This is a defect of cdk-puma-eks ${packageVersion()}; please report it, with this:\n${error.stack}`);
    return DEFECT;
  }
}

function dispatch([name, ...args]: readonly string[], io: Io): number {
  if (name === '--version' || name === '-v' || name === 'version') {
    io.out(packageVersion());
    return DONE;
  }
  if (name === 'help' && args.length > 0) return dispatch([args[0], '--help'], io);
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.out(help());
    return DONE;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const meant = nearest(name, [...Object.keys(COMMANDS), 'cert']);
    throw new UsageError(`There is no command ${name}.${meant ? ` Did you mean ${meant}?` : ''}\n\n${help()}`);
  }
  const values = parse(name, command, args);
  if (values.help) {
    io.out(helpOf(name, command));
    return DONE;
  }
  return command.run(io, values);
}

/** The file that `cdk` takes too, where its context names none. */
function fromEnvironment(): string | undefined {
  return process.env.CDK_PUMA_EKS_CONFIG === '' ? undefined : process.env.CDK_PUMA_EKS_CONFIG;
}

function parse(name: string, command: Command, args: readonly string[]): Values & { readonly help?: boolean } {
  try {
    return parseOptions(command.options, args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${error.message}\n\n${helpOf(name, command)}`, { cause: error });
  }
}

function help(): string {
  const rows = [...Object.entries(COMMANDS), ['cert', { text: CERT }] as const].map(
    ([name, { text }]) => `  ${name.padEnd(10)}${text}`,
  );
  return [
    'cdk-puma-eks: a Puma service on EKS from one configuration file. `npx cdk synth|diff|deploy` does the rest.',
    '',
    'Usage: npx cdk-puma-eks COMMAND [OPTION]...',
    '',
    ...rows,
    '',
    'COMMAND --help tells its options; --version this version. DEBUG=1 shows stack traces.',
    '',
    'Exit codes (cert has more of its own):',
    ...EXIT_CODES.map(([code, text]) => `  ${String(code).padStart(2)}  ${text}`),
  ].join('\n');
}

function helpOf(name: string, { text, options }: Command): string {
  return [`Usage: npx cdk-puma-eks ${name} [OPTION]...`, '', text, '', ...optionRows(options)].join('\n');
}
