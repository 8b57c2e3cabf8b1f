import { Intrinsic, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IResolvable } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from '../model/errors';

/**
 * The value with its tokens resolved. Refuses what only CloudFormation can know, saying where it stands: printed into a
 * file, it would be a silent `${Token[...]}`.
 */
export function plainData(scope: IConstruct, value: unknown, path: string): unknown {
  if (Token.isUnresolved(value)) {
    const resolved: unknown = Stack.of(scope).resolve(value);
    if (hasIntrinsic(resolved)) refuseToken(path, resolved);
    return resolved;
  }
  if (Array.isArray(value)) return value.map((item, index) => plainData(scope, item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => {
        if (Token.isUnresolved(key)) refuseToken(`a key of ${path}`, Stack.of(scope).resolve(key));
        return [key, plainData(scope, item, `${path}.${key}`)];
      }),
  );
}

/**
 * Refuses references to resources and pseudo parameters at once, where the user's line is still on the stack. Lazy values
 * are left to synth: asked too early, some would keep their first answer.
 */
export function refuseReferences(scope: IConstruct, value: unknown, path: string): void {
  if (Token.isUnresolved(value)) {
    if (tokensIn(value).some((token) => token instanceof Intrinsic)) {
      refuseToken(path, Stack.of(scope).resolve(value));
    }
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => refuseReferences(scope, item, `${path}[${index}]`));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (Token.isUnresolved(key)) refuseToken(`a key of ${path}`, Stack.of(scope).resolve(key));
      refuseReferences(scope, item, `${path}.${key}`);
    }
  }
}

function tokensIn(value: unknown): IResolvable[] {
  if (typeof value === 'string') return Tokenization.reverseString(value).tokens;
  const token = Tokenization.reverse(value);
  return token ? [token] : [];
}

function refuseToken(path: string, given: unknown): never {
  return refuse({
    code: 'TokenInYaml',
    path,
    given,
    allowed: 'a value known at synth: name the resource explicitly, or import it by its name or ARN',
    why: 'a YAML file is written before CloudFormation has made anything, so a reference would never be filled in',
  });
}

/** Whether something that a token resolved to still holds a CloudFormation function. */
function hasIntrinsic(resolved: unknown): boolean {
  if (Array.isArray(resolved)) return resolved.some(hasIntrinsic);
  if (typeof resolved !== 'object' || resolved === null) return false;
  const entries = Object.entries(resolved);
  return entries.some(([key, item]) => (entries.length === 1 && /^(Ref$|Fn::)/.test(key)) || hasIntrinsic(item));
}
