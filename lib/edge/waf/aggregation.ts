import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { refuse } from '../../model/errors';
import { WAF } from '../../model/waf';
import type { RateKey } from '../rate-key';
import type { ForwardedIp } from './forwarded-ip';
import { sharedForwardedIp } from './forwarded-ip';

/** What a rate rule counts together. */
export type Aggregation =
  | { readonly by: 'CONSTANT' }
  | { readonly by: 'IP' }
  | { readonly by: 'FORWARDED_IP'; readonly forwardedIp: ForwardedIp }
  | { readonly by: 'CUSTOM_KEYS'; readonly keys: readonly RateKey[]; readonly forwardedIp?: ForwardedIp };

/** Keys that many clients share who have nothing to do with one another. */
const SHARED = ['asn', 'ja3', 'ja4'];

/** Counts by keys of one's own. */
export function byKeys(where: string, keys: readonly RateKey[]): Aggregation {
  const names = keys.map((key) => key._identity);
  if (keys.length === 0 || keys.length > WAF.keysPerRule) {
    refuse({
      code: 'RateKeyCountInvalid',
      path: `${where}.keys`,
      given: names,
      allowed: `1 to ${WAF.keysPerRule} keys; there are ${keys.length}`,
      why: 'a rate-based statement with custom keys needs one and takes five; to count without keys, use RateRule.ceiling',
    });
  }
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  if (repeated !== undefined) {
    refuse({
      code: 'RateKeyRepeated',
      path: `${where}.keys`,
      given: names,
      allowed: `each key once; ${repeated} stands twice`,
      why: 'the second one tells no more requests apart, and costs 30 capacity units',
    });
  }
  if (names.every((name) => name === 'ip' || name === 'forwardedIp')) {
    refuse({
      code: 'RateKeyAddressAlone',
      path: `${where}.keys`,
      given: names,
      allowed: 'addresses with at least one other key; alone one is RateRule.perIp or RateRule.perForwardedIp',
      why: 'AWS WAF refuses addresses as the only custom keys, and the plain rule costs 30 capacity units less',
    });
  }
  return { by: 'CUSTOM_KEYS', keys, forwardedIp: forwardedIpOf(where, keys) };
}

/** Whether strangers are counted together: everybody at an ISP, everybody with a browser's version. */
export function countsStrangersTogether(aggregation: Aggregation): boolean {
  return aggregation.by === 'CUSTOM_KEYS' && aggregation.keys.every((key) => SHARED.includes(key._identity));
}

/** Whether an ISP or hosting company is among the keys. */
export function countsByAsn(aggregation: Aggregation): boolean {
  return aggregation.by === 'CUSTOM_KEYS' && aggregation.keys.some((key) => key._identity === 'asn');
}

/** Number of custom keys: what AWS charges capacity for. */
export function customKeyCount(aggregation: Aggregation): number {
  return aggregation.by === 'CUSTOM_KEYS' ? aggregation.keys.length : 0;
}

/** The aggregation in CloudFormation's words. */
export function renderAggregation(
  aggregation: Aggregation,
): Pick<CfnWebACL.RateBasedStatementProperty, 'aggregateKeyType' | 'customKeys' | 'forwardedIpConfig'> {
  switch (aggregation.by) {
    case 'CONSTANT':
    case 'IP':
      return { aggregateKeyType: aggregation.by };
    case 'FORWARDED_IP':
      return { aggregateKeyType: aggregation.by, forwardedIpConfig: aggregation.forwardedIp };
    case 'CUSTOM_KEYS':
      return {
        aggregateKeyType: aggregation.by,
        customKeys: aggregation.keys.map((key) => key._property),
        forwardedIpConfig: aggregation.forwardedIp,
      };
  }
}

function forwardedIpOf(where: string, keys: readonly RateKey[]): ForwardedIp | undefined {
  const forwarded = keys.map((key) => key._forwardedIp).filter((one) => one !== undefined);
  const ownAsn = keys.find((key) => key._identity === 'asn' && key._forwardedIp === undefined);
  if (forwarded.length > 0 && ownAsn !== undefined) {
    refuse({
      code: 'AsnOfWhichAddress',
      path: `${where}.keys`,
      given: keys.map((key) => key._identity),
      allowed: 'RateKey.asnOfForwardedIp() beside a forwarded address, or RateKey.asn() without one',
      why: 'a ForwardedIPConfig holds for the whole statement, so the ASN would be taken from the header as well',
    });
  }
  return sharedForwardedIp(`${where}.keys`, forwarded);
}
