import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK = 64 * 1024;

/** A file's bytes, or undefined where there are more than so many; also of a pipe, or of a device that never ends. */
export function readAtMost(path: string, limit: number): Buffer | undefined {
  const file = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let size = 0; size <= limit;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const read = readSync(file, chunk);
      if (read === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, read));
      size += read;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}
