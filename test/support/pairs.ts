import { createPrivateKey, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { days } from './certificates';
import type { KeyPair } from './certificates';

/** What a certificate is made like; all has a default that pods can serve. */
export interface PairWishes {
  readonly hostnames?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
  readonly rsaBits?: number;
  /** Hash of the signature. */
  readonly hash?: string;
  /** Extended key usages in place of none. */
  readonly usages?: readonly string[];
  readonly issuer?: Authority;
}

/** Who signs certificates in a test. */
export interface Authority {
  /** PEM of its own certificate. */
  readonly cert: string;
  readonly subject: string;
  readonly key: webcrypto.CryptoKey;
}

const { subtle } = webcrypto;
const EC = { name: 'ECDSA', namedCurve: 'P-256' };
let serial = 1;

/** A pair made in memory, without openssl: self-signed, or by an authority and then with no chain. */
export async function makePair(wishes: PairWishes = {}): Promise<KeyPair> {
  const { hostnames = ['shop.example.com'], from = days(-1), to = days(90), rsaBits, hash, usages, issuer } = wishes;
  const algorithm =
    rsaBits === undefined
      ? EC
      : {
          name: 'RSASSA-PKCS1-v1_5',
          hash: hash ?? 'SHA-256',
          modulusLength: rsaBits,
          publicExponent: new Uint8Array([1, 0, 1]),
        };
  const keys = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const subject = `CN=${hostnames[0] ?? 'nobody'}`;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: nextSerial(),
    subject,
    issuer: issuer?.subject ?? subject,
    notBefore: from,
    notAfter: to,
    publicKey: keys.publicKey,
    signingKey: issuer?.key ?? keys.privateKey,
    signingAlgorithm: { name: (issuer?.key ?? keys.privateKey).algorithm.name, hash: hash ?? 'SHA-256' },
    extensions: [
      new x509.SubjectAlternativeNameExtension(hostnames.map((value) => ({ type: 'dns', value }))),
      ...(usages ? [new x509.ExtendedKeyUsageExtension([...usages])] : []),
    ],
  });
  return { cert: `${certificate.toString('pem')}\n`, key: await keyPem(keys.privateKey) };
}

/** An authority, self-signed or under another. */
export async function makeAuthority(name: string, above?: Authority): Promise<Authority> {
  const keys = await subtle.generateKey(EC, true, ['sign', 'verify']);
  const subject = `CN=${name}`;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: nextSerial(),
    subject,
    issuer: above?.subject ?? subject,
    notBefore: days(-1),
    notAfter: days(900),
    publicKey: keys.publicKey,
    signingKey: above?.key ?? keys.privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  return { cert: `${certificate.toString('pem')}\n`, subject, key: keys.privateKey };
}

/** The key as one would have it under a passphrase. */
export function encrypted(key: string, type: 'pkcs8' | 'sec1' = 'pkcs8'): string {
  return createPrivateKey(key).export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'example' }).toString();
}

/** Lines of a PEM that must be seen nowhere. */
export function keyLines(key: string): string[] {
  return key.split('\n').filter((line) => line.length >= 16 && !line.startsWith('-----'));
}

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

function nextSerial(): string {
  return (serial++).toString(16).padStart(16, '4');
}

/** Asserts that nothing of a key is in a text, nor any key at all. */
export function expectNoKey(text: string, { key }: KeyPair): void {
  expect(text).not.toContain('-----BEGIN');
  keyLines(key).forEach((line) => expect(text).not.toContain(line.slice(0, 32)));
}
