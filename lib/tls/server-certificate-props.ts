import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { CertificateReplica } from './certificate-replica';
import type { CertificateSource } from './certificate-source';

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
   * Customer managed key that encrypts the secret: `KeyHierarchy.secretsKey`. Its policy must let IAM policies of this account
   * grant its use, as CDK's do. Throws `SecretWithoutKey`, and `KeyIsAlias` for an alias.
   */
  readonly encryptionKey: kms.IKey;

  /**
   * Where the certificate comes from.
   *
   * @default CertificateSource.issued()
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
   * Whether the secret's own policy denies its reading to everyone but those whom `grantRead` lets in, and the function that
   * issues it: to administrators too, who would first have to take the policy away. Replicas have the same policy. Give it no readers of another stack that
   * needs this one. Throws `ReaderWithoutArn` for a reader who is neither role nor user.
   *
   * @default false
   */
  readonly denyOtherReaders?: boolean;

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

/** A certificate and its key as text: for tests. */
export interface ServerCertificatePemAttributes {
  /** PEM of the certificate, then of those above it. Throws `PemInvalid`. */
  readonly certPem: string;

  /** PEM of its private key, unencrypted. Throws `PemInvalid`. */
  readonly keyPem: string;

  /** Customer managed key that encrypts the secret. Throws `SecretWithoutKey`, and `KeyIsAlias` for an alias. */
  readonly encryptionKey: kms.IKey;

  /**
   * Name of the secret. Throws `SecretNameInvalid`.
   *
   * @default - `/Cert/<hostname>`, of the certificate's first alternative name
   */
  readonly secretName?: string;
}
