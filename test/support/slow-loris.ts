import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { PATIENCE, until } from './until';

const HALF_REQUEST = 'GET / HTTP/1.1\r\nHost: api.example.com\r\nX-Slow: ';

/** Where a client stalls: within the first message of TLS, after it, or in the midst of a request. */
const WAYS = ['half a hello', 'half a handshake', 'half a header', 'half a header'] as const;

/** What became of a client. */
export interface Closed {
  readonly way: (typeof WAYS)[number];
  /** Seconds from the first thought of connecting to the server's closing: the server knew of it later. */
  readonly sinceBegun: number;
  /** Seconds from the last byte that it sent. */
  readonly sinceLast: number;
}

/** Clients that begin in every way there is and never go on. */
export class SlowLoris {
  public static async at(port: number): Promise<SlowLoris> {
    return new SlowLoris(port, await clientHello());
  }

  /** Clients that the server has not closed yet. */
  public hanging = 0;
  private readonly sockets: Socket[] = [];
  private readonly ends: Closed[] = [];

  private constructor(
    private readonly port: number,
    private readonly hello: Buffer,
  ) {}

  /** Opens so many, some at a time; resolves when each has sent all that it ever will. */
  public async open(count: number, atOnce = 25): Promise<void> {
    let begun = 0;
    const opener = async (): Promise<void> => {
      while (begun < count) await this.stall(WAYS[begun++ % WAYS.length]);
    };
    await Promise.all(Array.from({ length: atOnce }, opener));
  }

  /** Answers once the server has closed them all. */
  public async closed(): Promise<readonly Closed[]> {
    const explain = (): string => `${this.hanging} hang on`;
    await until('the end of all slow clients', () => this.hanging === 0 || undefined, PATIENCE, explain);
    return this.ends;
  }

  public destroy(): void {
    this.sockets.forEach((socket) => socket.destroy());
  }

  private async stall(way: (typeof WAYS)[number]): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const begun = performance.now();
      const to = { host: '127.0.0.1', port: this.port, rejectUnauthorized: false };
      const socket = way === 'half a header' ? connectTls(to) : connectTcp(to);
      this.sockets.push(socket);
      let last = 0;
      const say = (what: string | Buffer): void => {
        this.hanging += 1;
        last = performance.now();
        socket.write(what, () => resolve());
      };
      if (way === 'half a header') socket.once('secureConnect', () => say(HALF_REQUEST));
      else socket.once('connect', () => say(way === 'half a hello' ? this.hello.subarray(0, 100) : this.hello));
      socket.resume();
      socket.on('error', (error: Error) => last === 0 && reject(error));
      socket.on('close', () => {
        if (last === 0) return reject(new Error(`closed before ${way}`));
        this.hanging -= 1;
        const since = (when: number): number => (performance.now() - when) / 1000;
        this.ends.push({ way, sinceBegun: since(begun), sinceLast: since(last) });
      });
    });
  }
}

/** The first message of a TLS handshake, as Node.js sends it. */
async function clientHello(): Promise<Buffer> {
  return new Promise((resolve) => {
    const nowhere = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        resolve(chunk);
        done();
      },
    });
    connectTls({ socket: nowhere, servername: 'api.example.com', rejectUnauthorized: false }).on(
      'error',
      () => undefined,
    );
  });
}
