import { createPrivateKey, X509Certificate } from 'node:crypto';
import { Annotations, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ifKnown } from '../known';
import { PREFIX, refuse } from '../model/errors';
import { certificateSecretName, checkSecretName } from '../model/secret-name';
import { grantSecretRead } from './read-grant';
import type { IServerCertificate } from './server-certificate';
import type { ServerCertificatePemAttributes } from './server-certificate-props';

/** Context of an app that may have a private key in its templates, as an app of tests may. */
const ALLOWED = `${PREFIX}allowPrivateKeyInTemplate`;

/** A certificate whose text is given, for tests; its key stands in the template. */
export class PemCertificate extends Construct implements IServerCertificate {
  public readonly secretName: string;
  public readonly secretArn: string;
  public readonly hostnames: string[];

  constructor(
    scope: Construct,
    id: string,
    attrs: ServerCertificatePemAttributes,
    private readonly encryptionKey: kms.IKey,
  ) {
    super(scope, id);
    this.checkAllowed();
    this.hostnames = checkPair(attrs.certPem, attrs.keyPem);
    this.secretName = attrs.secretName ?? certificateSecretName(this.hostnames[0]);
    ifKnown(this.secretName, (known) => checkSecretName('secretName', known));
    const secret = new secretsmanager.CfnSecret(this, 'Resource', {
      name: this.secretName,
      description: 'A certificate for tests: its private key stands in the template',
      kmsKeyId: encryptionKey.keyArn,
      secretString: JSON.stringify({ cert: attrs.certPem, key: attrs.keyPem }),
    });
    secret.applyRemovalPolicy(RemovalPolicy.DESTROY);
    this.secretArn = secret.ref;
    Annotations.of(this).addWarningV2(
      `${PREFIX}privateKeyInTemplate`,
      `The private key of ${this.hostnames[0]} stands in the template of this stack: never deploy it where anybody relies on it.`,
    );
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'A certificate of a test, which lives no longer than the test; its app has to allow it expressly.',
    });
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    const { secretArn: arnPattern, encryptionKey } = this;
    return grantSecretRead(this, { arnPattern, region: Stack.of(this).region, encryptionKey }, grantee);
  }

  private checkAllowed(): void {
    if (this.node.tryGetContext(ALLOWED) === true) return;
    refuse({
      code: 'PrivateKeyInTemplate',
      path: 'keyPem',
      given: 'a private key as text',
      allowed: `CertificateSource.issued() or brought(); in an app of tests the context "${ALLOWED}": true`,
      why: 'the key would stand in the template, in cdk.out and in the bucket of assets, for all to read who may read those',
    });
  }
}

/** The hosts of a certificate, whose key must be the given one. */
function checkPair(certPem: string, keyPem: string): string[] {
  const certificate = readable('certPem', () => new X509Certificate(certPem));
  const key = readable('keyPem', () => createPrivateKey(keyPem));
  if (!certificate.checkPrivateKey(key)) unreadable('keyPem');
  const hostnames = [...(certificate.subjectAltName ?? '').matchAll(/DNS:([^,\s"]+)/g)].map(([, name]) => name);
  return hostnames.length > 0 ? hostnames : unreadable('certPem');
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch {
    return unreadable(path);
  }
}

function unreadable(path: string): never {
  refuse({
    code: 'PemInvalid',
    path,
    given: 'a text that is not shown',
    allowed: 'a certificate with DNS names in PEM, and the unencrypted private key to it',
    why: 'pods serve this pair, and OpenSSL loads no other',
  });
}
