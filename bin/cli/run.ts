import { nearest } from '../config/nearest';
import { packageVersion } from '../package-root';
import { twoColumns, wrapped } from '../text';
import { EXIT, FAULTS, exitCodeRows } from './exit-codes';
import { explain } from './explain';
import { fail } from './failure';
import { init } from './init';
import type { Io } from './io';
import { UsageError } from './io';
import type { OptionSpecs } from './options';
import { CONFIG, CONFIG_BY_DEFAULT, DEFAULT_FILE, optionRows, parseOptions } from './options';
import { schema } from './schema';
import { simulate } from './simulate';
import { validate } from './validate';

const JSON_FLAG = { type: 'boolean', text: 'print JSON, errors too' } as const;
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
    options: { config: { ...CONFIG, text: `where to; ${CONFIG_BY_DEFAULT}` } },
    run: (io, values) => init(io, { config: values.config ?? DEFAULT_FILE }),
  },
  validate: {
    text: 'Check a configuration: its form, and the stack that it makes. Writes nothing.',
    options: { config: { ...CONFIG, text: `the configuration; ${CONFIG_BY_DEFAULT}` }, json: JSON_FLAG },
    run: (io, values) => validate(io, { ...values, config: values.config ?? DEFAULT_FILE }),
  },
  explain: {
    text: 'Print every timeout and what the pods can carry: value, derivation, source.',
    options: {
      config: {
        ...CONFIG,
        text: "the configuration; by default CDK_PUMA_EKS_CONFIG, or else the library's defaults are explained",
      },
      json: JSON_FLAG,
    },
    run: explain,
  },
  simulate: {
    text: 'Play a load through the scaling that a configuration derives, against CPU-based scaling and a fixed fleet.',
    options: {
      config: { ...CONFIG, text: `the configuration; ${CONFIG_BY_DEFAULT}` },
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
      json: JSON_FLAG,
    },
    run: (io, values) => simulate(io, { ...values, config: values.config ?? DEFAULT_FILE }),
  },
  schema: {
    text: "Print the JSON Schema of the configuration, for editors (VS Code: the YAML extension's yaml.schemas).",
    options: { path: { type: 'boolean', text: 'print the path of its file alone' } },
    run: schema,
  },
};

/** What `cert` is for; it has commands, options and exit codes of its own. */
const CERT = 'Put, show, rotate and check the certificates that pods serve: cert --help.';

/** What of CDK one may look for here. */
const OF_CDK = ['synth', 'diff', 'deploy', 'destroy', 'bootstrap', 'ls', 'list', 'watch'];

/** Runs a command line and gives its exit code. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    // Loaded for itself alone: the other commands have no use for AWS.
    const [name, ...rest] = args[0] === 'help' && args[1] === 'cert' ? ['cert', 'help', ...args.slice(2)] : args;
    return name === 'cert' ? await (await import('./cert/run')).cert(rest, io) : dispatch(args, io);
  } catch (error) {
    return fail(io, error, args.includes('--json'));
  }
}

function dispatch([name, ...args]: readonly string[], io: Io): number {
  if (name === '--version' || name === '-v' || name === 'version') {
    nothingMore(args);
    io.out(packageVersion());
    return EXIT.done;
  }
  if (name === 'help' && args.length > 0) {
    nothingMore(args.slice(1));
    return dispatch([args[0], '--help'], io);
  }
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    nothingMore(args);
    io.out(help());
    return EXIT.done;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UsageError(noCommand(name), {}, help());
  const values = parse(name, command, args);
  if (values.help) {
    io.out(helpOf(name, command));
    return EXIT.done;
  }
  return command.run(io, values);
}

function nothingMore([first]: readonly string[]): void {
  if (first !== undefined) throw new UsageError(`Unexpected argument '${first}'`, {}, help());
}

function noCommand(name: string): string {
  if (name.startsWith('-')) return 'Which command? It comes before any option.';
  if (OF_CDK.includes(name)) return `There is no command ${name}: npx cdk ${name} does that.`;
  const meant = nearest(name, [...Object.keys(COMMANDS), 'cert']);
  return `There is no command ${name}.${meant ? ` Did you mean ${meant}?` : ''}`;
}

function parse(name: string, command: Command, args: readonly string[]): Values & { readonly help?: boolean } {
  try {
    return parseOptions(command.options, args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(error.message, { cause: error }, helpOf(name, command));
  }
}

function help(): string {
  return [
    'cdk-puma-eks: a Puma service on EKS from one configuration file.',
    '`npx cdk synth|diff|deploy` does the rest.',
    '',
    'Usage: npx cdk-puma-eks COMMAND [OPTION]...',
    '',
    ...twoColumns(
      [...Object.entries(COMMANDS), ['cert', { text: CERT }] as const].map(([name, { text }]) => [`  ${name}`, text]),
    ),
    '',
    ...wrapped(
      'COMMAND --help tells its options; --version this version. CDK_PUMA_EKS_CONFIG names the configuration of every ' +
        'command, and of cdk, where no option does. DEBUG=1 shows stack traces.',
    ),
    '',
    'Exit codes (cert has more of its own):',
    ...exitCodeRows([
      [EXIT.done, 'done'],
      [EXIT.configuration, 'the configuration cannot be used'],
      [
        EXIT.usage,
        'the command line is wrong, or a file that it names beside the configuration cannot be read or written',
      ],
      ...FAULTS,
    ]),
  ].join('\n');
}

function helpOf(name: string, { text, options }: Command): string {
  return [`Usage: npx cdk-puma-eks ${name} [OPTION]...`, '', ...wrapped(text), '', ...optionRows(options)].join('\n');
}
