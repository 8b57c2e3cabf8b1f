import { join } from 'node:path';
import { Child } from './child';

/** How an invocation ended: with an answer, with an error of the function, or with the death of its process. */
export interface Invocation {
  readonly ok: boolean;
  /** What the invoker sees. */
  readonly answer: string;
}

/** The issuer's function in processes of its own, as Lambda runs it: one that died is replaced at the next invocation. */
export class Lambda {
  /** Everything that any process printed or answered. */
  public readonly traces: string[] = [];
  private child?: Child;
  private port = 0;

  constructor(private readonly environment: Record<string, string>) {}

  public async invoke(event: object, milliseconds = 60_000): Promise<Invocation> {
    await this.start();
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/`, {
        method: 'POST',
        body: JSON.stringify(event),
        headers: { 'x-milliseconds': String(milliseconds) },
      });
      const answer = await response.text();
      this.traces.push(answer);
      return { ok: response.ok, answer };
    } catch {
      return { ok: false, answer: 'the process is gone' };
    }
  }

  /** Ends the process as a cut-off does, between two of its instructions. */
  public kill(): void {
    this.child?.signal('SIGKILL');
    this.forget();
  }

  /** What the function printed so far. */
  public get output(): string {
    return [...this.traces, this.child?.output ?? ''].join('\n');
  }

  public async stop(): Promise<void> {
    const child = this.child;
    this.forget();
    await child?.stop();
  }

  private forget(): void {
    if (this.child) this.traces.push(this.child.output);
    this.child = undefined;
  }

  private async start(): Promise<void> {
    if (this.child?.running) return;
    this.forget();
    const child = new Child(process.execPath, [join(__dirname, 'lambda-host.js')], {
      env: { PATH: process.env.PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...this.environment },
    });
    this.child = child;
    const [, port] = await child.prints(/listening on (\d+)/);
    this.port = Number(port);
  }
}
