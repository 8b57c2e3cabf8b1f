import { randomUUID } from 'node:crypto';
import type { X509Certificate } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { IssuingAuthority } from '../../lib/model/certificates';
import type { AwsService, Credentials } from './aws-json';
import { awsJson } from './aws-json';
import { readChain } from './chain';
import type { Sign } from './issue';
import { signingRequest } from './issue';
import { IssuerError } from './issuer-error';
import { cutAt } from './secret-authority';

/** Milliseconds between two looks whether the certificate is there, and how long to look: it takes a second or two. */
const LOOK_EVERY = 500;
const LOOK_FOR = 30_000;

/** Domains of the partitions that have one of their own. */
const SUFFIXES: Record<string, string> = { 'aws-cn': 'amazonaws.com.cn', 'aws-eusc': 'amazonaws.eu' };

type PrivateCa = Extract<IssuingAuthority, { type: 'acm-pca' }>;

/** AWS Private CA: signs a request that leaves out the private key. */
export function privateCa(
  { arn, templateArn }: PrivateCa,
  credentials: () => Promise<Credentials>,
  environment: Record<string, string | undefined> = process.env,
): Sign {
  const partition = arn.split(':')[1];
  const service = serviceOf(arn, credentials, environment);
  return async (request) => {
    const authority = await ownCertificate(service, arn);
    const notAfter = cutAt(new Date(authority.validTo), request.notAfter);
    const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${lines(await signingRequest(request))}\n-----END CERTIFICATE REQUEST-----\n`;
    const { CertificateArn } = await awsJson(service, 'IssueCertificate', {
      CertificateAuthorityArn: arn,
      Csr: Buffer.from(pem).toString('base64'),
      // Its family must be that of the CA's key [IssueCertificate].
      SigningAlgorithm: authority.publicKey.asymmetricKeyType === 'ec' ? 'SHA256WITHECDSA' : 'SHA256WITHRSA',
      TemplateArn: templateArn ?? `arn:${partition}:acm-pca:::template/EndEntityServerAuthCertificate/V1`,
      Validity: { Type: 'ABSOLUTE', Value: Math.floor(notAfter.getTime() / 1000) },
      // One for this very request: an answer lost on the way does not cost a second certificate.
      IdempotencyToken: randomUUID(),
    });
    const issued = await certificate(service, arn, text(CertificateArn));
    return [issued.Certificate, issued.CertificateChain]
      .map((part) => text(part).trim())
      .filter(Boolean)
      .map((part) => `${part}\n`)
      .join('');
  };
}

/** The certificate of an authority of AWS Private CA. */
export async function privateCaCertificate(
  { arn }: PrivateCa,
  credentials: () => Promise<Credentials>,
): Promise<X509Certificate> {
  return ownCertificate(serviceOf(arn, credentials, process.env), arn);
}

function serviceOf(
  arn: string,
  credentials: () => Promise<Credentials>,
  environment: Record<string, string | undefined>,
): AwsService {
  return {
    name: 'acm-pca',
    target: 'ACMPrivateCA',
    region: arn.split(':')[3],
    endpoint: environment.AWS_ENDPOINT_URL_ACM_PCA ?? environment.AWS_ENDPOINT_URL ?? privateCaEndpoint(arn),
    credentials,
  };
}

async function ownCertificate(service: AwsService, arn: string): Promise<X509Certificate> {
  const answer = await awsJson(service, 'GetCertificateAuthorityCertificate', { CertificateAuthorityArn: arn });
  const [authority] = readChain(text(answer.Certificate)) ?? [];
  if (authority === undefined) throw new IssuerError('the private CA has no certificate of its own yet');
  return authority;
}

/** Where the API of a CA's Region is. */
export function privateCaEndpoint(arn: string): string {
  const [, partition, , region] = arn.split(':');
  return `https://acm-pca.${region}.${SUFFIXES[partition] ?? 'amazonaws.com'}`;
}

async function certificate(service: AwsService, ca: string, arn: string): Promise<Record<string, unknown>> {
  const deadline = Date.now() + LOOK_FOR;
  for (;;) {
    try {
      return await awsJson(service, 'GetCertificate', { CertificateAuthorityArn: ca, CertificateArn: arn });
    } catch (error) {
      const early = error instanceof IssuerError && error.code === 'RequestInProgressException';
      if (!early || Date.now() > deadline) throw error;
      await pause(LOOK_EVERY);
    }
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function lines(der: Buffer): string {
  return (der.toString('base64').match(/.{1,64}/g) ?? []).join('\n');
}
