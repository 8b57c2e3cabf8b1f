import { REGION } from './moto';
import type { Json } from './waf-request';

/** A call of AWS WAF's API at moto; a refusal is an error. */
export async function wafCall(url: string, operation: string, input: Json): Promise<Json> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSWAF_20190729.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20250101/${REGION}/wafv2/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${text}`);
  return JSON.parse(text) as Json;
}

/** Properties of a web ACL in a template as its API takes them: other words for an IP set's ARN, and search strings as bytes. */
export function asApi(properties: Json): Json {
  return replaced({ Name: 'given', ...properties }) as Json;
}

function replaced(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(replaced);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (name === 'IPSetReferenceStatement') {
        const { Arn, ...others } = member as Json;
        return [name, { ARN: Arn, ...others }];
      }
      if (name === 'SearchString') return [name, Buffer.from(member as string).toString('base64')];
      return [name, replaced(member)];
    }),
  );
}
