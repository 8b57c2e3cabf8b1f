import { readFileSync } from 'node:fs';

/**
 * CDK context of the ready app: aws-cdk-lib's recommended feature flags. They include
 * `@aws-cdk/core:validateAgainstDefaultRules`, which makes findings of CDK's own template checks errors.
 */
export function recommendedContext(): Record<string, unknown> {
  const file = require.resolve('aws-cdk-lib/recommended-feature-flags.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}
