import { X509Certificate } from 'node:crypto';
import type { PairProblem } from './problem';

/** Object identifiers, as DER, of signatures that OpenSSL refuses at its default security level. */
const WEAK_SIGNATURES = [
  ['MD5', '06092a864886f70d010104'],
  ['SHA-1', '06092a864886f70d010105'],
  ['SHA-1', '06072a8648ce3d0401'],
].map(([hash, oid]) => ({ hash, oid: Buffer.from(oid, 'hex') }));

const CERTIFICATE_BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** All certificates of a PEM text, or undefined when one cannot be read. */
export function readChain(pem: string): X509Certificate[] | undefined {
  try {
    return (pem.match(CERTIFICATE_BLOCK) ?? []).map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

/** What is wrong with a chain, leaf first: each certificate must be issued by the next, and be valid. The root may be missing. */
export function chainProblems(chain: readonly X509Certificate[], now: Date): PairProblem[] {
  const problems: PairProblem[] = [];
  if (!chain.slice(0, -1).every((certificate, index) => issuedBy(certificate, chain[index + 1]))) {
    problems.push(
      isShuffled(chain)
        ? { code: 'ChainOrder', text: 'the chain is out of order: each certificate must be followed by its issuer' }
        : { code: 'ChainBroken', text: 'the chain is broken: a certificate in it was not issued by the next one' },
    );
  }
  for (const { validTo, subject } of chain.slice(1)) {
    if (new Date(validTo) < now)
      problems.push({ code: 'ChainExpired', text: `${oneLine(subject)} in the chain has expired` });
  }
  for (const certificate of chain) {
    // A root is trusted for what it is, whatever it signs itself with.
    if (certificate !== chain[0] && signsItself(certificate)) continue;
    const weak = WEAK_SIGNATURES.find(({ oid }) => certificate.raw.includes(oid));
    if (weak)
      problems.push({ code: 'SignatureWeak', text: `${oneLine(certificate.subject)} is signed with ${weak.hash}` });
  }
  return problems;
}

/** Whether all above the leaf would form its chain in another order. */
function isShuffled([leaf, ...above]: readonly X509Certificate[]): boolean {
  const rest = [...above];
  let last = leaf;
  while (rest.length > 0) {
    const next = rest.findIndex((candidate) => issuedBy(last, candidate));
    if (next < 0) return false;
    [last] = rest.splice(next, 1);
  }
  return true;
}

/** Whether a certificate is signed with its own key; a server's may be, though its key usage makes it no issuer. */
export function signsItself(certificate: X509Certificate): boolean {
  try {
    return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
  } catch {
    return false;
  }
}

/** Whether one certificate's names say that the other issued it, and its signature proves it. */
export function issuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // A key of a kind that cannot have made this signature.
    return false;
  }
}

function oneLine(subject: string | undefined): string {
  return (subject ?? '').replace(/\n/g, ', ') || 'a certificate';
}
