import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { RateRuleMode } from '../rate-rule';
import { checkFieldName } from './checks';
import type { PlacedRule } from './placed-rule';

/** Headers that carry credentials, always kept out of logs and samples. */
const CREDENTIALS = ['authorization', 'cookie'];

/** The headers that are redacted, in an order of their own. */
export function redactedHeaders(secretHeaders: readonly string[] = []): string[] {
  const own = secretHeaders.map((name, i) => checkFieldName(`secretHeaders[${i}]`, name).toLowerCase());
  return [...new Set([...CREDENTIALS, ...own])].sort();
}

/** The arguments of the query string that are redacted. */
export function redactedArguments(secretArguments: readonly string[] = []): string[] {
  const own = secretArguments.map((name, i) => checkFieldName(`secretQueryArguments[${i}]`, name));
  return [...new Set(own)].sort();
}

/**
 * What AWS WAF puts in place of secrets wherever it shows requests. A log's redacted fields alone would leave them in the
 * samples, and in the list of keys that a rate rule counted by.
 */
export function dataProtection(
  headers: readonly string[],
  queryArguments: readonly string[],
  placed: readonly PlacedRule[],
): CfnWebACL.DataProtectionConfigProperty {
  const fields = [
    { fieldType: 'SINGLE_HEADER', fieldKeys: [...headers] },
    { fieldType: 'SINGLE_COOKIE', fieldKeys: countedCookies(placed) },
    { fieldType: 'SINGLE_QUERY_ARGUMENT', fieldKeys: [...queryArguments] },
  ];
  return {
    dataProtections: fields
      .filter(({ fieldKeys }) => fieldKeys.length > 0)
      .map((field) => ({
        field,
        action: 'SUBSTITUTION',
        excludeRateBasedDetails: false,
        excludeRuleMatchDetails: false,
      })),
  };
}

/** The bodies that blocking rules answer with, each once. */
export function responseBodies(
  placed: readonly PlacedRule[],
): Record<string, CfnWebACL.CustomResponseBodyProperty> | undefined {
  const bodies = placed
    .filter(({ rule }) => rule.mode === RateRuleMode.BLOCK)
    .map(({ rule }) => rule._body)
    .filter((body) => body !== undefined)
    .sort((a, b) => (a._key < b._key ? -1 : 1))
    .map((body) => [body._key, { contentType: body._contentType, content: body._content }] as const);
  return bodies.length > 0 ? Object.fromEntries(bodies) : undefined;
}

function countedCookies(placed: readonly PlacedRule[]): string[] {
  const names = placed
    .flatMap(({ rule }) => (rule._aggregation.by === 'CUSTOM_KEYS' ? rule._aggregation.keys : []))
    .map((key) => /^cookie (.*)$/.exec(key._identity)?.[1])
    .filter((name) => name !== undefined);
  return [...new Set(names)].sort();
}
