import { X509Certificate } from 'node:crypto';
import type { IssuedCertificate } from '../../../lib/model/certificates';
import { handshakes } from '../../../runtime/certificate-issuer/handshake';
import { issuePair } from '../../../runtime/certificate-issuer/issue';
import { pairText } from '../../../runtime/certificate-issuer/pair';
import { secretAuthority } from '../../../runtime/certificate-issuer/secret-authority';
import { verifyPair, verifyText, whyReissue } from '../../../runtime/certificate-issuer/verify';
import { opensslAuthority, opensslSubordinate } from '../../support/openssl';
import { encrypted, makePair } from '../../support/pairs';

const CERTIFICATE: IssuedCertificate = { secret: '/Cert/shop', hostnames: ['shop.example.com'] };

const EC = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
const nobody = (): Promise<undefined> => Promise.resolve(undefined);

describe("a CA's secret", () => {
  it('is refused in one line when it is no CA, no pair, encrypted, or no secret of the kind', async () => {
    const [pair, other] = [await makePair(), await makePair()];
    const cases: [string | undefined, string][] = [
      [undefined, 'has no value, or is not there'],
      ['text', 'is not JSON of the form'],
      [JSON.stringify({ cert: 'x', key: pair.key }), 'has no readable certificate'],
      [JSON.stringify({ cert: pair.cert, key: 'x' }), 'has no readable, unencrypted private key'],
      [JSON.stringify({ cert: pair.cert, key: encrypted(pair.key) }), 'has no readable, unencrypted private key'],
      [JSON.stringify({ cert: pair.cert, key: other.key }), 'holds a certificate that is not a CA'],
      [JSON.stringify(pair), 'holds a certificate that is not a CA'],
    ];
    for (const [text, problem] of cases)
      await expect(secretAuthority(text)).rejects.toThrow(`the certificate authority's secret ${problem}`);
  });
});

describe('a subordinate CA in a secret, without its root', () => {
  const SIGNS = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];

  it('signs, and the chain is verified up to it', async () => {
    const { below } = opensslSubordinate('/CN=Below', SIGNS);
    await expect(
      verifyPair(await issuePair(CERTIFICATE, await secretAuthority(pairText(below))), CERTIFICATE),
    ).resolves.toBeUndefined();
  });

  it.each([
    [
      'for names that it may not sign',
      [...SIGNS, 'nameConstraints=critical,permitted;DNS:example.org'],
      'permitted subtree violation',
    ],
    ['that may sign none for servers', [...SIGNS, 'extendedKeyUsage=clientAuth'], 'INVALID_PURPOSE'],
  ])('is of no use %s', async (_, extensions, code) => {
    const { below } = opensslSubordinate('/CN=Below', extensions);
    const pair = await issuePair(CERTIFICATE, await secretAuthority(pairText(below)));
    await expect(verifyPair(pair, CERTIFICATE)).rejects.toThrow(code);
  });
});

describe('handshakes in process', () => {
  it('succeed with a pair of any kind, also for a wildcard', async () => {
    for (const key of ['EC_P256', 'RSA_2048'] as const) {
      const certificate = { ...CERTIFICATE, hostnames: ['*.example.com'], key };
      await expect(handshakes(await issuePair(certificate), '*.example.com')).resolves.toBeUndefined();
    }
  });

  it('fail for another host, and with a key that is not the certificate’s', async () => {
    const [pair, other] = [await issuePair(CERTIFICATE), await issuePair(CERTIFICATE)];
    await expect(handshakes(pair, 'other.example.com')).rejects.toThrow(
      'a TLSv1.2 handshake with the pair failed: ERR_TLS_CERT_ALTNAME_INVALID',
    );
    await expect(handshakes({ ...pair, key: other.key }, 'shop.example.com')).rejects.toThrow(
      'OpenSSL does not load the pair: ERR_OSSL_X509_KEY_VALUES_MISMATCH',
    );
  });
});

describe('what the secret holds', () => {
  it('stays when it is good', async () => {
    const text = pairText(await issuePair(CERTIFICATE));
    await expect(whyReissue(text, CERTIFICATE, nobody)).resolves.toBeUndefined();
    await expect(verifyText(text, CERTIFICATE)).resolves.toBeUndefined();
  });

  it('is issued anew for another host or key, when it is bad, and shortly before its end', async () => {
    const text = pairText(await issuePair(CERTIFICATE));
    const why = (changes: Partial<IssuedCertificate>): Promise<string | undefined> =>
      whyReissue(text, { ...CERTIFICATE, ...changes }, nobody);
    expect(await why({ hostnames: ['shop.example.com', 'b.example.com'] })).toContain('is not for b.example.com');
    expect(await why({ key: 'RSA_2048' })).toBe('the key is EC P-256');
    expect(await whyReissue(undefined, CERTIFICATE, nobody)).toBe('the secret is empty');
    expect(await whyReissue('{}', CERTIFICATE, nobody)).toContain('is not JSON of the form');
    const short = { ...CERTIFICATE, validityDays: 20 };
    expect(await whyReissue(pairText(await issuePair(short)), CERTIFICATE, nobody)).toMatch(
      /^only (19|20) days are left$/,
    );
  });

  it('is issued anew for another authority, also of the same name, and stays for the same one', async () => {
    // Both are called alike: their keys tell them apart.
    const [one, other] = ['one', 'other'].map(() => opensslAuthority('/CN=Example', EC));
    const by = (authority: { readonly cert: string }) => () => Promise.resolve(new X509Certificate(authority.cert));
    const texts = {
      itself: pairText(await issuePair(CERTIFICATE)),
      one: pairText(await issuePair(CERTIFICATE, await secretAuthority(pairText(one)))),
    };
    expect(await whyReissue(texts.one, CERTIFICATE, by(one))).toBeUndefined();
    for (const why of [
      whyReissue(texts.one, CERTIFICATE, by(other)),
      whyReissue(texts.one, CERTIFICATE, nobody),
      whyReissue(texts.itself, CERTIFICATE, by(one)),
    ])
      expect(await why).toBe('another authority is to sign');
  });

  it('is issued anew when it ends sooner than certificates now do: the schedule counts on that', async () => {
    const text = pairText(await issuePair({ ...CERTIFICATE, validityDays: 90 }));
    const longer = { ...CERTIFICATE, validityDays: 398 };
    expect(await whyReissue(text, longer, nobody)).toBe('it was issued for 90 days, and 398 are asked for');
    const long = pairText(await issuePair(longer));
    expect(await whyReissue(long, longer, nobody)).toBeUndefined();
    expect(await whyReissue(long, CERTIFICATE, nobody)).toBeUndefined();
    // An authority that itself ends sooner can give no more.
    const ending = opensslAuthority('/CN=Ending', EC, 60);
    const cut = pairText(await issuePair(CERTIFICATE, await secretAuthority(pairText(ending))));
    const authority = (): Promise<X509Certificate> => Promise.resolve(new X509Certificate(ending.cert));
    expect(await whyReissue(cut, CERTIFICATE, authority)).toBeUndefined();
  });

  it('is refused by a rotation for names too many', async () => {
    const pair = await issuePair({ ...CERTIFICATE, hostnames: ['shop.example.com', 'more.example.com'] });
    await expect(verifyPair(pair, CERTIFICATE)).rejects.toThrow('the certificate’s names are'.replace('’', "'"));
  });
});
