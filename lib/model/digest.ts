import { createHash } from 'node:crypto';

/** Part of a construct's id that follows from what it is made for, not from its place in a list. */
export function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}
