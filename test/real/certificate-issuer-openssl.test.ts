import { X509Certificate } from 'node:crypto';
import type { KeyAlgorithmName } from '../../lib/model/certificates';
import { BACKDATE_SECONDS, KEY_ALGORITHMS } from '../../lib/model/certificates';
import { issuePair, selfSign } from '../../runtime/certificate-issuer/issue';
import type { Pair } from '../../runtime/certificate-issuer/pair';
import { secretAuthority } from '../../runtime/certificate-issuer/secret-authority';
import { verifyPair } from '../../runtime/certificate-issuer/verify';
import { certificatesIn, openssl, opensslAuthority, opensslSubordinate, opensslVerifies } from '../support/openssl';

const HOSTS = ['api.example.com', '*.example.org'];
/** Names of every shape: several values, letters beyond ASCII, the order that LDAP turns round. */
const SUBJECT = '/C=DE/O=Beispiel \u00dc, Inc./OU=A+B/CN=Example Root';

const AUTHORITIES = {
  itself: undefined,
  'a CA with RSA 2048': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'a CA with P-256': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'a CA with P-384': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  'a CA with P-521': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
};
const CASES = KEY_ALGORITHMS.flatMap((key) =>
  Object.keys(AUTHORITIES).map((by) => ({ key, by: by as keyof typeof AUTHORITIES })),
);

const authorities = new Map<string, Pair>();
function authority(by: keyof typeof AUTHORITIES): Pair | undefined {
  const genpkey = AUTHORITIES[by];
  if (genpkey && !authorities.has(by)) authorities.set(by, opensslAuthority(SUBJECT, genpkey));
  return authorities.get(by);
}

async function issued(key: KeyAlgorithmName, by: keyof typeof AUTHORITIES, hostnames = HOSTS): Promise<Pair> {
  const ca = authority(by);
  const sign = ca ? await secretAuthority(JSON.stringify(ca)) : selfSign;
  const certificate = { secret: 'x', hostnames, key, validityDays: 90 };
  const pair = await issuePair(certificate, sign);
  await verifyPair(pair, certificate);
  return pair;
}

describe.each(CASES)('a certificate with $key, signed by $by', ({ key, by }) => {
  let pair: Pair;
  let chain: string[];
  let text: string;
  let asked: number;
  let answered: number;
  beforeAll(async () => {
    asked = Date.now();
    pair = await issued(key, by);
    answered = Date.now();
    chain = certificatesIn(pair.cert);
    text = openssl(['x509', '-in', 'leaf', '-noout', '-text', '-nameopt', 'utf8'], { leaf: chain[0] });
  });

  it('is verified by openssl strictly, for its hosts alone, with the root as the only trust', () => {
    const root = chain[chain.length - 1];
    expect(chain).toHaveLength(by === 'itself' ? 1 : 2);
    for (const host of ['api.example.com', 'any.example.org'])
      expect(opensslVerifies(chain, root, host)).toBe('leaf: OK');
    expect(opensslVerifies(chain, root, 'other.example.com')).toContain('hostname mismatch');
  });

  it('names its hosts, is no CA, and is for TLS servers', () => {
    const usage = key === 'EC_P256' ? 'Digital Signature' : 'Digital Signature, Key Encipherment';
    expect(section(text, 'X509v3 Subject Alternative Name')).toBe('DNS:api.example.com, DNS:*.example.org');
    expect(section(text, 'X509v3 Basic Constraints: critical')).toBe('CA:FALSE');
    expect(section(text, 'X509v3 Key Usage: critical')).toBe(usage);
    expect(section(text, 'X509v3 Extended Key Usage')).toBe('TLS Web Server Authentication');
    expect(text).toContain('X509v3 Subject Key Identifier');
    expect(text).toContain('X509v3 Authority Key Identifier');
    expect(text).toContain('Version: 3');
  });

  it('has the key that was asked for, and a key file that openssl takes', () => {
    const kind = {
      EC_P256: 'NIST CURVE: P-256',
      RSA_2048: 'Public-Key: (2048 bit)',
      RSA_3072: 'Public-Key: (3072 bit)',
    };
    expect(text).toContain(kind[key]);
    const fromKey = openssl(['pkey', '-in', 'key', '-pubout'], { key: pair.key });
    expect(openssl(['x509', '-in', 'leaf', '-noout', '-pubkey'], { leaf: chain[0] })).toBe(fromKey);
    expect(openssl(['pkey', '-in', 'key', '-check', '-noout'], { key: pair.key })).toContain('Key is valid');
  });

  it('is valid from an hour ago for ninety days', () => {
    const { validFrom, validTo } = new X509Certificate(chain[0]);
    const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
    expect(to - from).toBe((90 * 86_400 + BACKDATE_SECONDS) * 1000);
    // Certificates know whole seconds.
    expect(from).toBeGreaterThan(asked - BACKDATE_SECONDS * 1000 - 1000);
    expect(from).toBeLessThanOrEqual(answered - BACKDATE_SECONDS * 1000);
  });
});

