import { PUT, certWorldOnMoto } from '../support/cert-world';
import { days } from '../support/certificates';
import type { KeyPair } from '../support/certificates';
import { encrypted, expectNoKey, makeAuthority, makePair } from '../support/pairs';
import { NAME } from '../support/secret-answers';

const world = certWorldOnMoto();

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
      cert: () => world.good.cert,
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
      cert: () => world.good.cert,
      key: () => encrypted(world.good.key),
    },
    {
      name: 'an encrypted key of the old form',
      exit: 12,
      message: /^The private key is encrypted: /,
      cert: () => world.good.cert,
      key: () => encrypted(world.good.key, 'sec1'),
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
      cert: () => world.good.cert.replace(/\n[^\n]{64}\n/, '\nAAAA\n'),
    },
    {
      name: 'half a certificate',
      exit: 10,
      message: 'There is no PEM of a certificate in chain.pem that is whole.',
      cert: () => world.good.cert.slice(0, 200),
    },
    {
      name: 'DER for a certificate',
      exit: 10,
      message: /looks like DER or PKCS #12/,
      cert: () => Buffer.from(world.good.cert.replace(/-----[^-]+-----|\s/g, ''), 'base64'),
    },
    {
      name: 'UTF-16 for a certificate',
      exit: 10,
      message: /it is binary, or text in UTF-16\.$/,
      cert: () => Buffer.from(world.good.cert, 'utf16le'),
    },
    {
      name: 'a key for a certificate',
      exit: 10,
      message: 'There is no PEM of a certificate in chain.pem, only of a PRIVATE KEY.',
      cert: () => world.good.key,
    },
    {
      name: 'garbage for a key',
      exit: 11,
      message: 'There is no PEM of a private key in key.pem.',
      cert: () => world.good.cert,
      key: () => 'not a key',
    },
    {
      name: 'a key with garbage inside',
      exit: 11,
      message: 'The private key is not a whole, unencrypted PEM block.',
      cert: () => world.good.cert,
      key: () => '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
    },
    {
      name: 'two keys',
      exit: 11,
      message: 'There are 2 private keys in key.pem.',
      cert: () => world.good.cert,
      key: () => world.good.key + world.good.key,
    },
    {
      name: 'a certificate for a key',
      exit: 11,
      message: 'There is no PEM of a private key in key.pem, only of a CERTIFICATE.',
      cert: () => world.good.cert,
      key: () => world.good.cert,
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
      cert: () => world.good.cert.repeat(200),
    },
    {
      name: 'an endless file',
      exit: 3,
      message: 'Cannot read chain.pem: it is larger than 1 MiB.',
      cert: () => 'x'.repeat(3e6),
    },
  ];

  test.each(bad)('$name is $exit', async ({ exit, message, cert: certFile, key: keyFile }) => {
    await world.moto.putSecret(NAME, JSON.stringify(world.good));
    const key = await (keyFile ?? (() => world.good.key))();
    world.folder.write({ 'chain.pem': await certFile(), 'key.pem': key });
    const before = await world.state();
    const { code, out, notes } = await world.folder.cert(PUT);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(notes).toMatch(/^[^\n]+\n$/);
    expect(notes.trim()).toMatch(message);
    expectNoKey(notes, { cert: '', key: String(key) });
    expect(await world.state()).toEqual(before);
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
    world.folder.write({ 'key.pem': world.good.key });
    expect(await world.folder.cert(['put', '--secret', NAME, ...args])).toEqual({
      code: exit,
      out: '',
      notes: `${message}\n`,
    });
  });

  test('as JSON, for programs', async () => {
    world.folder.write({ 'chain.pem': world.good.cert, 'key.pem': encrypted(world.good.key) });
    const { code, out, notes } = await world.folder.cert([...PUT, '--json']);
    expect({ code, notes }).toEqual({ code: 12, notes: '' });
    expect(JSON.parse(out)).toEqual({
      error: { code: 'KeyEncrypted', exitCode: 12, message: expect.stringContaining('encrypted') },
    });
  });
});
