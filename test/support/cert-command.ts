import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../bin/package-root';

/** How a command ended, and what it wrote. */
export interface Done {
  readonly code: number | null;
  readonly out: string;
  readonly notes: string;
}

interface RunOptions {
  readonly env?: Record<string, string | undefined>;
  readonly input?: string | Buffer;
}

const TSX = require.resolve('tsx');
const PROGRAM = join(PACKAGE_ROOT, 'bin', 'cdk-puma-eks.ts');

/** A folder in which `cdk-puma-eks` runs as a process that knows of this machine nothing but what it is given. */
export class CertFolder {
  public readonly path = mkdtempSync(join(tmpdir(), 'cdk puma cert '));

  /** `program` is what node is given to run: the sources by default. */
  constructor(
    private readonly environment: Record<string, string> = {},
    private readonly program: readonly string[] = ['--import', `file://${TSX}`, PROGRAM],
  ) {}

  public get files(): string[] {
    return readdirSync(this.path).sort();
  }

  public write(contents: Record<string, string | Buffer>): void {
    Object.entries(contents).forEach(([name, content]) => writeFileSync(join(this.path, name), content));
  }

  /** `cdk-puma-eks cert …`. */
  public cert(args: readonly string[], options: RunOptions = {}): Promise<Done> {
    return this.run(['cert', ...args], options);
  }

  public run(args: readonly string[], options: RunOptions = {}): Promise<Done> {
    const child = this.start(args, options.env);
    let out = '';
    let notes = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (notes += chunk.toString()));
    // A command that is wrong from its first word ends before it reads what is piped to it.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, out, notes }));
    });
  }

  /** Starts the command, with pipes of its own. */
  public start(args: readonly string[], env: RunOptions['env'] = {}): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [...this.program, ...args], {
      cwd: this.path,
      env: {
        PATH: process.env.PATH,
        HOME: this.path,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_MAX_ATTEMPTS: '1',
        ...this.environment,
        ...env,
      },
    });
  }

  public remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
