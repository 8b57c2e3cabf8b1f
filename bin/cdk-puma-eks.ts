#!/usr/bin/env node
import { EXIT } from './cli/exit-codes';
import { unforeseen } from './cli/unforeseen';

// A reader that has enough, such as `head`, closes its pipe: the command goes on to its end, and its exit code stays.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = EXIT.output;
    if (stream === process.stdout) process.stderr.write(`Cannot write: ${error.message}\n`);
  });
}

/** The command line: `npx cdk-puma-eks COMMAND`. */
async function main(): Promise<number> {
  // Only now: what it loads may be missing.
  const { run } = await import('./cli/run');
  return run(process.argv.slice(2), {
    cwd: process.cwd(),
    out: (text) => process.stdout.write(`${text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
    input: () => (process.stdin.isTTY ? undefined : process.stdin),
  });
}

main().then(
  (code) => {
    process.exitCode ??= code;
  },
  (error: unknown) => {
    const failure = unforeseen(error);
    if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: failure })}\n`);
    else process.stderr.write(`${failure.message}\n`);
    process.exitCode ??= failure.exitCode;
  },
);
