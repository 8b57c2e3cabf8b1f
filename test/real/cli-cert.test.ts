import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { small } from '../bin/configuration';
import { certCommand } from '../support/cert-command';
import type { Done } from '../support/cert-command';
import { days } from '../support/certificates';
import type { KeyPair } from '../support/certificates';
import { Moto } from '../support/moto';
import { encrypted, keyLines, makeAuthority, makePair } from '../support/pairs';

const SECRET = '/Cert/shop.example.com';

let moto: Moto;
let cwd: string;
let good: KeyPair;

beforeAll(async () => {
  moto = await Moto.start();
  good = await makePair();
});
afterAll(() => moto.stop());

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'cdk puma cert '));
  await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
});
afterEach(() => rmSync(cwd, { recursive: true }));

function cert(args: readonly string[], input?: string | Buffer): Promise<Done> {
  return certCommand(args, { cwd, env: moto.environment, input });
}

/** Writes files into the command's folder. */
function files(contents: Record<string, string | Buffer>): void {
  Object.entries(contents).forEach(([name, content]) => writeFileSync(join(cwd, name), content));
}

/** Everything that a command could have changed: the secret's versions with their labels, its value, the folder. */
async function state(): Promise<object> {
  const { VersionIdsToStages: stages } = await moto.secrets.send(new DescribeSecretCommand({ SecretId: SECRET }));
  return { stages, text: await stored(), files: readdirSync(cwd) };
}

async function stored(secret = SECRET): Promise<KeyPair> {
  const { SecretString } = await moto.secrets.send(new GetSecretValueCommand({ SecretId: secret }));
  return JSON.parse(SecretString ?? '') as KeyPair;
}

function text(pair: KeyPair): string {
  return JSON.stringify(pair);
}

const PUT = ['put', '--host', 'shop.example.com', '--cert', 'chain.pem', '--key', 'key.pem'];

