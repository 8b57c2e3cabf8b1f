import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { Pair } from '../../../runtime/certificate-issuer/pair';
import type { Io } from '../io';
import { UsageError } from '../io';
import { CertError } from './errors';

/** Stands for standard input where a file is asked for. */
const STDIN = '-';
/** Bytes read of an input: a chain and a key with text around them take far less, and an endless input must end. */
const LIMIT = 1024 * 1024;

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const KEYS = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[\s\S]+?-----END (?:[A-Z]+ )*PRIVATE KEY-----/g;

/** Chain and key from PEM files or standard input; of each the PEM blocks alone, as `openssl` likes to add text. */
export async function readPair(io: Io, files: { readonly cert?: string; readonly key?: string }): Promise<Pair> {
  const { cert = STDIN, key = STDIN } = files;
  const texts = new Map<string, string>();
  for (const file of new Set([cert, key])) texts.set(file, await read(io, file, whatToGive(cert, key)));
  const certText = texts.get(cert)!;
  const keyText = texts.get(key)!;
  const certificates = certText.match(CERTIFICATES);
  if (certificates === null) throw new CertError('CertificateUnreadable', noPem('certificate', cert, certText));
  const keys = keyText.match(KEYS);
  if (keys === null) throw new CertError('KeyUnreadable', noPem('private key', key, keyText));
  if (keys.length > 1) throw new CertError('KeyUnreadable', `There are ${keys.length} private keys in ${shown(key)}.`);
  return { cert: `${certificates.map(tidy).join('\n')}\n`, key: `${tidy(keys[0])}\n` };
}

/** A block as OpenSSL writes it: others end their lines otherwise, and who copies one out of a YAML file copies its indent. */
function tidy(block: string): string {
  return block
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .join('\n');
}

/** Asks for what would have to come from standard input, where a person's keyboard is. */
function whatToGive(cert: string, key: string): string {
  if (cert !== STDIN) return 'Where is the private key? Give --key, or pipe its PEM to this command.';
  if (key !== STDIN) return 'Where is the certificate? Give --cert, or pipe its PEM to this command.';
  return 'Where is the certificate? Give --cert and --key, or pipe the PEM of both to this command.';
}

async function read(io: Io, file: string, missing: string): Promise<string> {
  if (file === STDIN) {
    const input = io.input?.();
    if (input === undefined) throw new UsageError(missing);
    return text(input, file);
  }
  try {
    return await text(createReadStream(resolve(io.cwd, file), { end: LIMIT }), file);
  } catch (error) {
    if (error instanceof CertError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const why: Record<string, string> = {
      ENOENT: 'there is no such file',
      EACCES: 'its permissions forbid it',
      EISDIR: 'it is a folder',
    };
    throw new CertError('FileUnreadable', `Cannot read ${file}: ${why[code ?? ''] ?? code}.`, { cause: error });
  }
}

async function text(stream: Readable, file: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LIMIT) throw new CertError('FileUnreadable', `Cannot read ${shown(file)}: it is larger than 1 MiB.`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** Says what an input is instead, as far as its first bytes tell. */
function noPem(what: string, file: string, given: string): string {
  const none = `There is no PEM of a ${what} in ${shown(file)}`;
  if (given.trim() === '') return `${none}: it is empty.`;
  if (given.startsWith('\x30')) return `${none}: it looks like DER or PKCS #12; openssl converts both to PEM.`;
  if (given.includes('\0')) return `${none}: it is binary, or text in UTF-16.`;
  const kinds = [...given.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map(([, kind]) => kind);
  if (kinds.length === 0) return `${none}.`;
  const begun = kinds.some((kind) => (what === 'certificate' ? kind === 'CERTIFICATE' : kind.endsWith('PRIVATE KEY')));
  return begun ? `${none} that is whole.` : `${none}, only of a ${[...new Set(kinds)].join(', ')}.`;
}

function shown(file: string): string {
  return file === STDIN ? 'standard input' : file;
}
