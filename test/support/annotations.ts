import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';

/** The texts of all warnings in a stack. */
export function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('.*'))
    .map(({ entry }) => (typeof entry.data === 'string' ? entry.data : JSON.stringify(entry.data)));
}
