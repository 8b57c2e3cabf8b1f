import { asCertError } from '../../bin/cli/cert/aws-errors';
import { CertError, exitCodeOf, exitRows } from '../../bin/cli/cert/errors';
import { configuredTargets, target, targets } from '../../bin/cli/cert/targets';
import { UsageError } from '../../bin/cli/io';
import { run } from '../../bin/cli/run';
import { configurationFile, small } from './configuration';

const CWD = '/';

async function cert(...args: string[]): Promise<{ code: number; out: string; notes: string }> {
  const out: string[] = [];
  const notes: string[] = [];
  const io = { cwd: CWD, out: (text: string) => out.push(text), note: (text: string) => notes.push(text) };
  const code = await run(['cert', ...args], io);
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

describe('help', () => {
  test.each([[[]], [['help']], [['--help']], [['-h']]])('of all: %j', async (args) => {
    const { code, out } = await cert(...args);
    expect(code).toBe(0);
    expect(out).toMatch(/Usage: npx cdk-puma-eks cert COMMAND[^]*put[^]*show[^]*rotate[^]*check[^]*Exit codes:/);
    exitRows().forEach((row) => expect(out).toContain(row));
  });

  test.each(['put', 'show', 'rotate', 'check'])('of %s', async (name) => {
    const { code, out } = await cert(name, '--help');
    expect(await cert('help', name)).toEqual({ code: 0, out, notes: '' });
    expect(code).toBe(0);
    expect(out).toMatch(/--host NAME[^]*--secret NAME[^]*--config FILE[^]*--region NAME[^]*--json/);
  });

  test('is found from the top', async () => {
    const out: string[] = [];
    await run(['help'], { cwd: CWD, out: (text) => out.push(text), note: () => undefined });
    expect(out.join('\n')).toMatch(/^ {2}cert +Put, show, rotate and check the certificates that pods serve/m);
  });
});

describe('a wrong command line is 2, in one line', () => {
  test.each([
    [['sho'], 'There is no command cert sho. Did you mean show? See npx cdk-puma-eks cert --help.'],
    [['toString'], 'There is no command cert toString. See npx cdk-puma-eks cert --help.'],
    [
      ['--verbose'],
      'Which command? Give put, show, rotate or check before any option. See npx cdk-puma-eks cert --help.',
    ],
    [['help', 'sho'], 'There is no command cert sho. Did you mean show? See npx cdk-puma-eks cert --help.'],
    [['put', '--key='], '--key is empty. See npx cdk-puma-eks cert put --help.'],
    [
      ['show', '--secret', 'one', '--secret', 'two'],
      '--secret is given more than once, and takes one value. See npx cdk-puma-eks cert show --help.',
    ],
    [['show', '--host', 'a.example.com', '--region', 'a b'], /^cdk-puma-eks:RegionInvalid: --region is "a b"\. /],
    [['show', '--jsn'], "Unknown option '--jsn'. Did you mean --json? See npx cdk-puma-eks cert show --help."],
    [['show', 'a.example.com'], /^Unexpected argument 'a\.example\.com'\. .* See npx cdk-puma-eks cert show --help\.$/],
    [['show', '--dry-run'], "Unknown option '--dry-run'. See npx cdk-puma-eks cert show --help."],
    [['show'], 'Which certificate? Give --host, --secret or --config. See npx cdk-puma-eks cert show --help.'],
    [['show', '--host', 'nodots'], /^cdk-puma-eks:HostnameInvalid: --host is "nodots"\. /],
    [['show', '--secret', 'a b'], /^cdk-puma-eks:SecretNameInvalid: --secret is "a b"\. /],
    [['show', '--secret', 'arn:aws:s3:::x'], /^cdk-puma-eks:SecretNameInvalid: --secret is "arn:aws:s3:::x"\. /],
    [['put', '--secret', 'mine'], /^For which host is the certificate in mine\? Give --host\. /],
    [['put', '--host', 'a.example.com'], /^Where is the certificate\? Give --cert and --key, or pipe /],
    [['put', '--host', 'a.example.com', '--key', 'x'], /^Where is the certificate\? Give --cert, or pipe its PEM to /],
    [
      ['put', '--host', 'a.example.com', '--cert', __filename],
      /^Where is the private key\? Give --key, or pipe its PEM to /,
    ],
    [['check', '--host', 'a.example.com', '--min-days', '-1'], /--min-days/],
    [
      ['check', '--host', 'a.example.com', '--min-days', '1.5'],
      /^--min-days is 1\.5: it must be a whole number from 0 to /,
    ],
    [['rotate', '--host', 'a.example.com', '--timeout', '9999'], /^--timeout is 9999: .* from 0 to 3600\. /],
  ])('%j', async (args, message) => {
    const { code, out, notes } = await cert(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(notes).not.toContain('\n');
    expect(notes).toMatch(message);
  });

  test('as JSON', async () => {
    const { code, out, notes } = await cert('show', '--json');
    expect({ code, notes }).toEqual({ code: 2, notes: '' });
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'UsageWrong', exitCode: 2 } });
  });

  test('as JSON, a wrong configuration with its problems', async () => {
    const { code, out } = await cert('check', '--json', '-c', configurationFile(small('9292', 'many')));
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'ConfigurationWrong', exitCode: 1, problems: [{ code: 'ConfigurationTypeWrong', line: 23 }] },
    });
  });
});

