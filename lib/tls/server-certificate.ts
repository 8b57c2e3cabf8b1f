import type { CfnResource } from 'aws-cdk-lib';
import { Annotations, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import { ifKnown } from '../known';
import { PREFIX, refuse } from '../model/errors';
import { checkNoAlias } from '../model/kms-key-arn';
import {
  adviseOnSecretName,
  certificateSecretName,
  checkSecretName,
  parseSecretArn,
  SECRET_DESCRIPTION_LIMIT,
} from '../model/secret-name';
import { checkHostnames } from './certificate-hostnames';
import { CertificateIssuer } from './certificate-issuer';
import { CertificateSource } from './certificate-source';
import { ImportedCertificate } from './imported-certificate';
import { issueAndRotate } from './issue-and-rotate';
import { OnlyReaders } from './only-readers';
import { PemCertificate } from './pem-certificate';
import type { ExactSecret } from './read-grant';
import { grantSecretRead } from './read-grant';
import { renderReplicas } from './render-replicas';
import type {
  ServerCertificateArnAttributes,
  ServerCertificateNameAttributes,
  ServerCertificatePemAttributes,
  ServerCertificateProps,
} from './server-certificate-props';
import type { SettledIssue } from './settled-issue';

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

  /**
   * A certificate and its key as text, for tests alone: the key then stands in the template, for all to read who may read
   * that. Throws `PrivateKeyInTemplate` unless the app's context has `cdk-puma-eks:allowPrivateKeyInTemplate`, which the app
   * of a production stack must not have; `PemInvalid` for what is no pair.
   */
  public static fromPem(scope: Construct, id: string, attrs: ServerCertificatePemAttributes): IServerCertificate {
    return new PemCertificate(scope, id, attrs, checkKey(attrs.encryptionKey));
  }

  public readonly secretName: string;
  public readonly secretArn: string;
  public readonly hostnames: string[];

  /** The key that encrypts the secret: to grant its use to others. */
  public readonly encryptionKey: kms.IKey;

  /** The secret itself: to attach what is not thought of here. */
  public readonly secret: secretsmanager.CfnSecret;

  /** Command that checks `chain.pem` and `key.pem` and puts them into the secret, without a further file on disk. */
  public readonly putCommand: string;

  /** What issues the certificate and renews it; absent when it is brought. */
  public readonly issuer?: CertificateIssuer;

  /** What puts the first certificate into the secret, for others to wait for; absent when it is brought. */
  public readonly firstIssue?: CfnResource;

  /** When it is renewed; absent when it is brought. */
  public readonly rotation?: secretsmanager.CfnRotationSchedule;

  /** The secret's own policy; absent without `denyOtherReaders`. */
  public readonly resourcePolicy?: secretsmanager.CfnResourcePolicy;

  private readonly onlyReaders?: OnlyReaders;

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
    this.putCommand = putCommand(this.hostnames, props.secretName);
    const issue = (props.source ?? CertificateSource.issued())._issue;
    this.secret = new secretsmanager.CfnSecret(this, 'Resource', {
      name: this.secretName,
      description: this.describe(props.hostname, issue),
      kmsKeyId: this.encryptionKey.keyArn,
      replicaRegions: renderReplicas(Stack.of(this).region, props.replicaRegions ?? []),
    });
    this.secret.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.secretArn = this.secret.ref;
    if (props.denyOtherReaders ?? false) {
      this.onlyReaders = new OnlyReaders(this, this.secretArn);
      this.resourcePolicy = this.onlyReaders.policy;
    }
    if (issue) {
      this.issuer = issue.issuer ?? new CertificateIssuer(this, 'Issuer');
      const { firstIssue, rotation } = issueAndRotate(this, this.issuer, issue, this, {
        ...this.exactSecret(),
        replicas: props.replicaRegions,
      });
      this.firstIssue = firstIssue;
      this.rotation = rotation;
      this.onlyReaders?.add(this.issuer.role);
    } else acknowledgeBrought(this.secret);
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    this.onlyReaders?.add(grantee);
    return grantSecretRead(this, { ...this.exactSecret(), arnPattern: this.secretArn }, grantee);
  }

  /** Lets a reader in whose own policy is written elsewhere, for several secrets at once. @internal */
  public _letIn(grantee: iam.IGrantable): ExactSecret {
    this.onlyReaders?.add(grantee);
    return this.exactSecret();
  }

  private exactSecret(): ExactSecret {
    return { arn: this.secretArn, region: Stack.of(this).region, encryptionKey: this.encryptionKey };
  }

  private describe(hostname: string, issue: SettledIssue | undefined): string {
    const kind = `{"cert": "<PEM chain, leaf first>", "key": "<PEM private key>"}`;
    if (issue === undefined) {
      const brought = `Certificate (brought) that pods serve for ${hostname}: ${kind}. Empty until you run: `;
      if (brought.length + this.putCommand.length <= SECRET_DESCRIPTION_LIMIT) return brought + this.putCommand;
      return `${brought}${putCommand([], this.secretName)} with a --host for each of its ${this.hostnames.length} hosts`;
    }
    const { validityDays, rotationIntervalDays } = issue;
    return `Certificate (issued) that pods serve for ${hostname}: ${kind}. Valid ${validityDays} days, renewed every ${rotationIntervalDays}.`;
  }
}

function putCommand(hostnames: readonly string[], secretName: string | undefined): string {
  const quoted = (text: string): string => (text.includes('*') ? `'${text}'` : text);
  const hosts = hostnames.map((hostname) => ` --host ${quoted(hostname)}`).join('');
  const secret = secretName === undefined ? '' : ` --secret ${secretName}`;
  return `npx cdk-puma-eks cert put${hosts}${secret} --cert chain.pem --key key.pem`;
}

function acknowledgeBrought(secret: secretsmanager.CfnSecret): void {
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'The certificate in this secret is issued outside AWS and renewed by whoever brings it: a rotation function here could not ask ' +
      'that issuer for a new one.',
  });
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
