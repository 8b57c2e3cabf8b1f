import { createPrivateKey, webcrypto } from 'node:crypto';
import type { KeyObject, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { RENEW_AT_DAYS_LEFT } from '../../lib/model/certificates';
import { chainProblems, readChain } from './chain';
import type { Sign } from './issue';
import { signLeaf } from './issue';
import { IssuerError } from './issuer-error';
import { parsePair } from './pair';

/** Curves of a CA's key, and the hash that goes with each. */
const CURVES: Record<string, { namedCurve: string; hash: string }> = {
  prime256v1: { namedCurve: 'P-256', hash: 'SHA-256' },
  secp384r1: { namedCurve: 'P-384', hash: 'SHA-384' },
  secp521r1: { namedCurve: 'P-521', hash: 'SHA-512' },
};

/** A CA whose certificate and key are in a secret's text: signs in memory. */
export async function secretAuthority(text: string | undefined): Promise<Sign> {
  const { chain, key } = read(text);
  const [ca] = chain;
  const issuer = new x509.X509Certificate(ca.raw);
  const { signer, hash } = await importKey(key);
  const keyIdentifier = issuer.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId;
  // A CA without an identifier of its own gets none in what it signs. Its name goes in as encoded, not by its text.
  return async (request) => {
    const notAfter = cutAt(new Date(ca.validTo), request.notAfter);
    const leaf = await signLeaf(
      { ...request, notAfter },
      { name: issuer.subjectName, key: signer, hash, keyIdentifier },
    );
    return leaf + chain.map((certificate) => certificate.toString()).join('');
  };
}

/** The certificate of a CA that is in a secret's text. */
export function secretAuthorityCertificate(text: string | undefined): X509Certificate {
  return read(text).chain[0];
}

/** A leaf ends with its CA at the latest; a CA that leaves less than the alarm's days is at its end itself. */
export function cutAt(authorityEnds: Date, wanted: Date): Date {
  const daysLeft = (authorityEnds.getTime() - Date.now()) / 86_400_000;
  if (daysLeft < RENEW_AT_DAYS_LEFT)
    throw new IssuerError(
      `the certificate authority's own certificate ends on ${authorityEnds.toISOString().slice(0, 10)}: renew it first`,
    );
  return authorityEnds < wanted ? authorityEnds : wanted;
}

function read(text: string | undefined): { chain: X509Certificate[]; key: KeyObject } {
  const fail = (what: string): never => {
    throw new IssuerError(`the certificate authority's secret ${what}`);
  };
  if (text === undefined) return fail('has no value, or is not there');
  const pair = parsePair(text);
  if ('code' in pair) return fail('is not JSON of the form {"cert": "…", "key": "…"}');
  const chain = readChain(pair.cert);
  if (chain === undefined || chain.length === 0) return fail('has no readable certificate');
  let key: KeyObject;
  try {
    key = createPrivateKey(pair.key);
  } catch {
    return fail('has no readable, unencrypted private key');
  }
  if (!chain[0].ca) return fail('holds a certificate that is not a CA');
  if (!chain[0].checkPrivateKey(key)) return fail('holds a certificate and a key that are no pair');
  const [problem] = chainProblems(chain, new Date());
  return problem ? fail(`has a fault: ${problem.text}`) : { chain, key };
}

async function importKey(key: KeyObject): Promise<{ signer: webcrypto.CryptoKey; hash: string }> {
  const { hash, ...algorithm } = algorithmOf(key);
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const signer = await webcrypto.subtle.importKey('pkcs8', pkcs8, { ...algorithm, hash }, false, ['sign']);
  return { signer, hash };
}

function algorithmOf(key: KeyObject): { name: string; hash: string; namedCurve?: string } {
  if (key.asymmetricKeyType === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const curve = CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (curve === undefined)
    throw new IssuerError("the certificate authority's key must be RSA, or EC of P-256, P-384 or P-521");
  return { name: 'ECDSA', ...curve };
}