describe('put', () => {
  test('from files: chain and key stand in the secret, as PEM blocks alone', async () => {
    await moto.putSecret(SECRET);
    const root = await makeAuthority('Example Root');
    const below = await makeAuthority('Example Intermediate', root);
    const leaf = await makePair({ issuer: below });
    files({ 'chain.pem': `Bag Attributes\n  name: x\n${leaf.cert}subject=x\r\n${below.cert}`, 'key.pem': leaf.key });
    const { code, out, notes } = await cert(PUT);
    expect({ code, notes }).toEqual({
      code: 0,
      notes: expect.stringMatching(
        /^To \/Cert\/shop\.example\.com, which is empty:\n {2}for +shop\.example\.com\n {2}valid +\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d, 8\d days left\n {2}issued by +CN=Example Intermediate, with 1 more in its chain\n {2}key +EC P-256\n/,
      ),
    });
    expect(out).toMatch(/^Put\. Version [0-9a-f-]{36} of \/Cert\/shop\.example\.com is current; .*\n$/);
    expect(await stored()).toEqual({ cert: `${leaf.cert.trim()}\n${below.cert.trim()}\n`, key: leaf.key });
  });

  test.each([
    ['both from standard input', [], (pair: KeyPair) => pair.key + pair.cert],
    ['the key from standard input', ['--cert', 'chain.pem'], ({ key }: KeyPair) => key],
    ['the certificate from standard input', ['--cert', '-', '--key', 'key.pem'], (pair: KeyPair) => pair.cert],
  ])('%s', async (_, args, input) => {
    await moto.putSecret(SECRET);
    files({ 'chain.pem': good.cert, 'key.pem': good.key });
    expect(await cert(['put', '--secret', SECRET, ...args], input(good))).toMatchObject({ code: 0 });
    expect(await stored()).toEqual(good);
  });

  test('replaces the version that is current, which becomes previous', async () => {
    await moto.putSecret(SECRET, text(await makePair()));
    const { VersionId: before } = await moto.secrets.send(new GetSecretValueCommand({ SecretId: SECRET }));
    files({ 'chain.pem': good.cert, 'key.pem': good.key });
    const { code, out } = await cert([...PUT, '--json']);
    expect(code).toBe(0);
    const done = JSON.parse(out) as { version: string };
    expect(done).toMatchObject({
      secret: SECRET,
      dryRun: false,
      replaces: before,
      certificate: { hostnames: ['shop.example.com'], key: 'EC P-256', selfSigned: true, daysLeft: 89 },
    });
    const { VersionIdsToStages } = await moto.secrets.send(new DescribeSecretCommand({ SecretId: SECRET }));
    expect(VersionIdsToStages).toEqual({ [done.version]: ['AWSCURRENT'], [before!]: ['AWSPREVIOUS'] });
    expect(out).not.toContain(keyLines(good.key)[0]);
  });

  test('--dry-run checks and shows, and writes nothing', async () => {
    await moto.putSecret(SECRET, text(await makePair()));
    files({ 'chain.pem': good.cert, 'key.pem': good.key });
    const before = await state();
    const { code, out, notes } = await cert([...PUT, '--dry-run']);
    expect({ code, out }).toEqual({ code: 0, out: 'Nothing was written, as --dry-run asks.\n' });
    expect(notes).toMatch(/^To \/Cert\/shop\.example\.com, in place of version [0-9a-f-]{36}:\n/);
    expect(await state()).toEqual(before);
  });

  test('the configuration tells secret, further hosts and Region', async () => {
    const host = 'hostname: shop.example.com';
    const yaml = small(host, `${host}\n      additionalHostnames: [b.example.com]\n      certificateSecretName: mine`);
    await moto.putSecret('mine');
    const both = await makePair({ hostnames: ['shop.example.com', '*.example.com'] });
    files({
      'service.yaml': `${yaml}env: { region: eu-west-1 }\n`,
      'chain.pem': both.cert,
      'key.pem': both.key,
      'one.pem': good.cert,
      'one.key': good.key,
    });
    const env = { ...moto.environment, AWS_REGION: 'us-east-1' };
    const put = (...args: string[]): Promise<Done> => certCommand(['put', '-c', 'service.yaml', ...args], { cwd, env });
    expect(await put('--cert', 'one.pem', '--key', 'one.key')).toMatchObject({
      code: 16,
      notes: 'The certificate is not for b.example.com but for shop.example.com.\n',
    });
    expect(await put('--cert', 'chain.pem', '--key', 'key.pem')).toMatchObject({ code: 0 });
    expect(await stored('mine')).toEqual({ cert: both.cert, key: both.key });
  });

  test.each([
    [
      'missing',
      20,
      /^There is no secret \/Cert\/shop\.example\.com in this account and Region: /,
      async () => undefined,
    ],
    [
      'about to be deleted',
      22,
      /^The secret .*\/Cert\/shop\.example\.com is scheduled for deletion: /,
      async () => {
        await moto.putSecret(SECRET, text(good));
        await moto.secrets.send(new DeleteSecretCommand({ SecretId: SECRET }));
      },
    ],
  ])('a secret that is %s is %d', async (_, exit, message, prepare) => {
    await prepare();
    files({ 'chain.pem': good.cert, 'key.pem': good.key });
    const { code, out, notes } = await cert(PUT);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(notes).toMatch(message);
    expect(notes).toMatch(/^[^\n]+\n$/);
  });
});

