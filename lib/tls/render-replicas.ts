import { Token } from 'aws-cdk-lib';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { refuse } from '../model/errors';
import { checkNoAlias } from '../model/kms-key-arn';
import { checkReplicaRegions } from '../model/regions';
import type { CertificateReplica } from './certificate-replica';

/** Checks the replicas of a secret that lives in `home`, and renders them; undefined when there are none. */
export function renderReplicas(
  home: string,
  replicas: readonly CertificateReplica[],
): secretsmanager.CfnSecret.ReplicaRegionProperty[] | undefined {
  const regions = replicas.map(({ region }) => known(region));
  checkReplicaRegions((i) => `replicaRegions[${i}].region`, regions, known(home));
  replicas.forEach((replica, i) => checkReplicaKey(`replicaRegions[${i}].encryptionKey`, replica));
  if (replicas.length === 0) return undefined;
  return replicas.map(({ region, encryptionKey }) => ({ region, kmsKeyId: encryptionKey.keyArn }));
}

function checkReplicaKey(path: string, { region, encryptionKey }: CertificateReplica): void {
  checkNoAlias(path, encryptionKey.keyArn);
  const keyRegion = known(encryptionKey.env.region);
  if (keyRegion === undefined || known(region) === undefined || keyRegion === region) return;
  refuse({
    code: 'ReplicaKeyInAnotherRegion',
    path,
    given: encryptionKey.keyArn,
    allowed: `a key in ${region}`,
    why: 'Secrets Manager encrypts a replica in its own Region; CloudFormation reports success even when it could not, and the replica is missing',
  });
}

function known(region: string): string | undefined {
  return Token.isUnresolved(region) ? undefined : region;
}
