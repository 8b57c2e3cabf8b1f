import { createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { freePorts } from './ports';

/** What becomes of a request on its way: it arrives, finds nobody, finds one who never answers, or an error. */
export type Mood = 'up' | 'refused' | 'silent' | 'failing';

/** For a pod: files and environment that have it leave the file `refused` once it found nobody, which nobody else can know. */
export const TELLS_REFUSAL = {
  files: {
    'refusal.rb': `require 'net/http'
Net::HTTP.prepend(Module.new do
  private

  def connect
    super
  rescue Errno::ECONNREFUSED
    File.write('refused', '')
    raise
  end
end)
`,
  },
  environment: { RUBYOPT: '-r./refusal.rb' },
};

/** The way from a pod to a service on loopback, whose mood a test changes while both run. */
export class FlakyWay {
  public static async to(url: string): Promise<FlakyWay> {
    const [port] = await freePorts(1);
    const way = new FlakyWay(new URL(url), port);
    await way.set('up');
    return way;
  }

  /** Requests that came in each mood. */
  public readonly came: Record<Mood, number> = { up: 0, refused: 0, silent: 0, failing: 0 };
  private mood: Mood = 'refused';
  private server?: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly target: URL,
    private readonly port: number,
  ) {}

  public get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A change of mood breaks what is under way, as when a network fails. */
  public async set(mood: Mood): Promise<void> {
    this.mood = mood;
    this.sockets.forEach((socket) => socket.destroy());
    if (mood === 'refused') return this.close();
    if (this.server) return;
    const server = createServer((incoming, outgoing) => this.answer(incoming, outgoing));
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
  }

  private answer(incoming: IncomingMessage, outgoing: ServerResponse): void {
    this.came[this.mood] += 1;
    if (this.mood === 'silent') return void incoming.resume();
    if (this.mood === 'failing') return void outgoing.writeHead(500, { connection: 'close' }).end();
    const { method, url: path, headers } = incoming;
    const call = request({ host: this.target.hostname, port: this.target.port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    call.on('error', () => outgoing.destroy());
    incoming.pipe(call);
  }

  private async close(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server) await new Promise((resolve) => server.close(resolve));
  }
}