describe('what pods could not serve is refused, and nothing is written', () => {
  interface Bad {
    readonly name: string;
    readonly exit: number;
    readonly message: string | RegExp;
    readonly cert: () => string | Buffer | Promise<string | Buffer>;
    readonly key?: () => string | Buffer | Promise<string | Buffer>;
  }

  const chain = async (order: (leaf: string, below: string, root: string) => string[]): Promise<KeyPair> => {
    const root = await makeAuthority('Example Root');
    const below = await makeAuthority('Example Intermediate', root);
    const leaf = await makePair({ issuer: below });
    return { cert: order(leaf.cert, below.cert, root.cert).join(''), key: leaf.key };
  };
  const made: Record<string, Promise<KeyPair>> = {};
  const once = (name: string, make: () => Promise<KeyPair>): Promise<KeyPair> => (made[name] ??= make());
  const pair = (name: string, exit: number, message: string | RegExp, make: () => Promise<KeyPair>): Bad => {
    return {
      name,
      exit,
      message,
      cert: async () => (await once(name, make)).cert,
      key: async () => (await once(name, make)).key,
    };
  };

  const bad: Bad[] = [
    {
      name: "another certificate's key",
      exit: 13,
      message: 'The private key does not belong to the certificate.',
      cert: () => good.cert,
      key: async () => (await makePair()).key,
    },
    pair('an expired certificate', 15, /^The certificate expired on \d{4}-\d\d-\d\d\.$/, () =>
      makePair({ from: days(-90), to: days(-1) }),
    ),
    pair('one that is not valid yet', 15, /^The certificate is valid only from \d{4}-\d\d-\d\d\.$/, () =>
      makePair({ from: days(2) }),
    ),
    pair('another host', 16, 'The certificate is not for shop.example.com but for www.example.com.', () =>
      makePair({ hostnames: ['www.example.com'] }),
    ),
    pair('a wildcard of another level', 16, /not for shop\.example\.com but for \*\.shop\.example\.com\.$/, () =>
      makePair({ hostnames: ['*.shop.example.com'] }),
    ),
    {
      name: 'an encrypted key',
      exit: 12,
      message: /^The private key is encrypted: .* stored decrypted\.$/,
      cert: () => good.cert,
      key: () => encrypted(good.key),
    },
    {
      name: 'an encrypted key of the old form',
      exit: 12,
      message: /^The private key is encrypted: /,
      cert: () => good.cert,
      key: () => encrypted(good.key, 'sec1'),
    },
    {
      name: 'garbage for a certificate',
      exit: 10,
      message: 'There is no PEM of a certificate in chain.pem.',
      cert: () => 'not a certificate',
    },
    {
      name: 'an empty file for a certificate',
      exit: 10,
      message: 'There is no PEM of a certificate in chain.pem: it is empty.',
      cert: () => '\n',
    },
    {
      name: 'a certificate with garbage inside',
      exit: 10,
      message: 'The certificate is not a whole PEM block that can be read.',
      cert: () => good.cert.replace(/\n[^\n]{64}\n/, '\nAAAA\n'),
    },
    {
      name: 'half a certificate',
      exit: 10,
      message: 'There is no PEM of a certificate in chain.pem that is whole.',
      cert: () => good.cert.slice(0, 200),
    },
    {
      name: 'DER for a certificate',
      exit: 10,
      message: /looks like DER or PKCS #12/,
      cert: () => Buffer.from(good.cert.replace(/-----[^-]+-----|\s/g, ''), 'base64'),
    },
    {
      name: 'UTF-16 for a certificate',
      exit: 10,
      message: /it is binary, or text in UTF-16\.$/,
      cert: () => Buffer.from(good.cert, 'utf16le'),
    },
    {
      name: 'a key for a certificate',
      exit: 10,
      message: 'There is no PEM of a certificate in chain.pem, only of a PRIVATE KEY.',
      cert: () => good.key,
    },
    {
      name: 'garbage for a key',
      exit: 11,
      message: 'There is no PEM of a private key in key.pem.',
      cert: () => good.cert,
      key: () => 'not a key',
    },
    {
      name: 'a key with garbage inside',
      exit: 11,
      message: 'The private key is not a whole, unencrypted PEM block.',
      cert: () => good.cert,
      key: () => '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
    },
    {
      name: 'two keys',
      exit: 11,
      message: 'There are 2 private keys in key.pem.',
      cert: () => good.cert,
      key: () => good.key + good.key,
    },
    {
      name: 'a certificate for a key',
      exit: 11,
      message: 'There is no PEM of a private key in key.pem, only of a CERTIFICATE.',
      cert: () => good.cert,
      key: () => good.cert,
    },
    pair('a chain before its leaf', 14, /^The server's own certificate must come first, then the chain/, () =>
      chain((leaf, below) => [below, leaf]),
    ),
    pair('a chain out of order', 14, /^The chain is out of order/, () =>
      chain((leaf, below, root) => [leaf, root, below]),
    ),
    pair('a chain with a stranger', 14, /^The chain is broken/, async () => {
      const stranger = await makeAuthority('Example Stranger', await makeAuthority('Example Abroad'));
      return chain((leaf) => [leaf, stranger.cert]);
    }),
    pair('a weak key', 17, /^The key is RSA 1024: /, () => makePair({ rsaBits: 1024 })),
    pair('a weak signature', 17, /is signed with SHA-1\.$/, () => makePair({ rsaBits: 2048, hash: 'SHA-1' })),
    pair("a client's certificate", 17, /extended key usage lacks serverAuth\.$/, () =>
      makePair({ usages: ['1.3.6.1.5.5.7.3.2'] }),
    ),
    {
      name: 'more than a secret holds',
      exit: 10,
      message: /takes more than the 65536 bytes/,
      cert: () => good.cert.repeat(200),
    },
    {
      name: 'an endless file',
      exit: 3,
      message: 'Cannot read chain.pem: it is larger than 1 MiB.',
      cert: () => 'x'.repeat(3e6),
    },
  ];

  test.each(bad)('$name is $exit', async ({ exit, message, cert: certFile, key: keyFile }) => {
    await moto.putSecret(SECRET, text(good));
    const key = await (keyFile ?? (() => good.key))();
    files({ 'chain.pem': await certFile(), 'key.pem': key });
    const before = await state();
    const { code, out, notes } = await cert(PUT);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(notes).toMatch(/^[^\n]+\n$/);
    expect(notes.trim()).toMatch(message);
    keyLines(String(key)).forEach((line) => expect(notes).not.toContain(line));
    expect(await state()).toEqual(before);
  });

  test.each([
    [
      'a file that is not there',
      ['--cert', 'none.pem', '--key', 'key.pem'],
      3,
      'Cannot read none.pem: there is no such file.',
    ],
    ['a folder', ['--cert', '.', '--key', 'key.pem'], 3, 'Cannot read .: it is a folder.'],
    ['nothing piped', [], 10, 'There is no PEM of a certificate in standard input: it is empty.'],
  ])('%s', async (_, args, exit, message) => {
    files({ 'key.pem': good.key });
    expect(await cert(['put', '--secret', SECRET, ...args])).toEqual({ code: exit, out: '', notes: `${message}\n` });
  });

  test('as JSON, for programs', async () => {
    files({ 'chain.pem': good.cert, 'key.pem': encrypted(good.key) });
    const { code, out, notes } = await cert([...PUT, '--json']);
    expect({ code, notes }).toEqual({ code: 12, notes: '' });
    expect(JSON.parse(out)).toEqual({
      error: { code: 'KeyEncrypted', exitCode: 12, message: expect.stringContaining('encrypted') },
    });
  });
});

