import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { tool } from './tools';

/** What an API takes and answers. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the API has
export type Json = Record<string, any>;

/** Calls of AWS APIs at a stand-in, one after the other. */
export class AwsCalls {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;
  private complaints = '';

  constructor(
    public readonly url: string,
    region: string,
  ) {
    this.process = spawn(tool('python'), [join(__dirname, 'aws_calls.py'), url, region]);
    this.process.stderr.on('data', (chunk: Buffer) => void (this.complaints += chunk.toString()));
    this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** The answer; an error is thrown with what AWS, or its model, says. */
  public async call(service: string, operation: string, input: Json): Promise<Json> {
    this.process.stdin.write(`${JSON.stringify({ service, operation, input })}\n`);
    const { value, done } = await this.answers.next();
    if (done) throw new Error(`The process that calls AWS has ended: ${this.complaints}`);
    const { output, error } = JSON.parse(value) as { output?: Json; error?: string };
    if (output === undefined) throw new Error(`${operation}: ${error}`);
    return output;
  }

  public async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const end = once(this.process, 'close');
    this.process.stdin.end();
    await end;
  }
}
