import { inspect } from 'node:util';

/** What a program says of an error that none of its commands foresaw: a peer that is not installed, or a fault of its own. */
export function unforeseen(error: unknown): string {
  const { code, message = '' } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (code === 'MODULE_NOT_FOUND' && /^Cannot find module '(aws-cdk-lib|constructs)['/]/.test(message))
    return 'cdk-puma-eks needs aws-cdk-lib and constructs beside it: npm install aws-cdk-lib constructs';
  // By hand, for Node would print the line of the program too: a bundle's has a hundred thousand characters.
  return inspect(error);
}