describe('show', () => {
  test('tells all of a certificate, and nothing of its key', async () => {
    await moto.putSecret(SECRET, text(good));
    const { code, out, notes } = await cert(['show', '--host', 'shop.example.com']);
    expect({ code, notes }).toEqual({ code: 0, notes: '' });
    expect(out).toMatch(
      /^\/Cert\/shop\.example\.com\n {2}for +shop\.example\.com\n {2}valid .*\n {2}issued by +itself, alone\n {2}key +EC P-256\n {2}serial number +[0-9A-F]+\n {2}SHA-256 +[0-9A-F:]{95}\n {2}version +[0-9a-f-]{36} of .*\n {2}rotation +none: it is brought\n {2}ARN +arn:aws:secretsmanager:eu-west-1:111122223333:secret:\/Cert\/shop/,
    );
    expectNoKey(out, good);
    const { out: json } = await cert(['show', '--secret', SECRET, '--json']);
    expect(JSON.parse(json)).toMatchObject({ secret: SECRET, problems: [], certificate: { chainLength: 1 } });
    expectNoKey(json, good);
  });

  test('says what keeps pods from serving it', async () => {
    await moto.putSecret(SECRET, text(await makePair({ from: days(-90), to: days(-3) })));
    const { code, out, notes } = await cert(['show', '--host', 'shop.example.com']);
    expect({ code, notes }).toEqual({
      code: 0,
      notes: expect.stringMatching(/^Pods cannot serve it: the certificate expired on [0-9-]+\.\n$/),
    });
    expect(out).toMatch(/valid .*, expired 3 days ago/);
  });

  test.each([
    ['missing', undefined, 20, /^There is no secret /],
    ['empty', null, 21, /^The secret .* is empty: /],
    ['garbage', 'hunter2', 10, /^\/Cert\/shop\.example\.com: the secret is not JSON of the form /],
    ['without a certificate', '{"cert": "x", "key": "y"}', 11, /^\/Cert\/shop\.example\.com: the private key is not/],
  ])('a secret that is %s', async (_, content, exit, message) => {
    if (content !== undefined) await moto.putSecret(SECRET, content ?? undefined);
    const { code, out, notes } = await cert(['show', '--host', 'shop.example.com']);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(notes).toMatch(message);
    expect(notes).toMatch(/^[^\n]+\n$/);
    expect(notes).not.toContain('hunter2');
  });
});

