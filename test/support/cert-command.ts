import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../bin/package-root';

/** How a command ended, and what it wrote. */
export interface Done {
  readonly code: number | null;
  readonly out: string;
  readonly notes: string;
}

const TSX = require.resolve('tsx');
const PROGRAM = join(PACKAGE_ROOT, 'bin', 'cdk-puma-eks.ts');

/** Runs `cdk-puma-eks cert …` as a process of its own, which knows of this machine nothing but what it is given. */
export function certCommand(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Record<string, string>; readonly input?: string | Buffer },
): Promise<Done> {
  const { cwd, env, input = '' } = options;
  const child = spawn(process.execPath, ['--import', `file://${TSX}`, PROGRAM, 'cert', ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, AWS_EC2_METADATA_DISABLED: 'true', AWS_MAX_ATTEMPTS: '1', ...env },
  });
  let out = '';
  let notes = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (notes += chunk.toString()));
  // A command that is wrong from its first word ends before it reads what is piped to it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, notes }));
  });
}
