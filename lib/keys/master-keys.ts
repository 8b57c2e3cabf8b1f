import { Stack, Token } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { checkPreferredRegion } from '../model/asherah';
import type { AsherahProps } from './asherah-props';
import { createKey } from './customer-key';
import { KeyReplicas } from './key-replica';

/** Asherah's master keys, wherever they come from. */
export interface MasterKeys {
  /** The one key of this stack, new or imported; undefined where a region map was given. */
  readonly key?: kms.IKey;
  /** Key ARN by Region; Regions and ARNs may be tokens. */
  readonly regionMap: Record<string, string>;
  readonly preferredRegion: string;
  /** What makes the new key's replicas, for others to wait for. */
  readonly replicas?: KeyReplicas;
}

/** Makes or takes the master keys, from checked properties. */
export function masterKeys(scope: Construct, props: AsherahProps, alias: string, logsKey: kms.IKey): MasterKeys {
  if (props.regionMap !== undefined) {
    return { regionMap: { ...props.regionMap }, preferredRegion: preferred(props, props.regionMap, undefined) };
  }
  if (props.masterKey !== undefined) {
    const region = props.masterKey.env.region;
    const regionMap = { [region]: props.masterKey.keyArn };
    return { key: props.masterKey, regionMap, preferredRegion: preferred(props, regionMap, region) };
  }
  return newMasterKey(scope, props, alias, logsKey);
}

function newMasterKey(scope: Construct, props: AsherahProps, alias: string, logsKey: kms.IKey): MasterKeys {
  const stack = Stack.of(scope);
  const regions = props.replicaRegions ?? [];
  const description = `Master key of Asherah's system keys: service ${props.serviceName}, product ${props.productId}`;
  const key = createKey(scope, 'MasterKey', {
    alias,
    description,
    multiRegion: props.multiRegion ?? regions.length > 0,
  });
  const regionMap = { [stack.region]: key.keyArn };
  // Related multi-Region keys share their id: only the Region of the ARN differs [AWS KMS, "How multi-Region keys work"].
  for (const region of regions) {
    regionMap[region] = stack.formatArn({ service: 'kms', region, resource: 'key', resourceName: key.keyId });
  }
  const preferredRegion = preferred(props, regionMap, stack.region);
  const replicas =
    regions.length === 0
      ? undefined
      : new KeyReplicas(scope, 'Replicas', { primary: key, regions, description, logsKey });
  return { key, regionMap, preferredRegion, replicas };
}

/** The preferred Region, checked as far as it can be told from tokens. */
function preferred(props: AsherahProps, regionMap: Record<string, string>, byDefault: string | undefined): string {
  const region = props.preferredRegion ?? byDefault;
  const regions = Object.keys(regionMap);
  const untold =
    region !== undefined && !regions.includes(region) && [region, ...regions].some((name) => Token.isUnresolved(name));
  return untold ? region : checkPreferredRegion(region, regions);
}
