import { X509Certificate, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import type { IssuingAuthority } from '../../lib/model/certificates';
import { issuePair } from '../../runtime/certificate-issuer/issue';
import type { Pair } from '../../runtime/certificate-issuer/pair';
import { pairText } from '../../runtime/certificate-issuer/pair';
import { privateCa } from '../../runtime/certificate-issuer/private-ca';
import { verifyPair } from '../../runtime/certificate-issuer/verify';
import { IssuerWorld } from '../support/issuer-world';
import type { Moto } from '../support/moto';
import { REGION } from '../support/moto';
import { certificatesIn, opensslAuthority, opensslVerifies } from '../support/openssl';
import type { Reply, Seen } from '../support/stand-in';
import { StandIn, awsError } from '../support/stand-in';

afterEach(async () => StandIn.stopAll());

const HOSTS = ['api.example.com', '*.example.org'];
const CERTIFICATE = { secret: '/Cert/api.example.com', hostnames: HOSTS, key: 'EC_P256' } as const;
const EC = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];

describe("AWS Private CA as moto has it, which knows AWS's general template alone and gives each certificate a year", () => {
  let world: IssuerWorld;
  let root = '';
  beforeAll(async () => {
    world = await IssuerWorld.start([CERTIFICATE], { authority: motoAuthority });
  });
  afterAll(async () => world.stop());

  async function motoAuthority(moto: Moto): Promise<IssuingAuthority> {
    const call = async (action: string, body: object): Promise<Record<string, string>> => {
      const response = await fetch(moto.url, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `ACMPrivateCA.${action}`,
          authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20250101/${REGION}/acm-pca/aws4_request, SignedHeaders=host, Signature=0`,
        },
      });
      return JSON.parse((await response.text()) || '{}') as Record<string, string>;
    };
    const configuration = {
      KeyAlgorithm: 'RSA_2048',
      SigningAlgorithm: 'SHA256WITHRSA',
      Subject: { CommonName: 'Root' },
    };
    const { CertificateAuthorityArn: arn } = await call('CreateCertificateAuthority', {
      CertificateAuthorityConfiguration: configuration,
      CertificateAuthorityType: 'ROOT',
    });
    const { Csr } = await call('GetCertificateAuthorityCsr', { CertificateAuthorityArn: arn });
    const { CertificateArn } = await call('IssueCertificate', {
      CertificateAuthorityArn: arn,
      Csr: Buffer.from(Csr).toString('base64'),
      SigningAlgorithm: 'SHA256WITHRSA',
      TemplateArn: 'arn:aws:acm-pca:::template/RootCACertificate/V1',
      Validity: { Type: 'DAYS', Value: 365 },
    });
    root = (await call('GetCertificate', { CertificateAuthorityArn: arn, CertificateArn })).Certificate;
    await call('ImportCertificateAuthorityCertificate', {
      CertificateAuthorityArn: arn,
      Certificate: Buffer.from(root).toString('base64'),
    });
    return { type: 'acm-pca', arn, templateArn: 'arn:aws:acm-pca:::template/EndEntityCertificate/V1' };
  }

  it('signs the first certificate and the next ones, and openssl verifies them', async () => {
    await world.moto.putSecret(CERTIFICATE.secret);
    expect((await world.deploy(CERTIFICATE.secret)).told?.Status).toBe('SUCCESS');
    const first = await world.provesCurrent(CERTIFICATE.secret, HOSTS);
    const token = await world.service.begin(CERTIFICATE.secret);
    expect(await world.service.run(CERTIFICATE.secret, token)).toEqual({ ok: true, answer: 'null' });
    expect(await world.provesCurrent(CERTIFICATE.secret, HOSTS)).toBe(token);
    const { text } = await world.service.current(CERTIFICATE.secret);
    const chain = certificatesIn((JSON.parse(text) as Pair).cert);
    expect(chain).toHaveLength(2);
    expect(opensslVerifies(chain, root, 'any.example.org')).toBe('leaf: OK');
    expect((await world.deploy(CERTIFICATE.secret, 'Update')).told?.Reason).toBe('kept: the current version is good');
    expect(await world.provesCurrent(CERTIFICATE.secret, HOSTS)).not.toBe(first);
    expect(world.leaks()).toEqual([]);
  });

  it("fails in one line that names AWS's reason when the CA is not there", async () => {
    const arn = `arn:aws:acm-pca:${REGION}:111122223333:certificate-authority/none`;
    const sign = privateCa({ type: 'acm-pca', arn }, nobody, { AWS_ENDPOINT_URL: world.moto.url });
    await expect(issuePair(CERTIFICATE, sign)).rejects.toThrow(
      /^GetCertificateAuthorityCertificate failed with ResourceNotFoundException: /,
    );
  });
});

describe("AWS Private CA as AWS's documentation has it", () => {
  const ARN = 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/11111111-2222-3333-4444-555555555555';
  const CERTIFICATE_ARN = `${ARN}/certificate/0123456789abcdef0123456789abcdef`;
  let authority: Pair;
  let requests: Record<string, unknown>[];
  let early: number;

  beforeEach(() => {
    authority = opensslAuthority('/O=Example/CN=Private Root', EC);
    requests = [];
    early = 2;
  });

  /** Answers as documented; certificates are signed beforehand, for a stand-in answers at once. */
  async function standIn(
    before: (action: string, nth: number) => Reply | undefined = () => undefined,
  ): Promise<string> {
    let issued = '';
    let signing: Promise<void> = Promise.resolve();
    const calls: string[] = [];
    const { url } = await StandIn.start((seen: Seen) => {
      const action = String(seen.headers['x-amz-target']).replace('ACMPrivateCA.', '');
      calls.push(action);
      const refused = before(action, calls.filter((call) => call === action).length);
      if (refused) return refused;
      expect(seen.headers.authorization).toContain('/eu-west-1/acm-pca/aws4_request');
      const input = JSON.parse(seen.body) as Record<string, unknown>;
      if (action === 'GetCertificateAuthorityCertificate')
        return { status: 200, body: JSON.stringify({ Certificate: authority.cert }) };
      if (action === 'IssueCertificate') {
        requests.push(input);
        signing = sign(input, authority).then((pem) => void (issued = pem));
        void signing;
        return { status: 200, body: JSON.stringify({ CertificateArn: CERTIFICATE_ARN }) };
      }
      expect(input).toEqual({ CertificateAuthorityArn: ARN, CertificateArn: CERTIFICATE_ARN });
      if ((early -= 1) >= 0 || issued === '') return awsError('RequestInProgressException');
      return { status: 200, body: JSON.stringify({ Certificate: issued, CertificateChain: authority.cert }) };
    });
    return url;
  }

  it("sends the request without the key, the CA's family of signatures, an end date, and waits for the certificate", async () => {
    const signer = privateCa({ type: 'acm-pca', arn: ARN }, nobody, { AWS_ENDPOINT_URL_ACM_PCA: await standIn() });
    const pair = await issuePair(CERTIFICATE, signer);
    await verifyPair(pair, CERTIFICATE);
    const chain = certificatesIn(pair.cert);
    expect(opensslVerifies(chain, authority.cert, 'api.example.com')).toBe('leaf: OK');
    expect(requests).toHaveLength(1);
    const { Csr, ...rest } = requests[0];
    const csr = Buffer.from(String(Csr), 'base64').toString();
    expect(csr).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\n/);
    expect(csr).not.toContain('PRIVATE');
    expect(rest).toEqual({
      CertificateAuthorityArn: ARN,
      SigningAlgorithm: 'SHA256WITHECDSA',
      TemplateArn: 'arn:aws:acm-pca:::template/EndEntityServerAuthCertificate/V1',
      Validity: { Type: 'ABSOLUTE', Value: expect.any(Number) },
      IdempotencyToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const seconds = (rest.Validity as { Value: number }).Value - Date.now() / 1000;
    expect(Math.abs(seconds - 90 * 86_400)).toBeLessThan(60);
  });

  it('repeats a call that was throttled or failed at AWS, with the same token, and gives up on a refusal', async () => {
    const url = await standIn((action, nth) =>
      nth <= 2 ? awsError('ThrottlingException', action.startsWith('Get') ? 400 : 500) : undefined,
    );
    const signer = privateCa({ type: 'acm-pca', arn: ARN }, nobody, { AWS_ENDPOINT_URL: url });
    await verifyPair(await issuePair(CERTIFICATE, signer), CERTIFICATE);
    expect(requests).toHaveLength(1);
    const denied = await standIn((action) =>
      action === 'IssueCertificate' ? awsError('AccessDeniedException') : undefined,
    );
    await expect(
      issuePair(CERTIFICATE, privateCa({ type: 'acm-pca', arn: ARN }, nobody, { AWS_ENDPOINT_URL: denied })),
    ).rejects.toThrow('IssueCertificate failed with AccessDeniedException: AccessDeniedException by the stand-in');
  });

  it("asks for no more than the CA's own end", async () => {
    authority = opensslAuthority('/CN=Short', EC, 30);
    const signer = privateCa({ type: 'acm-pca', arn: ARN }, nobody, { AWS_ENDPOINT_URL: await standIn() });
    await issuePair(CERTIFICATE, signer);
    const end = Date.parse(new X509Certificate(authority.cert).validTo) / 1000;
    expect(requests[0].Validity).toEqual({ Type: 'ABSOLUTE', Value: end });
  });
});

it('a CA in a secret signs, and a deployment that asks once another is in its place has that one sign', async () => {
  const SECRET = '/Ca/internal';
  const [first, next] = [1, 2].map(() => opensslAuthority('/CN=Example', EC));
  const world = await IssuerWorld.start([CERTIFICATE], {
    authority: async (moto) => {
      await moto.putSecret(SECRET, pairText(first));
      return { type: 'secret', secretId: SECRET };
    },
  });
  try {
    await world.moto.putSecret(CERTIFICATE.secret);
    const signedBy = async (authority: Pair, reason: string): Promise<void> => {
      expect((await world.deploy(CERTIFICATE.secret, 'Update')).told).toMatchObject({
        Status: 'SUCCESS',
        Reason: reason,
      });
      await world.provesCurrent(CERTIFICATE.secret, HOSTS);
      const { text } = await world.service.current(CERTIFICATE.secret);
      const chain = certificatesIn((JSON.parse(text) as Pair).cert);
      expect(opensslVerifies(chain, authority.cert, 'api.example.com')).toBe('leaf: OK');
    };
    await signedBy(first, 'issued: the secret is empty');
    await signedBy(first, 'kept: the current version is good');
    await world.put(SECRET, pairText(next));
    await signedBy(next, 'issued: another authority is to sign');
    world.aws.stored.push(pairText(first));
    expect(world.leaks()).toEqual([]);
  } finally {
    await world.stop();
  }
});

async function nobody(): Promise<{ accessKeyId: string; secretAccessKey: string }> {
  return Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example-not-a-secret' });
}

/** Signs a request as the template EndEntityServerAuthCertificate does. */
async function sign(input: Record<string, unknown>, ca: Pair): Promise<string> {
  const csr = new x509.Pkcs10CertificateRequest(Buffer.from(String(input.Csr), 'base64').toString());
  if (!(await csr.verify())) throw new Error('the request is not signed by its key');
  const issuer = new x509.X509Certificate(ca.cert);
  const der = x509.PemConverter.decodeFirst(ca.key);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const names = csr.extensions.find(({ type }) => type === '2.5.29.17');
  const leaf = await x509.X509CertificateGenerator.create({
    subject: csr.subjectName,
    issuer: issuer.subjectName,
    publicKey: await csr.publicKey.export(),
    signingKey: await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date((input.Validity as { Value: number }).Value * 1000),
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.SubjectKeyIdentifierExtension.create(await csr.publicKey.export()),
      await x509.AuthorityKeyIdentifierExtension.create(await issuer.publicKey.export()),
      ...(names ? [names] : []),
    ],
  });
  return leaf.toString('pem');
}
