// Go programs that tests need, built from their modules.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Seconds before each new try in a run: a download may fail once; without a network all would. */
const pauses = [2, 5, 10, 20];

/** Runs Go in a folder and answers with what it prints; throws with what went wrong. */
export function go(folder, args) {
  const path = onPath('go');
  if (!path) throw new Error('Go, which would build it, is not on this machine');
  // Of lower rank than what else the machine does; but Go alone, as tests that this process starts would inherit its own.
  const nice = onPath('nice');
  const [command, ...rest] = [...(nice ? [nice, '-n', '10'] : []), path, ...args];
  for (;;) {
    const { status, stdout, stderr, error } = spawnSync(command, rest, {
      cwd: folder,
      env: { ...process.env, ...ownFolders(), CGO_ENABLED: '0', GOWORK: 'off' },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    if (status === 0) return stdout;
    const reason = `go ${args[0]} ${args.at(-1)} failed: ${error?.message ?? (stderr ?? '').trim().slice(-2000)}`;
    if (pauses.length === 0) throw new Error(reason);
    console.warn(`setup: ${reason}\nsetup: trying again ...`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauses.shift() * 1000);
  }
}

/** Builds a package of the module in a folder as its go.mod and go.sum have it, without symbols. */
export function goBuild(folder, what, output, linkerFlags = []) {
  go(folder, ['build', '-mod=readonly', '-ldflags', ['-s', '-w', ...linkerFlags].join(' '), '-o', output, what]);
}

/** Whether a path is a program that may be run. */
export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Whether a folder can be written to, or made. */
export function isWritable(folder) {
  if (!existsSync(folder)) return isWritable(dirname(folder));
  try {
    accessSync(folder, constants.W_OK);
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function onPath(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((part) => join(part, name))
    .find(isProgram);
}

/** Where Go keeps what it loads and compiles, where it cannot in the user's home: in the tree, which can be removed as it is. */
function ownFolders() {
  const { HOME = homedir(), XDG_CACHE_HOME, GOPATH, GOCACHE, GOMODCACHE, GOFLAGS = '' } = process.env;
  const build = GOCACHE || join(XDG_CACHE_HOME || join(HOME, '.cache'), 'go-build');
  const modules = GOMODCACHE || join(GOPATH || join(HOME, 'go'), 'pkg', 'mod');
  if (isWritable(build) && isWritable(modules)) return { HOME };
  const own = join(dirname(dirname(fileURLToPath(import.meta.url))), '.tools', 'go');
  return {
    ...{ HOME, GOPATH: own, GOCACHE: join(own, 'build'), GOMODCACHE: join(own, 'mod') },
    GOFLAGS: `${GOFLAGS} -modcacherw`.trim(),
  };
}
