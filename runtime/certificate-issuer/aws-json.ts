import { createHash, createHmac } from 'node:crypto';
import type { Hash, Hmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';
import { IssuerError, refusal } from './issuer-error';

const ATTEMPTS = 4;
/** Milliseconds that one answer may take. */
const PATIENCE = 8000;
const TRANSIENT = /Throttl|TooManyRequests|ServiceUnavailable|InternalFailure|InternalError|InternalServer/;

/** Who calls. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type SourceData = string | ArrayBuffer | ArrayBufferView;

/** Where to send a call, and as whom. */
export interface AwsService {
  /** Service in signatures: `acm-pca`. */
  readonly name: string;
  /** Prefix of `X-Amz-Target`. */
  readonly target: string;
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: () => Promise<Credentials>;
}

/** One call of an AWS API of the JSON 1.1 kind, for the one service whose SDK client the function does without. */
export async function awsJson(service: AwsService, action: string, body: object): Promise<Record<string, unknown>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(service, action, JSON.stringify(body));
    } catch (error) {
      // A fault on the way has no code of AWS's.
      const transient = !(error instanceof IssuerError) || TRANSIENT.test(error.code ?? '');
      if (!transient || attempt === ATTEMPTS) throw refusal(action, error);
      await pause(2 ** attempt * 100 * (1 + Math.random()));
    }
  }
}

async function once(service: AwsService, action: string, body: string): Promise<Record<string, unknown>> {
  const url = new URL(service.endpoint);
  const signer = new SignatureV4({
    service: service.name,
    region: service.region,
    credentials: service.credentials,
    sha256: Sha256,
  });
  const signed = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    port: url.port === '' ? undefined : Number(url.port),
    path: '/',
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${service.target}.${action}`,
    },
    body,
  });
  const headers = Object.fromEntries(Object.entries(signed.headers).filter(([name]) => name !== 'host'));
  const response = await fetch(new URL('/', url), {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(PATIENCE),
  });
  const answer = parse(await response.text());
  if (response.ok) return answer;
  const type = typeof answer.__type === 'string' ? answer.__type : `HTTP ${response.status}`;
  const error = new Error(typeof answer.message === 'string' ? answer.message : '');
  // Errors come as `ResourceNotFoundException` or with a namespace before a `#`.
  error.name = response.status >= 500 ? 'InternalFailure' : (type.split('#').pop() ?? type);
  throw refusal(action, error);
}

function parse(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** SHA-256 and its HMAC, as the signer wants them. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  constructor(secret?: SourceData) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }

  public update(data: SourceData): void {
    this.hash.update(bytes(data));
  }

  public digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  public reset(): void {
    throw new Error('a hash is used once');
  }
}

function bytes(data: SourceData): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
