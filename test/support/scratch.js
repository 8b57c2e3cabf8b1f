/** A run's own folder for temporary files, in place of the system's: what tests, CDK and their programs leave goes with it. */
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Makes a folder and names it to all that ask for the temporary one; the answer removes it. Short names: a socket's path has 107 bytes. */
function scratch(prefix) {
  const before = process.env.TMPDIR;
  const folder = mkdtempSync(join(tmpdir(), prefix));
  process.env.TMPDIR = folder;
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    removeWhole(folder);
  };
}

/** Removes a folder while programs that have just been told to end may write a last file; rmSync's own retries do not look for new ones. */
function removeWhole(folder, tries = 200) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' || tries === 0) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    removeWhole(folder, tries - 1);
  }
}

let remove;

/** Before a run, once however many projects it has; jest's workers inherit the environment. */
function openRun() {
  if (remove !== undefined) return;
  remove = scratch('puma-');
  process.once('exit', closeRun);
  for (const signal of SIGNALS) process.once(signal, endBy);
}

/** After a run, whatever became of it. */
function closeRun() {
  process.off('exit', closeRun);
  for (const signal of SIGNALS) process.off(signal, endBy);
  remove?.();
  remove = undefined;
}

function endBy(signal) {
  closeRun();
  process.kill(process.pid, signal);
}

module.exports = { scratch, openRun, closeRun };
