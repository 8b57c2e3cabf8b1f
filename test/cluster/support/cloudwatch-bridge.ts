import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { REGION } from '../../support/moto';
import { fromCbor, toCbor } from './cbor';

export const AUTHORIZATION = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20250101/${REGION}/monitoring/aws4_request, SignedHeaders=host, Signature=0`;

/** CloudWatch for the SDK of Go, which asks in CBOR: hands GetMetricData on to moto, which knows the older protocol alone. */
export class CloudWatchBridge {
  public static async start(moto: string): Promise<CloudWatchBridge> {
    const server = createServer((request, response) => void answer(moto, request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new CloudWatchBridge(server);
  }

  private constructor(private readonly server: Server) {}

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function answer(moto: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const operation = /\/operation\/(\w+)$/.exec(request.url ?? '')?.[1] ?? '';
  const fields = new URLSearchParams({ Action: operation, Version: '2010-08-01' });
  flatten('', fromCbor(Buffer.concat(chunks)), fields);
  const answered = await fetch(moto, { method: 'POST', body: fields, headers: { authorization: AUTHORIZATION } });
  const xml = await answered.text();
  const results = xml.split('<MetricDataResults>')[1] ?? '';
  const values = [...(/<Values>(.*?)<\/Values>/s.exec(results)?.[1] ?? '').matchAll(/<member>([^<]+)</g)];
  const body = {
    MetricDataResults: [{ Id: 'c1', StatusCode: 'Complete', Values: values.map(([, value]) => Number(value)) }],
  };
  response.writeHead(answered.status, { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' });
  response.end(toCbor(body));
}

/** As the query protocol writes lists and maps. */
function flatten(path: string, value: unknown, fields: URLSearchParams): void {
  const under = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (value instanceof Date) fields.set(path, value.toISOString());
  else if (Array.isArray(value)) value.forEach((item, i) => flatten(under(`member.${i + 1}`), item, fields));
  else if (typeof value === 'object' && value !== null)
    Object.entries(value).forEach(([key, item]) => flatten(under(key), item, fields));
  else fields.set(path, String(value));
}
