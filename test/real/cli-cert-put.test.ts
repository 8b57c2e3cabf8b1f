import { DeleteSecretCommand, DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { small } from '../bin/configuration';
import { CertFolder } from '../support/cert-command';
import type { Done } from '../support/cert-command';
import type { KeyPair } from '../support/certificates';
import { Moto } from '../support/moto';
import { expectNoKey, makeAuthority, makePair } from '../support/pairs';

jest.setTimeout(60_000);

const SECRET = '/Cert/shop.example.com';
const PUT = ['put', '--host', 'shop.example.com', '--cert', 'chain.pem', '--key', 'key.pem'];

let moto: Moto;
let folder: CertFolder;
let good: KeyPair;

beforeAll(async () => {
  moto = await Moto.start();
  good = await makePair();
});
afterAll(() => moto.stop());

beforeEach(async () => {
  folder = new CertFolder(moto.environment);
  await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
});
afterEach(() => folder.remove());

/** Everything that a command could have changed: the secret's versions with their labels, its value, the folder. */
async function state(): Promise<object> {
  const { VersionIdsToStages: stages } = await moto.secrets.send(new DescribeSecretCommand({ SecretId: SECRET }));
  return { stages, pair: await stored(), files: folder.files };
}

async function stored(secret = SECRET): Promise<KeyPair> {
  const { SecretString } = await moto.secrets.send(new GetSecretValueCommand({ SecretId: secret }));
  return JSON.parse(SecretString ?? '') as KeyPair;
}

function secretText(pair: KeyPair): string {
  return JSON.stringify(pair);
}

describe('put', () => {
  test('from files: chain and key stand in the secret, as PEM blocks alone', async () => {
    await moto.putSecret(SECRET);
    const root = await makeAuthority('Example Root');
    const below = await makeAuthority('Example Intermediate', root);
    const leaf = await makePair({ issuer: below });
    folder.write({
      'chain.pem': `Bag Attributes\n  name: x\n${leaf.cert}subject=x\r\n${below.cert}`,
      'key.pem': leaf.key,
    });
    const { code, out, notes } = await folder.cert(PUT);
    expect({ code, notes }).toEqual({
      code: 0,
      notes: expect.stringMatching(
        /^To \/Cert\/shop\.example\.com, which is empty:\n {2}for +shop\.example\.com\n {2}valid +\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d, 8\d days left\n {2}issued by +CN=Example Intermediate, with 1 more in its chain\n {2}key +EC P-256\n/,
      ),
    });
    expect(out).toMatch(/^Put\. Version [0-9a-f-]{36} of \/Cert\/shop\.example\.com is current\. .*\n$/);
    expect(await stored()).toEqual({ cert: `${leaf.cert.trim()}\n${below.cert.trim()}\n`, key: leaf.key });
  });

  test.each([
    ['both from standard input', [], (pair: KeyPair) => pair.key + pair.cert],
    ['the key from standard input', ['--cert', 'chain.pem'], ({ key }: KeyPair) => key],
    ['the certificate from standard input', ['--cert', '-', '--key', 'key.pem'], (pair: KeyPair) => pair.cert],
  ])('%s', async (_, args, input) => {
    await moto.putSecret(SECRET);
    folder.write({ 'chain.pem': good.cert, 'key.pem': good.key });
    expect(await folder.cert(['put', '--secret', SECRET, ...args], { input: input(good) })).toMatchObject({ code: 0 });
    expect(await stored()).toEqual(good);
  });

  test('replaces the version that is current, which becomes previous', async () => {
    await moto.putSecret(SECRET, secretText(await makePair()));
    const { VersionId: before } = await moto.secrets.send(new GetSecretValueCommand({ SecretId: SECRET }));
    folder.write({ 'chain.pem': good.cert, 'key.pem': good.key });
    const { code, out } = await folder.cert([...PUT, '--json']);
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
    expectNoKey(out, good);
  });

  test('--dry-run checks and shows, and writes nothing', async () => {
    await moto.putSecret(SECRET, secretText(await makePair()));
    folder.write({ 'chain.pem': good.cert, 'key.pem': good.key });
    const before = await state();
    const { code, out, notes } = await folder.cert([...PUT, '--dry-run']);
    expect({ code, out }).toEqual({ code: 0, out: 'Nothing was written, as --dry-run asks.\n' });
    expect(notes).toMatch(/^To \/Cert\/shop\.example\.com, in place of version [0-9a-f-]{36}:\n/);
    expect(await state()).toEqual(before);
  });

  test('the configuration tells secret, further hosts and Region', async () => {
    const host = 'hostname: shop.example.com';
    const yaml = small(host, `${host}\n      additionalHostnames: [b.example.com]\n      certificateSecretName: mine`);
    await moto.putSecret('mine');
    const both = await makePair({ hostnames: ['shop.example.com', '*.example.com'] });
    folder.write({
      'service.yaml': `${yaml}env: { region: eu-west-1 }\n`,
      'chain.pem': both.cert,
      'key.pem': both.key,
      'one.pem': good.cert,
      'one.key': good.key,
    });
    const put = (...args: string[]): Promise<Done> =>
      folder.cert(['put', '-c', 'service.yaml', ...args], { env: { AWS_REGION: 'us-east-1' } });
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
      () => Promise.resolve(),
    ],
    [
      'about to be deleted',
      22,
      /^The secret .*\/Cert\/shop\.example\.com is scheduled for deletion: /,
      async () => {
        await moto.putSecret(SECRET, secretText(good));
        await moto.secrets.send(new DeleteSecretCommand({ SecretId: SECRET }));
      },
    ],
  ])('a secret that is %s is %d', async (_, exit, message, prepare) => {
    await prepare();
    folder.write({ 'chain.pem': good.cert, 'key.pem': good.key });
    const { code, out, notes } = await folder.cert(PUT);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(notes).toMatch(message);
    expect(notes).toMatch(/^[^\n]+\n$/);
  });
});
