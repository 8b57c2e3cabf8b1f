import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a stand-in saw it. */
export interface Seen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a stand-in answers. */
export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** An HTTP service on loopback that answers as a test says: for faults and agents that moto does not have. */
export class StandIn {
  public static async start(answer: (seen: Seen, count: number) => Reply, port = 0): Promise<StandIn> {
    const standIn = new StandIn(answer);
    await new Promise<void>((resolve) => standIn.server.listen(port, '127.0.0.1', resolve));
    StandIn.open.push(standIn);
    return standIn;
  }

  /** Ends every stand-in that a test started. */
  public static async stopAll(): Promise<void> {
    await Promise.all(StandIn.open.splice(0).map((standIn) => standIn.stop()));
  }

  private static readonly open: StandIn[] = [];

  public readonly seen: Seen[] = [];
  private readonly server: Server;

  private constructor(answer: (seen: Seen, count: number) => Reply) {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const seen = { path: request.url ?? '', headers: request.headers, body };
        this.seen.push(seen);
        const reply = answer(seen, this.seen.length);
        response.writeHead(reply.status, { connection: 'close' }).end(reply.body);
      });
    });
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** An error as AWS's JSON protocols send it. */
export function awsError(code: string, status = 400): Reply {
  return { status, body: JSON.stringify({ __type: code, message: `${code} by the stand-in` }) };
}
