import { RENEW_AT_DAYS_LEFT } from '../../../lib/model/certificates';
import { nearest } from '../../config/nearest';
import { twoColumns, wrapped } from '../../text';
import type { Io } from '../io';
import { UsageError } from '../io';
import type { OptionSpecs, OptionValues } from '../options';
import { CONFIG, CONFIG_BY_DEFAULT, optionRows, parseOptions } from '../options';
import { check } from './check';
import { exitRows } from './errors';
import { put } from './put';
import { ROTATION_WAIT_SECONDS, rotate } from './rotate';
import { show } from './show';

const FROM_CONFIG = 'take secrets, hosts, Region and account from this configuration of the ready app';

const ONE = {
  host: {
    type: 'string',
    multiple: true,
    argument: 'NAME',
    text: 'host that the certificate is for; again for further ones. Its secret is /Cert/NAME',
  },
  secret: { type: 'string', argument: 'NAME', text: 'name or ARN of the secret, where it has a name of its own' },
  config: { ...CONFIG, text: `${FROM_CONFIG}; by default CDK_PUMA_EKS_CONFIG, or else none` },
} as const satisfies OptionSpecs;

const AWS = {
  region: {
    type: 'string',
    argument: 'NAME',
    text: "AWS Region; else the configuration's, else AWS_REGION, else the profile's",
  },
  profile: { type: 'string', argument: 'NAME', text: "profile of AWS's shared configuration files; else AWS_PROFILE" },
  json: { type: 'boolean', text: 'print one JSON object, errors too' },
} as const satisfies OptionSpecs;

interface Command {
  readonly text: string;
  readonly specs: OptionSpecs;
  run(io: Io, args: readonly string[]): Promise<number>;
}

const COMMANDS: Record<string, Command> = {
  put: command(
    'Put a certificate of your own into its secret, after checking it: pair, chain, hosts, dates, strength.',
    {
      cert: {
        type: 'string',
        argument: 'FILE',
        text: 'PEM of the certificate, then of its chain; - or nothing is standard input',
      },
      key: {
        type: 'string',
        argument: 'FILE',
        text: 'PEM of the private key, unencrypted; - or nothing is standard input',
      },
      ...ONE,
      'dry-run': { type: 'boolean', text: 'check all and show what would be done, but write nothing' },
      force: { type: 'boolean', text: 'even where the next rotation will replace it' },
      ...AWS,
    },
    put,
  ),
  show: command("Show a secret's certificate and how it is renewed. Never the key.", { ...ONE, ...AWS }, show),
  rotate: command(
    'Have a certificate issued anew now, and wait until it is current.',
    {
      ...ONE,
      timeout: { type: 'string', argument: 'SECONDS', text: `how long to wait, ${ROTATION_WAIT_SECONDS} by default` },
      ...AWS,
    },
    rotate,
  ),
  check: command(
    'Check that pods can serve every certificate of a configuration. For CI: exits with the first problem.',
    {
      ...ONE,
      config: { ...CONFIG, text: `${FROM_CONFIG}; ${CONFIG_BY_DEFAULT} where neither host nor secret is given` },
      'min-days': {
        type: 'string',
        argument: 'DAYS',
        text: `days that must be left, ${RENEW_AT_DAYS_LEFT} by default`,
      },
      ...AWS,
    },
    check,
  ),
};

/** Runs `cert COMMAND`; gives its exit code. */
export async function cert(args: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const [name] = args;
    const help = name !== undefined && Object.hasOwn(COMMANDS, name) ? `cert ${name} --help` : 'cert --help';
    throw new UsageError(`${sentence(error.message)} See npx cdk-puma-eks ${help}.`, { cause: error });
  }
}

function dispatch([name, ...args]: readonly string[], io: Io): Promise<number> {
  if (name === 'help' && args.length > 0) return dispatch([args[0], '--help'], io);
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.out(help());
    return Promise.resolve(0);
  }
  if (name.startsWith('-')) throw new UsageError('Which command? Give put, show, rotate or check before any option.');
  if (!Object.hasOwn(COMMANDS, name)) {
    const meant = nearest(name, Object.keys(COMMANDS));
    throw new UsageError(`There is no command cert ${name}.${meant ? ` Did you mean ${meant}?` : ''}`);
  }
  if (args.includes('--help') || args.includes('-h')) {
    io.out(helpOf(name, COMMANDS[name]));
    return Promise.resolve(0);
  }
  return COMMANDS[name].run(io, args);
}

function command<T extends OptionSpecs>(
  text: string,
  specs: T,
  run: (io: Io, values: OptionValues<T>) => Promise<number>,
): Command {
  return { text, specs, run: async (io, args) => run(io, parseOptions(specs, args)) };
}

function help(): string {
  return [
    'Certificates that pods serve to the load balancer: each in a secret',
    '{"cert", "key"}, /Cert/HOST by default.',
    '',
    'Usage: npx cdk-puma-eks cert COMMAND [OPTION]...',
    '',
    ...twoColumns(Object.entries(COMMANDS).map(([name, { text }]) => [`  ${name}`, text])),
    '',
    'cert COMMAND --help tells its options. AWS credentials come from where the AWS',
    'CLI has them.',
    '',
    'Exit codes:',
    ...exitRows(),
  ].join('\n');
}

function helpOf(name: string, { text, specs }: Command): string {
  return [
    `Usage: npx cdk-puma-eks cert ${name} [OPTION]...`,
    '',
    ...wrapped(text),
    '',
    ...optionRows(specs),
    '',
    'Exit codes: npx cdk-puma-eks cert --help.',
  ].join('\n');
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
