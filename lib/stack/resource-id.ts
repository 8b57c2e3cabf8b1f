import { refuse } from '../model/errors';

/** Refuses what is not the id of an EC2 resource of this kind: `vpc-…`, `sg-…`. */
export function checkResourceId(code: string, path: string, given: string, prefix: string): void {
  if (new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(given)) return;
  refuse({
    code,
    path,
    given,
    allowed: `an id such as ${prefix}-0123456789abcdef0`,
    why: 'it is looked for by this id when the stack is deployed, and not before',
  });
}
