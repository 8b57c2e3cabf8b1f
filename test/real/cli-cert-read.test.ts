import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { small } from '../bin/configuration';
import { certWorldOnMoto } from '../support/cert-world';
import { days } from '../support/certificates';
import { expectNoKey, makePair } from '../support/pairs';
import { NAME } from '../support/secret-answers';

const world = certWorldOnMoto();

describe('show', () => {
  test('tells all of a certificate, and nothing of its key', async () => {
    await world.moto.putSecret(NAME, JSON.stringify(world.good));
    const { code, out, notes } = await world.folder.cert(['show', '--host', 'shop.example.com']);
    expect({ code, notes }).toEqual({ code: 0, notes: '' });
    expect(out).toMatch(
      /^\/Cert\/shop\.example\.com\n {2}for +shop\.example\.com\n {2}valid .*\n {2}issued by +itself, alone\n {2}key +EC P-256\n {2}serial number +[0-9A-F]+\n {2}SHA-256 +[0-9A-F:]{95}\n {2}version +[0-9a-f-]{36} of .*\n {2}rotation +none: it is brought\n {2}ARN +arn:aws:secretsmanager:eu-west-1:111122223333:secret:\/Cert\/shop/,
    );
    expectNoKey(out, world.good);
    const { out: json } = await world.folder.cert(['show', '--secret', NAME, '--json']);
    expect(JSON.parse(json)).toMatchObject({ secret: NAME, problems: [], certificate: { chainLength: 1 } });
    expectNoKey(json, world.good);
  });

  test('says what keeps pods from serving it', async () => {
    await world.moto.putSecret(NAME, JSON.stringify(await makePair({ from: days(-90), to: days(-3) })));
    const { code, out, notes } = await world.folder.cert(['show', '--host', 'shop.example.com']);
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
    if (content !== undefined) await world.moto.putSecret(NAME, content ?? undefined);
    const { code, out, notes } = await world.folder.cert(['show', '--host', 'shop.example.com']);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(notes).toMatch(message);
    expect(notes).toMatch(/^[^\n]+\n$/);
    expect(notes).not.toContain('hunter2');
    expect(await world.folder.cert(['check', '--host', 'shop.example.com'])).toMatchObject({ code: exit });
  });
});

describe('check', () => {
  const yaml = small(
    '      port: 9292\n',
    '      port: 9292\n    - { name: api, hostname: api.example.com, port: 9293 }\n    - { name: all, hostname: "*.example.com", port: 9294 }\n',
  );

  test('all certificates of a configuration are good', async () => {
    await world.moto.putSecret(NAME, JSON.stringify(world.good));
    await world.moto.putSecret(
      '/Cert/api.example.com',
      JSON.stringify(await makePair({ hostnames: ['*.example.com'] })),
    );
    await world.moto.putSecret(
      '/Cert/_.example.com',
      JSON.stringify(await makePair({ hostnames: ['*.example.com'], rsaBits: 2048 })),
    );
    world.folder.write({ 'cdk-puma-eks.yaml': yaml });
    expect(await world.folder.cert(['check'])).toEqual({
      code: 0,
      notes: '',
      out:
        'ok     shop.example.com (/Cert/shop.example.com): 89 days left, EC P-256.\n' +
        'ok     api.example.com (/Cert/api.example.com): 89 days left, EC P-256.\n' +
        'ok     *.example.com (/Cert/_.example.com): 89 days left, RSA 2048.\n',
    });
  });

  test('each that is not is told, and the first gives the exit code', async () => {
    await world.moto.putSecret(NAME, JSON.stringify(await makePair({ to: days(20) })));
    await world.moto.putSecret('/Cert/api.example.com', JSON.stringify(world.good));
    world.folder.write({ 'service.yaml': yaml });
    const { code, out, notes } = await world.folder.cert(['check', '--config', 'service.yaml']);
    expect(code).toBe(18);
    expect(out).toMatch(/^WRONG {2}shop\.example\.com .*: only 19 days left, and 21 are asked for\.\n/);
    expect(out).toMatch(/\nWRONG {2}api\.example\.com .*: the certificate is not for api\.example\.com but for shop/);
    expect(out).toMatch(/\nWRONG {2}\*\.example\.com .*: there is no secret \/Cert\/_\.example\.com /i);
    expect(notes).toBe('Not as they must be: 3 of 3.\n');

    const json = await world.folder.cert(['check', '-c', 'service.yaml', '--json', '--min-days', '10']);
    expect(json).toMatchObject({ code: 16, notes: '' });
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      certificates: [
        { secret: NAME, ok: true, problems: [], certificate: { daysLeft: 19 } },
        { ok: false, problems: [{ code: 'HostnameMissing', exitCode: 16 }] },
        { ok: false, problems: [{ code: 'SecretMissing', exitCode: 20 }] },
      ],
    });
  });

  test('a secret whose version was put by hand is checked too', async () => {
    await world.moto.putSecret(NAME, JSON.stringify(world.good));
    const other = await makePair();
    const SecretString = JSON.stringify({ cert: world.good.cert, key: other.key });
    await world.moto.secrets.send(new PutSecretValueCommand({ SecretId: NAME, SecretString }));
    const { code, out } = await world.folder.cert(['check', '--host', 'shop.example.com']);
    expect(code).toBe(13);
    expectNoKey(out, other);
  });

  test('a wrong configuration is 1', async () => {
    world.folder.write({ 'service.yaml': yaml.replace('9293', 'many') });
    expect(await world.folder.cert(['check', '-c', 'service.yaml'])).toMatchObject({
      code: 1,
      out: '',
      notes: expect.stringContaining('ConfigurationTypeWrong'),
    });
  });
});