it('gives each certificate a positive random serial number of sixteen bytes', async () => {
  const serials = new Set<string>();
  for (let round = 0; round < 64; round += 1) {
    const pair = await issuePair({ secret: 'x', hostnames: HOSTS });
    serials.add(new X509Certificate(pair.cert).serialNumber);
  }
  expect(serials.size).toBe(64);
  for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
  // Each of the 126 random bits is 0 in some of 64 numbers and 1 in others: by luck it is not, once in 2^56.
  const numbers = [...serials].map((serial) => BigInt(`0x${serial}`));
  for (let bit = 0n; bit < 126n; bit += 1n) {
    const ones = numbers.filter((number) => (number >> bit) & 1n).length;
    expect({ bit, both: ones > 0 && ones < 64 }).toEqual({ bit, both: true });
  }
});

it('keeps a host that is too long for a common name in the alternative names', async () => {
  const long = `${'a'.repeat(60)}.example.com`;
  const pair = await issued('EC_P256', 'a CA with P-256', [long]);
  const chain = certificatesIn(pair.cert);
  expect(opensslVerifies(chain, chain[1], long)).toBe('leaf: OK');
  expect(new X509Certificate(chain[0]).subject).toBe('CN=cdk-puma-eks');
});

it('names hosts beyond ASCII as DNS does', async () => {
  const hosts = ['xn--bcher-kva.example.com', '*.xn--bcher-kva.example.com'];
  const chain = certificatesIn((await issued('EC_P256', 'itself', hosts)).cert);
  for (const host of [hosts[0], 'shop.xn--bcher-kva.example.com'])
    expect(opensslVerifies(chain, chain[0], host)).toBe('leaf: OK');
});

it('takes the chain above a subordinate CA along, whether or not the root is in it', async () => {
  const extensions = ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign,cRLSign'];
  const { root, below } = opensslSubordinate('/CN=Below', [...extensions, 'subjectKeyIdentifier=hash']);
  for (const above of ['', root.cert]) {
    const ca = { cert: below.cert + above, key: below.key };
    const certificate = { secret: 'x', hostnames: HOSTS };
    const pair = await issuePair(certificate, await secretAuthority(JSON.stringify(ca)));
    await verifyPair(pair, certificate);
    const chain = certificatesIn(pair.cert);
    expect(chain).toHaveLength(above === '' ? 2 : 3);
    expect(opensslVerifies(chain, root.cert, 'any.example.org')).toBe('leaf: OK');
  }
});

it('ends a certificate with its CA, and issues none that would be over at once', async () => {
  const root = opensslAuthority('/CN=Short Root', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], 40);
  const certificate = { secret: 'x', hostnames: HOSTS };
  const pair = await issuePair(certificate, await secretAuthority(JSON.stringify(root)));
  expect(new X509Certificate(pair.cert).validTo).toBe(new X509Certificate(root.cert).validTo);
  const dying = opensslAuthority('/CN=Dying Root', ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], 10);
  const sign = await secretAuthority(JSON.stringify(dying));
  await expect(issuePair(certificate, sign)).rejects.toThrow(/authority's own certificate ends on .*: renew it first/);
});

function section(text: string, name: string): string | undefined {
  const lines = text.split('\n');
  return lines[
    lines.findIndex((line) => line.trim().replace(/:\s*$/, '') === name || line.trim() === name) + 1
  ]?.trim();
}
