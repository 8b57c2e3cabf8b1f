import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';

/** What a saturating load got. */
export interface Throughput {
  readonly requests: number;
  readonly failures: number;
  readonly perSecond: number;
}

/**
 * A load that is never less than the server can take: each connection sends its next request as soon as it has an answer.
 * Plain sockets and no HTTP client, which would be slower than Puma.
 */
export async function saturate(
  port: number,
  path: string,
  options: { connections: number; seconds: number },
): Promise<Throughput> {
  const begin = performance.now();
  const end = begin + options.seconds * 1000;
  const clients = Array.from({ length: options.connections }, () => new Client(port, path, end));
  await Promise.all(clients.map((client) => client.done));
  const sum = (name: 'requests' | 'failures'): number => clients.reduce((total, client) => total + client[name], 0);
  const seconds = (performance.now() - begin) / 1000;
  return { requests: sum('requests'), failures: sum('failures'), perSecond: sum('requests') / seconds };
}

class Client {
  public requests = 0;
  public failures = 0;
  public readonly done: Promise<void>;
  private readonly request: string;
  private received = '';
  private finish: () => void = () => undefined;

  constructor(
    private readonly port: number,
    path: string,
    private readonly end: number,
  ) {
    this.request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    this.done = new Promise((resolve) => (this.finish = resolve));
    this.open();
  }

  private open(): void {
    const socket = connect({ host: '127.0.0.1', port: this.port, rejectUnauthorized: false });
    this.received = '';
    let over = false;
    const next = (failed: boolean): void => {
      if (over) return;
      over = true;
      socket.destroy();
      if (failed) this.failures += 1;
      if (performance.now() < this.end) this.open();
      else this.finish();
    };
    socket.on('secureConnect', () => socket.write(this.request));
    socket.on('data', (chunk: Buffer) => this.take(chunk.toString('latin1'), socket, next));
    socket.on('error', () => next(true));
    socket.on('close', () => next(true));
  }

  private take(text: string, socket: TLSSocket, next: (failed: boolean) => void): void {
    this.received += text;
    const header = this.received.indexOf('\r\n\r\n');
    if (header < 0) return;
    const head = this.received.slice(0, header).toLowerCase();
    const length = Number(/content-length: (\d+)/.exec(head)?.[1]);
    if (this.received.length < header + 4 + length) return;
    this.received = '';
    this.requests += 1;
    if (!head.startsWith('http/1.1 200')) return next(true);
    if (performance.now() >= this.end || head.includes('connection: close')) return next(false);
    socket.write(this.request);
  }
}
