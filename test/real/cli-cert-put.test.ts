import { DeleteSecretCommand, DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { small } from '../bin/configuration';
import type { Done } from '../support/cert-command';
import { PUT, certWorldOnMoto } from '../support/cert-world';
import type { KeyPair } from '../support/certificates';
import { expectNoKey, makeAuthority, makePair } from '../support/pairs';
import { NAME } from '../support/secret-answers';

const world = certWorldOnMoto();

describe('put', () => {
  test('from files: chain and key stand in the secret, as PEM blocks alone', async () => {
    await world.moto.putSecret(NAME);
    const root = await makeAuthority('Example Root');
    const below = await makeAuthority('Example Intermediate', root);
    const leaf = await makePair({ issuer: below });
    world.folder.write({
      'chain.pem': `Bag Attributes\n  name: x\n${leaf.cert}subject=x\r\n${below.cert}`,
      'key.pem': leaf.key,
    });
    const { code, out, notes } = await world.folder.cert(PUT);
    expect({ code, notes }).toEqual({
      code: 0,
      notes: expect.stringMatching(
        /^To \/Cert\/shop\.example\.com, which is empty:\n {2}for +shop\.example\.com\n {2}valid +\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d, 8\d days left\n {2}issued by +CN=Example Intermediate, with 1 more in its chain\n {2}key +EC P-256\n/,
      ),
    });
    expect(out).toMatch(/^Put\. Version [0-9a-f-]{36} of \/Cert\/shop\.example\.com is current\. .*\n$/);
    expect(await world.stored()).toEqual({ cert: `${leaf.cert.trim()}\n${below.cert.trim()}\n`, key: leaf.key });
  });

  test.each([
    ['both from standard input', [], (pair: KeyPair) => pair.key + pair.cert],
    ['the key from standard input', ['--cert', 'chain.pem'], ({ key }: KeyPair) => key],
    ['the certificate from standard input', ['--cert', '-', '--key', 'key.pem'], (pair: KeyPair) => pair.cert],
  ])('%s', async (_, args, input) => {
    await world.moto.putSecret(NAME);
    world.folder.write({ 'chain.pem': world.good.cert, 'key.pem': world.good.key });
    expect(await world.folder.cert(['put', '--secret', NAME, ...args], { input: input(world.good) })).toMatchObject({
      code: 0,
    });
    expect(await world.stored()).toEqual(world.good);
  });

  test('replaces the version that is current, which becomes previous', async () => {
    await world.moto.putSecret(NAME, JSON.stringify(await makePair()));
    const { VersionId: before } = await world.moto.secrets.send(new GetSecretValueCommand({ SecretId: NAME }));
    world.folder.write({ 'chain.pem': world.good.cert, 'key.pem': world.good.key });
    const { code, out } = await world.folder.cert([...PUT, '--json']);
    expect(code).toBe(0);
    const done = JSON.parse(out) as { version: string };
    expect(done).toMatchObject({
      secret: NAME,
      dryRun: false,
      replaces: before,
      certificate: { hostnames: ['shop.example.com'], key: 'EC P-256', selfSigned: true, daysLeft: 89 },
    });
    const { VersionIdsToStages } = await world.moto.secrets.send(new DescribeSecretCommand({ SecretId: NAME }));
    expect(VersionIdsToStages).toEqual({ [done.version]: ['AWSCURRENT'], [before!]: ['AWSPREVIOUS'] });
    expectNoKey(out, world.good);
  });

  test('--dry-run checks and shows, and writes nothing', async () => {
    await world.moto.putSecret(NAME, JSON.stringify(await makePair()));
    world.folder.write({ 'chain.pem': world.good.cert, 'key.pem': world.good.key });
    const before = await world.state();
    const { code, out, notes } = await world.folder.cert([...PUT, '--dry-run']);
    expect({ code, out }).toEqual({ code: 0, out: 'Nothing was written, as --dry-run asks.\n' });
    expect(notes).toMatch(/^To \/Cert\/shop\.example\.com, in place of version [0-9a-f-]{36}:\n/);
    expect(await world.state()).toEqual(before);
  });

  test('the configuration tells secret, further hosts and Region', async () => {
    const host = 'hostname: shop.example.com';
    const yaml = small(host, `${host}\n      additionalHostnames: [b.example.com]\n      certificateSecretName: mine`);
    await world.moto.putSecret('mine');
    const both = await makePair({ hostnames: ['shop.example.com', '*.example.com'] });
    world.folder.write({
      'service.yaml': `${yaml}env: { region: eu-west-1 }\n`,
      'chain.pem': both.cert,
      'key.pem': both.key,
      'one.pem': world.good.cert,
      'one.key': world.good.key,
    });
    const put = (...args: string[]): Promise<Done> =>
      world.folder.cert(['put', '-c', 'service.yaml', ...args], { env: { AWS_REGION: 'us-east-1' } });
    expect(await put('--cert', 'one.pem', '--key', 'one.key')).toMatchObject({
      code: 16,
      notes: 'The certificate is not for b.example.com but for shop.example.com.\n',
    });
    expect(await put('--cert', 'chain.pem', '--key', 'key.pem')).toMatchObject({ code: 0 });
    expect(await world.stored('mine')).toEqual({ cert: both.cert, key: both.key });
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
        await world.moto.putSecret(NAME, JSON.stringify(world.good));
        await world.moto.secrets.send(new DeleteSecretCommand({ SecretId: NAME }));
      },
    ],
  ])('a secret that is %s is %d', async (_, exit, message, prepare) => {
    await prepare();
    world.folder.write({ 'chain.pem': world.good.cert, 'key.pem': world.good.key });
    const { code, out, notes } = await world.folder.cert(PUT);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(notes).toMatch(message);
    expect(notes).toMatch(/^[^\n]+\n$/);
  });
});
