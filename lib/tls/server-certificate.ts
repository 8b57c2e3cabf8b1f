import { Annotations, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import { ifKnown } from '../known';
import { PREFIX, refuse } from '../model/errors';
import { checkNoAlias } from '../model/kms-key-arn';
import { adviseOnSecretName, certificateSecretName, checkSecretName, parseSecretArn } from '../model/secret-name';
import { checkHostnames } from './certificate-hostnames';
import type { CertificateReplica } from './certificate-replica';
import { CertificateSource } from './certificate-source';
import { ImportedCertificate } from './imported-certificate';
import { grantSecretRead } from './read-grant';
import { renderReplicas } from './render-replicas';

/** A certificate with its private key, in a secret that pods read at start and hold in memory only. */
export interface IServerCertificate extends IConstruct {
  /** Name of the secret that holds `{"cert": "<PEM chain, leaf first>", "key": "<PEM private key>"}`. */
  readonly secretName: string;

  /** ARN of the secret; without the random tail when imported by name. */
  readonly secretArn: string;

  /** The hosts that the certificate is for, wildcards included. */
  readonly hostnames: string[];

  /**
   * Allows to read this one secret, and to decrypt with its key for this secret and only through Secrets Manager.
   *
   * @param grantee mostly the pods' role
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;
}

/** Settings of a server certificate. */
export interface ServerCertificateProps {
  /** Host that the certificate is for: `api.example.com`, or `*.example.com`. Throws `HostnameInvalid`. */
  readonly hostname: string;

  /**
   * Further hosts that the same certificate is for. Throws `HostnameInvalid` and `CertificateHostnameTwice`.
   *
   * @default - none
   */
  readonly additionalHostnames?: string[];

  /**
   * Customer managed key that encrypts the secret: `KeyHierarchy.secretsKey`. Throws `SecretWithoutKey`, and `KeyIsAlias`
   * for an alias.
   */
  readonly encryptionKey: kms.IKey;

  /**
   * Where the certificate comes from.
   *
   * @default CertificateSource.brought()
   */
  readonly source?: CertificateSource;

  /**
   * Name of the secret, 1 to 512 characters: letters, digits and any of `/_+=.@-`. Throws `SecretNameInvalid`.
   *
   * @default - `/Cert/<hostname>`; `/Cert/_.example.com` for `*.example.com`
   */
  readonly secretName?: string;

  /**
   * Other Regions into which Secrets Manager copies the secret, each with a key of that Region.
   *
   * Throws `RegionInvalid`, `ReplicaRegionTwice`, `ReplicaRegionIsHome` and `ReplicaKeyInAnotherRegion`.
   *
   * @default - none
   */
  readonly replicaRegions?: CertificateReplica[];

  /**
   * What becomes of the secret when it leaves the stack. A retained secret keeps its name: import it with
   * `fromSecretName` to use it again.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - kept, unless the very deployment that made it is rolled back: its
   * name would be in the way of the next attempt
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** A certificate in an existing secret, by the secret's name. */
export interface ServerCertificateNameAttributes {
  /** Name of a secret in the stack's account and Region. Throws `SecretNameInvalid`. */
  readonly secretName: string;

  /** The hosts that the certificate in it is for, at least one. Throws `CertificateWithoutHostnames` and `HostnameInvalid`. */
  readonly hostnames: string[];

  /**
   * Customer managed key that encrypts the secret.
   *
   * @default - the secret is encrypted with the account's `aws/secretsmanager` key, which asks for no grant
   */
  readonly encryptionKey?: kms.IKey;
}

/** A certificate in an existing secret, by the secret's ARN. */
export interface ServerCertificateArnAttributes {
  /** Complete ARN of the secret, with the six random characters. Throws `SecretArnInvalid`. */
  readonly secretArn: string;

  /** The hosts that the certificate in it is for, at least one. Throws `CertificateWithoutHostnames` and `HostnameInvalid`. */
  readonly hostnames: string[];

  /**
   * Customer managed key that encrypts the secret.
   *
   * @default - the secret is encrypted with the account's `aws/secretsmanager` key, which asks for no grant
   */
  readonly encryptionKey?: kms.IKey;
}

/** A secret that holds the certificate which Puma serves to the load balancer, and the private key to it. */
export class ServerCertificate extends Construct implements IServerCertificate {
  /** A certificate in an existing secret of this account and Region, by name. */
  public static fromSecretName(
    scope: Construct,
    id: string,
    attrs: ServerCertificateNameAttributes,
  ): IServerCertificate {
    ifKnown(attrs.secretName, (known) => checkSecretName('secretName', known));
    checkHostnames(attrs.hostnames, (i) => `hostnames[${i}]`);
    if (attrs.encryptionKey !== undefined) checkNoAlias('encryptionKey', attrs.encryptionKey.keyArn);
    const stack = Stack.of(scope);
    const secretArn = `arn:${stack.partition}:secretsmanager:${stack.region}:${stack.account}:secret:${attrs.secretName}`;
    return new ImportedCertificate(scope, id, attrs.secretName, secretArn, [...attrs.hostnames], {
      arnPattern: `${secretArn}-??????`,
      region: stack.region,
      encryptionKey: attrs.encryptionKey,
    });
  }

  /** A certificate in an existing secret, by complete ARN. */
  public static fromSecretArn(scope: Construct, id: string, attrs: ServerCertificateArnAttributes): IServerCertificate {
    const known = parseSecretArn(attrs.secretArn);
    if (known === undefined) {
      refuse({
        code: 'SecretArnInvalid',
        path: 'secretArn',
        given: Token.isUnresolved(attrs.secretArn) ? 'a token' : attrs.secretArn,
        allowed:
          'a complete ARN, such as arn:aws:secretsmanager:eu-west-1:111122223333:secret:/Cert/api.example.com-a1b2c3; else use fromSecretName()',
        why: "the pods' settings need the secret's name and Region, which only a complete ARN that is known at synth yields",
      });
    }
    checkHostnames(attrs.hostnames, (i) => `hostnames[${i}]`);
    if (attrs.encryptionKey !== undefined) checkNoAlias('encryptionKey', attrs.encryptionKey.keyArn);
    return new ImportedCertificate(scope, id, known.name, attrs.secretArn, [...attrs.hostnames], {
      arnPattern: attrs.secretArn,
      region: known.region,
      encryptionKey: attrs.encryptionKey,
    });
  }

  public readonly secretName: string;
  public readonly secretArn: string;
  public readonly hostnames: string[];

  /** The key that encrypts the secret: to grant its use to others. */
  public readonly encryptionKey: kms.IKey;

  /** The secret itself: to attach a resource policy or a rotation schedule. */
  public readonly secret: secretsmanager.CfnSecret;

  /** Command that puts a certificate into the secret, from `chain.pem` and `key.pem`, without a further file on disk. */
  public readonly putCommand: string;

  constructor(scope: Construct, id: string, props: ServerCertificateProps) {
    super(scope, id);
    this.hostnames = checkHostnames([props.hostname, ...(props.additionalHostnames ?? [])], (i) =>
      i === 0 ? 'hostname' : `additionalHostnames[${i - 1}]`,
    );
    this.encryptionKey = checkKey(props.encryptionKey);
    this.secretName = props.secretName ?? certificateSecretName(props.hostname);
    ifKnown(this.secretName, (known) => {
      checkSecretName('secretName', known);
      for (const { id, message } of adviseOnSecretName(known))
        Annotations.of(this).addWarningV2(`${PREFIX}${id}`, message);
    });
    this.putCommand =
      `jq -n --rawfile cert chain.pem --rawfile key key.pem '{cert: $cert, key: $key}' | ` +
      `aws secretsmanager put-secret-value --secret-id '${this.secretName}' --secret-string file:///dev/stdin`;
    const source = props.source ?? CertificateSource.brought();
    this.secret = new secretsmanager.CfnSecret(this, 'Resource', {
      name: this.secretName,
      description:
        `Certificate (${source.name}) that pods serve for ${props.hostname}: {"cert": "<PEM chain, leaf first>", "key": "<PEM private key>"}. ` +
        `Empty until you run: ${this.putCommand}`,
      kmsKeyId: this.encryptionKey.keyArn,
      replicaRegions: renderReplicas(Stack.of(this).region, props.replicaRegions ?? []),
    });
    this.secret.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.secretArn = this.secret.ref;
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'The certificate in this secret is issued outside AWS and renewed by whoever brings it: a rotation function here could not ask ' +
        'that issuer for a new one.',
    });
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    const secret = { arnPattern: this.secretArn, region: Stack.of(this).region, encryptionKey: this.encryptionKey };
    return grantSecretRead(this, secret, grantee);
  }
}

function checkKey(key: kms.IKey | undefined): kms.IKey {
  if (key === undefined) {
    refuse({
      code: 'SecretWithoutKey',
      path: 'encryptionKey',
      given: undefined,
      allowed: 'a customer managed KMS key, such as KeyHierarchy.secretsKey',
      why: 'with the AWS managed key everyone in the account who may read secrets could decrypt this private key',
    });
  }
  checkNoAlias('encryptionKey', key.keyArn);
  return key;
}