describe('check', () => {
  const yaml = small(
    '      port: 9292\n',
    '      port: 9292\n    - { name: api, hostname: api.example.com, port: 9293 }\n    - { name: all, hostname: "*.example.com", port: 9294 }\n',
  );

  test('all certificates of a configuration are good', async () => {
    await moto.putSecret(SECRET, text(good));
    await moto.putSecret('/Cert/api.example.com', text(await makePair({ hostnames: ['*.example.com'] })));
    await moto.putSecret('/Cert/_.example.com', text(await makePair({ hostnames: ['*.example.com'], rsaBits: 2048 })));
    files({ 'cdk-puma-eks.yaml': yaml });
    expect(await cert(['check'])).toEqual({
      code: 0,
      notes: '',
      out:
        'ok     shop.example.com (/Cert/shop.example.com): 89 days left, EC P-256.\n' +
        'ok     api.example.com (/Cert/api.example.com): 89 days left, EC P-256.\n' +
        'ok     *.example.com (/Cert/_.example.com): 89 days left, RSA 2048.\n',
    });
  });

  test('each that is not is told, and the first gives the exit code', async () => {
    await moto.putSecret(SECRET, text(await makePair({ to: days(20) })));
    await moto.putSecret('/Cert/api.example.com', text(good));
    files({ 'service.yaml': yaml });
    const { code, out, notes } = await cert(['check', '--config', 'service.yaml']);
    expect(code).toBe(18);
    expect(out).toMatch(/^WRONG {2}shop\.example\.com .*: only 19 days left, and 21 are asked for\.\n/);
    expect(out).toMatch(/\nWRONG {2}api\.example\.com .*: the certificate is not for api\.example\.com but for shop/);
    expect(out).toMatch(/\nWRONG {2}\*\.example\.com .*: there is no secret \/Cert\/_\.example\.com /i);
    expect(notes).toBe('3 of 3 certificates are not as they must be.\n');

    const json = await cert(['check', '-c', 'service.yaml', '--json', '--min-days', '10']);
    expect(json).toMatchObject({ code: 16, notes: '' });
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      certificates: [
        { secret: SECRET, ok: true, problems: [], certificate: { daysLeft: 19 } },
        { ok: false, problems: [{ code: 'HostnameMissing', exitCode: 16 }] },
        { ok: false, problems: [{ code: 'SecretMissing', exitCode: 20 }] },
      ],
    });
  });

  test('a secret whose version was put by hand is checked too', async () => {
    await moto.putSecret(SECRET, text(good));
    const other = await makePair();
    const SecretString = text({ cert: good.cert, key: other.key });
    await moto.secrets.send(new PutSecretValueCommand({ SecretId: SECRET, SecretString }));
    const { code, out } = await cert(['check', '--host', 'shop.example.com']);
    expect(code).toBe(13);
    expectNoKey(out, other);
  });

  test('a wrong configuration is 1', async () => {
    files({ 'service.yaml': yaml.replace('9293', 'many') });
    expect(await cert(['check', '-c', 'service.yaml'])).toMatchObject({
      code: 1,
      out: '',
      notes: expect.stringContaining('ConfigurationTypeWrong'),
    });
  });
});

function expectNoKey(text: string, { key }: KeyPair): void {
  expect(text).not.toContain('PRIVATE');
  keyLines(key).forEach((line) => expect(text).not.toContain(line));
}
