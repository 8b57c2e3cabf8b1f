import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** What is needed to let someone read one secret. */
export interface ReadableSecret {
  /** ARN of the secret, exact or ending in `-??????`: the six characters that Secrets Manager appends to a name. */
  readonly arnPattern: string;
  /** Region that holds the secret: a token or a name. */
  readonly region: string;
  /** Customer managed key that encrypts it, if any. */
  readonly encryptionKey?: kms.IKey;
}

/**
 * Allows to read one secret, and to use its key for that one secret and only through Secrets Manager: the service passes
 * `SecretARN` as encryption context [Secrets Manager, "Secret encryption and decryption"].
 *
 * Both statements go to the grantee's own policy: a key whose policy delegates to IAM (the default one does) needs none.
 */
export function grantSecretRead(scope: Construct, secret: ReadableSecret, grantee: iam.IGrantable): iam.Grant {
  const read = iam.Grant.addToPrincipal({
    grantee,
    actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    resourceArns: [secret.arnPattern],
  });
  if (secret.encryptionKey === undefined) return read;
  const viaSecretsManager = { 'kms:ViaService': `secretsmanager.${secret.region}.${Stack.of(scope).urlSuffix}` };
  const forThisSecret = { 'kms:EncryptionContext:SecretARN': secret.arnPattern };
  const decrypt = iam.Grant.addToPrincipal({
    grantee,
    actions: ['kms:Decrypt'],
    resourceArns: [secret.encryptionKey.keyArn],
    conditions: secret.arnPattern.endsWith('?')
      ? { StringEquals: viaSecretsManager, StringLike: forThisSecret }
      : { StringEquals: { ...viaSecretsManager, ...forThisSecret } },
  });
  return read.combine(decrypt);
}