describe('which certificates are meant', () => {
  const several = small(
    '      port: 9292\n',
    '      port: 9292\n' +
      '    - { name: api, hostname: api.example.com, port: 9293, certificateSecretName: mine }\n' +
      '    - { name: all, hostname: "*.example.com", additionalHostnames: [example.com], port: 9294 }\n' +
      '    - { name: old, hostname: old.example.com, port: 9295, certificateSecretName: mine }\n',
  );

  test('of a configuration: a secret each, with all hosts that it must be for', () => {
    const file = configurationFile(`${several}env: { account: '111122223333', region: eu-west-1 }\n`);
    const where = { account: '111122223333', region: 'eu-west-1' };
    expect(configuredTargets(CWD, file)).toEqual([
      { secret: '/Cert/shop.example.com', hostnames: ['shop.example.com'], ...where },
      { secret: 'mine', hostnames: ['api.example.com', 'old.example.com'], ...where },
      { secret: '/Cert/_.example.com', hostnames: ['*.example.com', 'example.com'], ...where },
    ]);
    expect(target(CWD, { config: file, host: ['old.example.com'] }).secret).toBe('mine');
    expect(targets(CWD, { config: file, secret: 'mine' })).toHaveLength(1);
    expect(() => target(CWD, { config: file })).toThrow(
      /has several certificates \(shop.example.com, api.example.com, /,
    );
    expect(() => target(CWD, { config: file, host: ['no.example.com'] })).toThrow(
      /has no no\.example\.com: it has shop\.example\.com, api\.example\.com, old\.example\.com, /,
    );
    expect(() => target(CWD, { config: file, secret: 'yours' })).toThrow(/has no yours: it has \/Cert\/shop/);
  });

  test('of a configuration, by an ARN: in the Region that both say', () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:mine-AbCdEf';
    const anywhere = configurationFile(several);
    const hostnames = ['api.example.com', 'old.example.com'];
    expect(target(CWD, { config: anywhere, secret: arn })).toMatchObject({
      secret: arn,
      hostnames,
      region: 'eu-west-1',
    });
    const elsewhere = configurationFile(`${several}env: { region: eu-west-3 }\n`);
    expect(() => target(CWD, { config: elsewhere, secret: arn })).toThrow(/has no arn:aws:/);
    expect(() => target(CWD, { config: anywhere, secret: arn.replace('mine', 'yours') })).toThrow(/has no arn:aws:/);
  });

  test('a host that cannot be is told with its place', () => {
    const file = configurationFile(small('shop.example.com', 'Shop.example.com'));
    expect(() => configuredTargets(CWD, file)).toThrow(/service\.yaml:\d+:\d+ cdk-puma-eks:HostnameInvalid\n/);
  });

  test.each([
    [{ host: ['*.example.com'] }, { secret: '/Cert/_.example.com', hostnames: ['*.example.com'] }],
    [{ secret: '/Cert/_.example.com' }, { secret: '/Cert/_.example.com', hostnames: ['*.example.com'] }],
    [{ secret: 'mine' }, { secret: 'mine', hostnames: [] }],
    [{ secret: '/Cert/no host' }, 'SecretNameInvalid'],
    [{ secret: '/Cert/nodots' }, { secret: '/Cert/nodots', hostnames: [] }],
    [
      { secret: 'mine', host: ['a.example.com', 'b.example.com'] },
      { secret: 'mine', hostnames: ['a.example.com', 'b.example.com'] },
    ],
  ])('of the command line alone: %j', (selection, expected) => {
    const found = (): unknown => target(CWD, selection);
    // eslint-disable-next-line jest/no-conditional-expect -- one table for both
    if (typeof expected === 'string') expect(found).toThrow(expected);
    // eslint-disable-next-line jest/no-conditional-expect -- one table for both
    else expect(found()).toEqual(expected);
  });

  test('an ARN tells Region and host', () => {
    const secret = 'arn:aws:secretsmanager:eu-west-3:111122223333:secret:/Cert/a.example.com-AbCdEf';
    expect(target(CWD, { secret })).toEqual({ secret, hostnames: ['a.example.com'], region: 'eu-west-3' });
  });
});

