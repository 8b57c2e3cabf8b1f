import type { TextTransformation } from '../text-transformation';
import type { ForwardedIp, ForwardedIpPlace } from './forwarded-ip';

/** The part of a request that a match statement looks at. */
export type RequestPart =
  | { readonly part: 'header'; readonly name: string }
  | { readonly part: 'cookie'; readonly name: string }
  | { readonly part: 'path' }
  | { readonly part: 'method' };

/** How a string match compares, in AWS WAF's words. */
export type Position = 'EXACTLY' | 'STARTS_WITH' | 'ENDS_WITH' | 'CONTAINS' | 'CONTAINS_WORD';

/** The statements that a scope-down is made of, as plain data: rendered for CloudFormation and priced apart. */
export type Statement =
  | {
      readonly kind: 'bytes';
      readonly field: RequestPart;
      readonly position: Position;
      readonly text: string;
      readonly transformations: readonly TextTransformation[];
    }
  | {
      readonly kind: 'regex';
      readonly field: RequestPart;
      readonly pattern: string;
      readonly transformations: readonly TextTransformation[];
    }
  | { readonly kind: 'asn'; readonly numbers: readonly number[]; readonly forwardedIp?: ForwardedIp }
  | { readonly kind: 'country'; readonly codes: readonly string[]; readonly forwardedIp?: ForwardedIp }
  | { readonly kind: 'label'; readonly scope: 'LABEL' | 'NAMESPACE'; readonly key: string }
  | { readonly kind: 'ipSet'; readonly arn: string; readonly forwardedIp?: ForwardedIpPlace }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Statement[] }
  | { readonly kind: 'not'; readonly of: Statement };

/** All of the statements; one alone stands for itself, none is nothing. AWS WAF wants at least two in an AND. */
export function allOf(statements: readonly Statement[]): Statement | undefined {
  return statements.length > 1 ? { kind: 'all', of: statements } : statements[0];
}

/** Any of the statements; one alone stands for itself, none is nothing. */
export function anyOf(statements: readonly Statement[]): Statement | undefined {
  return statements.length > 1 ? { kind: 'any', of: statements } : statements[0];
}

/** The statements in a statement that hold no others. */
export function leaves(statement: Statement | undefined): readonly Statement[] {
  switch (statement?.kind) {
    case undefined:
      return [];
    case 'all':
    case 'any':
      return statement.of.flatMap(leaves);
    case 'not':
      return leaves(statement.of);
    case 'bytes':
    case 'regex':
    case 'asn':
    case 'country':
    case 'label':
    case 'ipSet':
      return [statement];
  }
}
