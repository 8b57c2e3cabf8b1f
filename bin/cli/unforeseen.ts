import { inspect } from 'node:util';
import { packageVersion } from '../package-root';
import { EXIT } from './exit-codes';
import type { Failure } from './failure';

/** What an error means that no command foresaw: a peer that is not installed, or a fault of the program's own. */
export function unforeseen(error: unknown): Failure {
  const { code, message = '' } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (code === 'MODULE_NOT_FOUND' && /^Cannot find module '(aws-cdk-lib|constructs)['/]/.test(message)) {
    return {
      code: 'PeerMissing',
      exitCode: EXIT.unavailable,
      message: 'cdk-puma-eks needs aws-cdk-lib and constructs beside it: npm install aws-cdk-lib constructs',
    };
  }
  return {
    code: 'Defect',
    exitCode: EXIT.defect,
    message: `This is a defect of cdk-puma-eks ${packageVersion()}; please report it, with this:\n${traceOf(error)}`,
  };
}

/** By hand, for Node would print the line of the program too: a bundle's has a hundred thousand characters. */
function traceOf(error: unknown): string {
  return (error instanceof Error ? error.stack : undefined) ?? inspect(error);
}
