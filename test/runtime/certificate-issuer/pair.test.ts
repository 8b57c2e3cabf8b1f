import { generateKeyPairSync } from 'node:crypto';
import { checkPair, pairText, parsePair } from '../../../runtime/certificate-issuer/pair';
import type { Pair, PairExpectation } from '../../../runtime/certificate-issuer/pair';
import { days } from '../../support/certificates';
import { encrypted, makeAuthority, makePair } from '../../support/pairs';

const HOST = 'shop.example.com';

function codes(pair: Pair, expected: Partial<PairExpectation> = {}): string[] {
  return checkPair(pair, { hostnames: [HOST], ...expected }).problems.map(({ code }) => code);
}

describe('a good pair', () => {
  it('has no problems, and its details can be shown', async () => {
    const { problems, details } = checkPair(await makePair(), { hostnames: [HOST], exactly: true });
    expect(problems).toEqual([]);
    expect(details).toMatchObject({ hostnames: [HOST], key: 'EC P-256', selfSigned: true, chainLength: 1 });
    expect(Math.round(details?.daysLeft ?? 0)).toBe(90);
  });

  it('may be RSA of 2048 bits, have a chain with or without its root, and be for servers', async () => {
    const root = await makeAuthority('Root');
    const middle = await makeAuthority('Middle', root);
    const pair = await makePair({ issuer: middle, usages: ['1.3.6.1.5.5.7.3.1'] });
    expect(codes({ ...pair, cert: pair.cert + middle.cert + root.cert })).toEqual([]);
    expect(codes({ ...pair, cert: pair.cert + middle.cert })).toEqual([]);
    expect(codes(await makePair({ rsaBits: 2048 }))).toEqual([]);
  });

  it('may be a wildcard for the hosts below it, and for the wildcard itself', async () => {
    const pair = await makePair({ hostnames: ['*.example.com', 'example.org'] });
    expect(codes(pair, { hostnames: [HOST, '*.example.com', 'example.org'] })).toEqual([]);
    expect(codes(pair, { hostnames: ['a.b.example.com'] })).toEqual(['HostnameMissing']);
    expect(codes(pair, { hostnames: ['*.example.com'], exactly: true })).toEqual(['HostnameExtra']);
    expect(codes(await makePair(), { hostnames: ['*.example.com'] })).toEqual(['HostnameMissing']);
  });
});

describe('the names of a certificate', () => {
  it('are those that it has, not those that a name of it spells', async () => {
    const sly = await makePair({ hostnames: [`other.example.com, DNS:${HOST}`] });
    expect(codes(sly)).toEqual(['HostnameMissing']);
    const several = await makePair({ hostnames: ['A.example.com', HOST, '*.example.com'] });
    expect(checkPair(several, { hostnames: [HOST] }).details?.hostnames).toEqual([
      'a.example.com',
      HOST,
      '*.example.com',
    ]);
  });
});

describe('a bad pair', () => {
  it('is told by its dates', async () => {
    expect(codes(await makePair({ from: days(-10), to: days(-1) }))).toEqual(['Expired']);
    expect(codes(await makePair({ from: days(1) }))).toEqual(['NotYetValid']);
    expect(codes(await makePair(), { now: days(91) })).toEqual(['Expired']);
  });

  it('is told by its key', async () => {
    const [pair, other] = [await makePair(), await makePair()];
    expect(codes({ ...pair, key: other.key })).toEqual(['KeyMismatch']);
    expect(codes({ ...pair, key: encrypted(pair.key) })).toEqual(['KeyEncrypted']);
    expect(codes({ ...pair, key: encrypted(pair.key, 'sec1') })).toEqual(['KeyEncrypted']);
    expect(codes({ ...pair, key: 'garbage' })).toEqual(['KeyUnreadable']);
    expect(codes({ ...pair, key: pair.cert })).toEqual(['KeyUnreadable']);
    expect(codes({ ...pair, key: pair.key.slice(0, 100) })).toEqual(['KeyUnreadable']);
    expect(codes(await makePair({ rsaBits: 1024 }))).toEqual(['KeyWeak']);
    expect(codes(await makePair({ rsaBits: 2048, hash: 'SHA-1' }))).toEqual(['SignatureWeak']);
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(codes({ ...pair, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() })).toEqual([
      'KeyMismatch',
    ]);
  });

  it('is told by its chain', async () => {
    const root = await makeAuthority('Root');
    const middle = await makeAuthority('Middle', root);
    const pair = await makePair({ issuer: middle });
    expect(codes({ ...pair, cert: pair.cert + root.cert + middle.cert })).toEqual(['ChainOrder']);
    expect(codes({ ...pair, cert: middle.cert + pair.cert })).toContain('LeafNotFirst');
    expect(codes({ ...pair, cert: pair.cert + root.cert })).toEqual(['ChainBroken']);
    expect(codes({ ...pair, cert: pair.cert + (await makeAuthority('Middle')).cert })).toEqual(['ChainBroken']);
    expect(codes({ ...pair, cert: pair.cert + middle.cert }, { now: days(1000) })).toContain('ChainExpired');
  });

  it('is told by its purpose and by what it is not', async () => {
    expect(codes(await makePair({ usages: ['1.3.6.1.5.5.7.3.2'] }))).toEqual(['PurposeWrong']);
    const pair = await makePair();
    for (const cert of ['', 'garbage', pair.key, pair.cert.slice(0, 200), pair.cert.replace(/[A-Z]{5}/, '!!!!!')])
      expect(codes({ ...pair, cert })).toContain('CertificateUnreadable');
    expect(codes({ ...pair, cert: pair.cert + 'x'.repeat(66_000) })).toEqual(['SecretTooLarge']);
  });

  it('is told in words that hold nothing of the key', async () => {
    const [pair, other] = [await makePair(), await makePair()];
    const bad: Pair[] = [
      { ...pair, key: other.key },
      { ...pair, key: encrypted(pair.key) },
      { ...pair, key: other.key.replace('\n', '\n!') },
      { cert: other.key, key: pair.key },
    ];
    for (const each of bad) {
      const told = JSON.stringify(checkPair(each, { hostnames: [HOST] }));
      expect(told.length).toBeGreaterThan(20);
      for (const line of `${pair.key}${other.key}`.split('\n').filter((part) => part.length > 10))
        expect(told).not.toContain(line);
    }
  });
});

describe("a secret's text", () => {
  it('is read as it was written', async () => {
    const pair = await makePair();
    expect(parsePair(pairText(pair))).toEqual(pair);
  });

  it.each([undefined, '', 'text', '[]', 'null', '"cert"', '{"cert": "x"}', '{"cert": 1, "key": "x"}'])(
    'is refused when it is %p',
    (text) => {
      expect(parsePair(text)).toMatchObject({ code: 'SecretForm' });
    },
  );
});
