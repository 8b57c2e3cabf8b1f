import { Readable } from 'node:stream';
import { readPair } from '../../bin/cli/cert/pem-input';
import type { Io } from '../../bin/cli/io';
import { encrypted, makePair } from '../support/pairs';

/** A command to which a text is piped, in two pieces. */
function piped(text: string): Io {
  return {
    ...{ cwd: '/', out: () => undefined, note: () => undefined },
    input: () => Readable.from([Buffer.from(text.slice(0, 700)), Buffer.from(text.slice(700))]),
  };
}

describe('PEM', () => {
  test('is found in what surrounds it, in any order and with any line ends', async () => {
    const { cert: certificate, key } = await makePair();
    const ec = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
    const text = `Bag Attributes\n${ec}${key}subject=CN=x\n${certificate}${certificate}`.replace(/\n/g, '\r\n');
    const read = await readPair(piped(text), {});
    expect(read).toEqual({ key, cert: `${certificate.trim()}\n${certificate.trim()}\n` });
  });

  test.each([
    ['indented, as in YAML', (text: string) => text.replace(/^/gm, '    ')],
    ['with blanks at the ends of lines', (text: string) => text.replace(/$/gm, ' \t')],
    ['with line ends of old Macs', (text: string) => text.replace(/\n/g, '\r')],
    ['after a byte order mark', (text: string) => `\ufeff${text}`],
  ])('is read %s', async (_, change) => {
    const pair = await makePair();
    expect(await readPair(piped(change(pair.cert + pair.key)), {})).toEqual(pair);
  });

  test('keeps the empty line after the headers of an old encrypted key', async () => {
    const { cert: certificate, key } = await makePair();
    const old = encrypted(key, 'sec1');
    expect((await readPair(piped(certificate + old.replace(/\n/g, '\r\n')), {})).key).toBe(old);
  });

  test.each([
    ['TRUSTED CERTIFICATE', 'There is no PEM of a certificate in standard input, only of a TRUSTED CERTIFICATE.'],
    ['X509 CERTIFICATE', 'There is no PEM of a certificate in standard input, only of a X509 CERTIFICATE.'],
    ['CERTIFICATE REQUEST', 'There is no PEM of a certificate in standard input, only of a CERTIFICATE REQUEST.'],
  ])('of a %s is no certificate', async (kind, message) => {
    const { cert: certificate } = await makePair();
    const other = certificate.replace(/CERTIFICATE/g, kind);
    await expect(readPair(piped(other), {})).rejects.toThrow(message);
  });

  test('of an encrypted key is read, for the checks to name it', async () => {
    const { cert: certificate, key } = await makePair();
    const read = await readPair(piped(certificate + encrypted(key)), {});
    expect(read.key).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n[^]+\n-----END ENCRYPTED PRIVATE KEY-----\n$/);
  });

  test('without end is not waited for', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(65_536, 'x');
      })(),
    );
    const reading = readPair({ ...piped(''), input: () => endless }, {});
    await expect(reading).rejects.toThrow('Cannot read standard input: it is larger than 1 MiB.');
  });
});
