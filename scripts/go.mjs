// Go programs that tests need, built from their modules.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setPriority } from 'node:os';
import { delimiter, join } from 'node:path';

/** Runs Go in a folder and answers with what it prints; throws with what went wrong. */
export function go(folder, args) {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .map((part) => join(part, 'go'))
    .find(existsSync);
  if (!path) throw new Error('Go, which would build it, is not on this machine');
  setPriority(10);
  const { status, stdout, stderr, error } = spawnSync(path, args, {
    cwd: folder,
    env: { ...process.env, CGO_ENABLED: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status === 0) return stdout;
  throw new Error(`go ${args[0]} ${args.at(-1)} failed: ${error?.message ?? (stderr ?? '').trim().slice(-2000)}`);
}

/** Builds a package of the module in a folder as its go.mod and go.sum have it, without symbols. */
export function goBuild(folder, what, output, linkerFlags = []) {
  go(folder, ['build', '-mod=readonly', '-ldflags', ['-s', '-w', ...linkerFlags].join(' '), '-o', output, what]);
}