describe('errors of AWS', () => {
  const of = (name: string, message = 'why'): Error =>
    Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });

  test.each([
    [of('AccessDeniedException'), 'Denied'],
    [of('ExpiredTokenException'), 'CredentialsWrong'],
    [of('CredentialsProviderError'), 'CredentialsWrong'],
    [of('ThrottlingException'), 'Throttled'],
    [of('TimeoutError'), 'Unreachable'],
    [Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), 'Unreachable'],
    [of('ResourceNotFoundException', "can't find the specified secret."), 'SecretMissing'],
    [
      of('ResourceNotFoundException', "can't find the specified secret value for staging label: AWSCURRENT"),
      'SecretEmpty',
    ],
    [of('InvalidRequestException', 'because it was marked for deletion.'), 'SecretDeleted'],
    [of('InvalidRequestException', "A previous rotation isn't complete."), 'RotationUnfinished'],
    [of('SomethingNewException'), 'AwsRefused'],
  ])('%s is %s', (error, code) => {
    const told = asCertError(error, 'secretsmanager:GetSecretValue', 'mine') as CertError;
    expect(told).toBeInstanceOf(CertError);
    expect(told.code).toBe(code);
    expect(told.message).toMatch(/^[A-Z].*\.$/);
  });

  test('a fault of the program is none of them', () => {
    const fault = new TypeError('undefined is not a function');
    expect(asCertError(fault, 'x', 'mine')).toBe(fault);
    expect(asCertError('thrown', 'x', 'mine')).toBe('thrown');
    const noUrl = Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL' });
    expect(asCertError(noUrl, 'x', 'mine')).toBeInstanceOf(UsageError);
    for (const message of ['Region is missing', 'Region not accepted: region="a b" is not a valid hostname component.'])
      expect(asCertError(new Error(message), 'x', 'mine')).toBeInstanceOf(UsageError);
  });

  test('a message is one line, steers no terminal, and quotes nothing long', () => {
    const message = `no\n\u001b[2Jway: ${'A'.repeat(64)}`;
    const told = asCertError(of('SomethingNewException', message), 'x', 'mine') as CertError;
    expect(told.message).toBe('AWS refuses x on mine: SomethingNewException: no [2Jway: [...].');
  });
});

test('what people mend in different ways has exit codes of its own', () => {
  const codes = [
    ...([
      'KeyMismatch',
      'Expired',
      'HostnameMissing',
      'KeyEncrypted',
      'CertificateUnreadable',
      'KeyUnreadable',
    ] as const),
    ...(['ChainOrder', 'KeyWeak', 'SecretMissing', 'SecretEmpty', 'SecretDeleted', 'Denied', 'Throttled'] as const),
  ].map(exitCodeOf);
  expect(new Set([0, 1, 2, ...codes]).size).toBe(codes.length + 3);
});
