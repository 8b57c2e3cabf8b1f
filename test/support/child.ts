import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { PATIENCE, until } from './until';

/** A program started by a test: its output is kept, and it is ended by its own id. */
export class Child {
  public output = '';
  public exitCode: number | null = null;
  private ended = false;
  private readonly process: ChildProcess;
  private readonly end: Promise<void>;

  constructor(command: string, args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
    this.process = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer): void => void (this.output += chunk.toString());
    this.process.stdout?.on('data', keep);
    this.process.stderr?.on('data', keep);
    this.end = new Promise((resolve) => {
      this.process.on('error', (error) => {
        this.output += error.message;
        this.ended = true;
        resolve();
      });
      this.process.on('close', (code) => {
        this.exitCode = code;
        this.ended = true;
        resolve();
      });
    });
  }

  public get pid(): number {
    return this.process.pid ?? 0;
  }

  public get running(): boolean {
    return !this.ended;
  }

  public signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  /** The first match in the output, now or later. */
  public async prints(pattern: RegExp, seconds = PATIENCE): Promise<RegExpExecArray> {
    return until(
      `output ${String(pattern)}`,
      () => {
        const match = pattern.exec(this.output);
        if (!match && this.ended)
          throw new Error(`ended with ${this.exitCode} before it printed ${String(pattern)}:\n${this.output}`);
        return match ?? undefined;
      },
      seconds,
      () => this.output,
    );
  }

  /** Waits for the end by itself; answers with the exit code. */
  public async exits(seconds = PATIENCE): Promise<number | null> {
    await until(
      'its end',
      () => this.ended || undefined,
      seconds,
      () => this.output,
    );
    return this.exitCode;
  }

  /** Ends it: politely, then not (a Puma worker told to end just as it starts may never do: seen on plain Puma 6.6 and 8). */
  public async stop(seconds = 2): Promise<void> {
    if (this.ended) return;
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.process.kill('SIGKILL'), seconds * 1000);
    await this.end;
    clearTimeout(timer);
  }
}
