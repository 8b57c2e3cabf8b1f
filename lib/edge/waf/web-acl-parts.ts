import type { CfnLoggingConfiguration, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { refuse } from '../../model/errors';
import { WAF } from '../../model/waf';
import type { PumaWebAclProps } from '../puma-web-acl-props';
import { RateRuleMode } from '../rate-rule';
import { checkFieldName } from './checks';
import type { PlacedRule } from './placed-rule';

/** Headers that carry credentials, always kept out of logs and samples. */
const CREDENTIALS = ['authorization', 'cookie'];

/** What must not be shown. */
export interface Secrets {
  readonly headers: readonly string[];
  readonly queryArguments: readonly string[];
  readonly queryString: boolean;
  readonly path: boolean;
}

/** What must not be shown of requests, checked and in an order of its own. */
export function secretsOf(props: PumaWebAclProps): Secrets {
  const { secretHeaders = [], secretQueryArguments = [], redactQueryString, redactPath } = props;
  const headers = secretHeaders.map((name, i) => checkFieldName(`secretHeaders[${i}]`, name).toLowerCase());
  const queryArguments = secretQueryArguments.map((name, i) => checkFieldName(`secretQueryArguments[${i}]`, name));
  const secrets = {
    headers: [...new Set([...CREDENTIALS, ...headers])].sort(),
    queryArguments: [...new Set(queryArguments)].sort(),
    queryString: redactQueryString ?? false,
    path: redactPath ?? false,
  };
  checkCount(secrets);
  return secrets;
}

/** Refuses more than AWS WAF keeps to itself. */
function checkCount({ headers, queryArguments, queryString, path }: Secrets): void {
  const fields = headers.length + (path ? 1 : 0) + (queryString ? 1 : 0);
  if (fields > WAF.redactedFields) {
    const own = `${headers.length - CREDENTIALS.length} + ${CREDENTIALS.length} (${CREDENTIALS.join(', ')})`;
    refuseCount(
      'secretHeaders',
      `${own}${path ? ' + path' : ''}${queryString ? ' + query string' : ''} = ${fields}`,
      WAF.redactedFields,
    );
  }
  if (queryArguments.length > WAF.protectedNames) {
    refuseCount('secretQueryArguments', `${queryArguments.length}`, WAF.protectedNames);
  }
}

function refuseCount(path: string, given: string, limit: number): never {
  return refuse({
    code: 'TooManySecrets',
    path,
    given: `${given} fields`,
    allowed: `${limit} in all; beside headers of your own, ${CREDENTIALS.join(' and ')} are always kept out`,
    why: 'AWS WAF keeps no more out of logs and samples, and refuses a web ACL that asks for more',
  });
}

/** What the log leaves out. */
export function redactedFields(secrets: Secrets): CfnLoggingConfiguration.FieldToMatchProperty[] {
  return [
    ...secrets.headers.map((Name) => ({ singleHeader: { Name } })),
    ...(secrets.queryString ? [{ queryString: {} }] : []),
    ...(secrets.path ? [{ uriPath: {} }] : []),
  ];
}

/**
 * What AWS WAF puts in place of secrets wherever it shows requests. A log's redacted fields alone would leave them in the
 * samples, and in the list of keys that a rate rule counted by.
 */
export function dataProtection(
  { headers, queryArguments, queryString }: Secrets,
  placed: readonly PlacedRule[],
): CfnWebACL.DataProtectionConfigProperty {
  const keyed = [
    { fieldType: 'SINGLE_HEADER', fieldKeys: [...headers] },
    { fieldType: 'SINGLE_COOKIE', fieldKeys: countedCookies(placed) },
    { fieldType: 'SINGLE_QUERY_ARGUMENT', fieldKeys: [...queryArguments] },
  ].filter(({ fieldKeys }) => fieldKeys.length > 0);
  return {
    dataProtections: [...keyed, ...(queryString ? [{ fieldType: 'QUERY_STRING' }] : [])].map((field) => ({
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
