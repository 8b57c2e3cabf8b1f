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
    actions: READ,
    resourceArns: [secret.arnPattern],
  });
  if (secret.encryptionKey === undefined) return read;
  const decrypt = iam.Grant.addToPrincipal({
    grantee,
    actions: ['kms:Decrypt'],
    resourceArns: [secret.encryptionKey.keyArn],
    conditions: onlyForSecret(scope, secret.region, secret.arnPattern),
  });
  return read.combine(decrypt);
}

/** One of several secrets, by its exact ARN. */
export interface ExactSecret {
  readonly arn: string;
  /** Region that holds the secret: a token or a name. */
  readonly region: string;
  readonly encryptionKey: kms.IKey;
  /** Regions that hold copies of it, each under a key of its own. */
  readonly replicas?: readonly { readonly region: string; readonly encryptionKey: kms.IKey }[];
}

/** The same for several secrets, in one statement and one more for each key: a role's policies hold 10,240 characters. */
export function grantSecretsRead(scope: Construct, secrets: readonly ExactSecret[], grantee: iam.IGrantable): void {
  if (secrets.length === 0) return;
  iam.Grant.addToPrincipal({ grantee, actions: READ, resourceArns: secrets.map(({ arn }) => arn) });
  for (const keyArn of new Set(secrets.map(({ encryptionKey }) => encryptionKey.keyArn))) {
    const underKey = secrets.filter(({ encryptionKey }) => encryptionKey.keyArn === keyArn);
    const forTheseSecrets = { 'kms:EncryptionContext:SecretARN': underKey.map(({ arn }) => arn) };
    iam.Grant.addToPrincipal({
      grantee,
      actions: ['kms:Decrypt'],
      resourceArns: [keyArn],
      conditions: { StringEquals: { ...viaService(scope, underKey[0].region), ...forTheseSecrets } },
    });
  }
}

const READ = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'];

/** The same as statements, for a policy that is no grantee's yet. */
export function readStatements(
  scope: Construct,
  secret: { readonly arnPattern: string; readonly region: string; readonly keyArn?: string },
): iam.PolicyStatement[] {
  const read = new iam.PolicyStatement({ actions: [READ[0]], resources: [secret.arnPattern] });
  if (secret.keyArn === undefined) return [read];
  const decrypt = new iam.PolicyStatement({
    actions: ['kms:Decrypt'],
    resources: [secret.keyArn],
    conditions: onlyForSecret(scope, secret.region, secret.arnPattern),
  });
  return [read, decrypt];
}

function onlyForSecret(scope: Construct, region: string, arnPattern: string): Record<string, Record<string, string>> {
  const viaSecretsManager = viaService(scope, region);
  const forThisSecret = { 'kms:EncryptionContext:SecretARN': arnPattern };
  return arnPattern.endsWith('?')
    ? { StringEquals: viaSecretsManager, StringLike: forThisSecret }
    : { StringEquals: { ...viaSecretsManager, ...forThisSecret } };
}

/** Condition on a key: only through Secrets Manager of a Region. */
export function viaService(scope: Construct, region: string): { readonly 'kms:ViaService': string } {
  return { 'kms:ViaService': `secretsmanager.${region}.${Stack.of(scope).urlSuffix}` };
}
