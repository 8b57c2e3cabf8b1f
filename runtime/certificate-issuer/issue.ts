import { randomBytes, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import type { IssuedCertificate } from '../../lib/model/certificates';
import {
  BACKDATE_SECONDS,
  COMMON_NAME_LIMIT,
  DEFAULT_KEY_ALGORITHM,
  DEFAULT_VALIDITY_DAYS,
  SERIAL_BYTES,
} from '../../lib/model/certificates';
import type { KeyAlgorithmName } from '../../lib/model/certificates';
import type { Pair } from './pair';

const { subtle } = webcrypto;

/** What to sign: everything about a leaf but who signs it. */
export interface LeafRequest {
  readonly hostnames: readonly string[];
  /** Distinguished name. */
  readonly subject: string;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Signs a leaf; answers with the PEM of the leaf and of those above it. */
export type Sign = (request: LeafRequest) => Promise<string>;

const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]) };
const ALGORITHMS: Record<KeyAlgorithmName, webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams> = {
  EC_P256: { name: 'ECDSA', namedCurve: 'P-256' },
  RSA_2048: { ...RSA, modulusLength: 2048 },
  RSA_3072: { ...RSA, modulusLength: 3072 },
};

/** Makes a key pair in memory and has it certified. */
export async function issuePair(certificate: IssuedCertificate, sign: Sign = selfSign): Promise<Pair> {
  const { hostnames, key = DEFAULT_KEY_ALGORITHM, validityDays = DEFAULT_VALIDITY_DAYS } = certificate;
  const keys = await subtle.generateKey(ALGORITHMS[key], true, ['sign', 'verify']);
  // X.509 counts in seconds.
  const now = Math.floor(Date.now() / 1000) * 1000;
  const cert = await sign({
    hostnames,
    subject: distinguishedName(hostnames),
    keys,
    notBefore: new Date(now - BACKDATE_SECONDS * 1000),
    notAfter: new Date(now + validityDays * 86_400_000),
  });
  const pkcs8 = await subtle.exportKey('pkcs8', keys.privateKey);
  return { cert, key: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n` };
}

/** The default: a certificate that vouches for itself; a load balancer verifies no target's. */
export async function selfSign(request: LeafRequest): Promise<string> {
  return signLeaf(request, { name: request.subject, key: request.keys.privateKey, publicKey: request.keys.publicKey });
}

/** Who signs a leaf here in memory. */
export interface Signer {
  readonly name: string | x509.Name;
  readonly key: webcrypto.CryptoKey;
  /** Hash of the signature. @default SHA-256 */
  readonly hash?: string;
  /** Names the signer's key to verifiers: by this public key, or by the identifier that its certificate gives it. */
  readonly publicKey?: webcrypto.CryptoKey;
  readonly keyIdentifier?: string;
}

/** Signs a server's certificate: not a CA, for TLS servers alone, with a random serial number. */
export async function signLeaf(request: LeafRequest, signer: Signer): Promise<string> {
  const { keys, hostnames, subject, notBefore, notAfter } = request;
  const rsa = keys.publicKey.algorithm.name === RSA.name;
  const flags = x509.KeyUsageFlags.digitalSignature | (rsa ? x509.KeyUsageFlags.keyEncipherment : 0);
  const leaf = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject,
    issuer: signer.name,
    notBefore,
    notAfter,
    publicKey: keys.publicKey,
    signingKey: signer.key,
    signingAlgorithm: { name: signer.key.algorithm.name, hash: signer.hash ?? 'SHA-256' },
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(flags, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      alternativeNames(hostnames),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ...(await authorityKey(signer)),
    ],
  });
  return `${leaf.toString('pem')}\n`;
}

/** A request for a certificate, DER. */
export async function signingRequest(request: LeafRequest): Promise<Buffer> {
  const csr = await x509.Pkcs10CertificateRequestGenerator.create({
    name: request.subject,
    keys: request.keys,
    signingAlgorithm: { name: request.keys.publicKey.algorithm.name, hash: 'SHA-256' },
    extensions: [alternativeNames(request.hostnames)],
  });
  return Buffer.from(csr.rawData);
}

async function authorityKey({ publicKey, keyIdentifier }: Signer): Promise<x509.Extension[]> {
  if (keyIdentifier !== undefined) return [new x509.AuthorityKeyIdentifierExtension(keyIdentifier)];
  return publicKey ? [await x509.AuthorityKeyIdentifierExtension.create(publicKey)] : [];
}

function alternativeNames(hostnames: readonly string[]): x509.Extension {
  return new x509.SubjectAlternativeNameExtension(hostnames.map((value) => ({ type: 'dns', value })));
}

function distinguishedName(hostnames: readonly string[]): string {
  return `CN=${hostnames[0].length <= COMMON_NAME_LIMIT ? hostnames[0] : 'cdk-puma-eks'}`;
}

/** Positive, and of the same length each time: the first two bits are given. */
function serialNumber(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = (bytes[0] & 0x3f) | 0x40;
  return bytes.toString('hex');
}
