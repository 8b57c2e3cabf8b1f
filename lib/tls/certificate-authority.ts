import { Stack, Token } from 'aws-cdk-lib';
import type * as acmpca from 'aws-cdk-lib/aws-acmpca';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { ifKnown } from '../known';
import { refuse } from '../model/errors';
import { checkCertificateKeyArn } from '../model/kms-key-arn';
import { checkSecretName } from '../model/secret-name';
import type { BoundAuthority } from './bound-authority';
import { readStatements } from './read-grant';

/** What of AWS Private CA can be chosen. */
export interface PrivateCaOptions {
  /**
   * ARN of the template that certificates are made by. It must not pass extensions of the request's own through, and must
   * keep the alternative names. Throws `PrivateCaTemplateInvalid`, for templates of authorities too.
   *
   * @default - `EndEntityServerAuthCertificate/V1`: certificates for TLS servers
   */
  readonly templateArn?: string;
}

/** A certificate authority in a secret. */
export interface SecretAuthorityAttributes {
  /** Name of a secret in the stack's account and Region. Throws `SecretNameInvalid`. */
  readonly secretName: string;

  /**
   * ARN of the customer managed key that encrypts the secret. Throws `CertificateKeyArnInvalid`.
   *
   * @default - the secret is encrypted with the account's `aws/secretsmanager` key, which asks for no grant
   */
  readonly encryptionKeyArn?: string;
}

const PRIVATE_CA_ARN = /^arn:aws[a-z-]*:acm-pca:[a-z0-9-]+:\d{12}:certificate-authority\/[a-f0-9-]+$/;
const TEMPLATE_ARN = /^arn:aws[a-z-]*:acm-pca:::template\/[A-Za-z_]+\/V\d+$/;

/** Who signs the certificates that an issuer issues. */
export class CertificateAuthority {
  /** A certificate authority of AWS Private CA. */
  public static privateCa(
    authority: acmpca.ICertificateAuthority,
    options: PrivateCaOptions = {},
  ): CertificateAuthority {
    return CertificateAuthority.privateCaArn(authority.certificateAuthorityArn, options);
  }

  /**
   * A certificate authority of AWS Private CA, by its ARN.
   *
   * @param arn of an active authority. Throws `PrivateCaArnInvalid`
   */
  public static privateCaArn(arn: string, options: PrivateCaOptions = {}): CertificateAuthority {
    ifKnown(arn, checkPrivateCaArn);
    ifKnown(options.templateArn, checkTemplateArn);
    return new CertificateAuthority((scope) => privateCa(scope, arn, options.templateArn));
  }

  /**
   * A certificate authority whose certificate and key are in a secret: `{"cert": "<PEM of the authority, then of those
   * above it>", "key": "<PEM>"}`. The issuer may read it, and nobody else needs to.
   *
   * @param secret in the issuer's Region. The issuer throws `AuthorityInAnotherRegion`
   */
  public static fromSecret(secret: secretsmanager.ISecret): CertificateAuthority {
    const arnPattern = secret.secretFullArn ?? `${secret.secretArn}-??????`;
    return new CertificateAuthority((scope) => {
      const { region } = secret.env;
      checkSameRegion(region, Stack.of(scope).region);
      return {
        authority: { type: 'secret', secretId: secret.secretFullArn ?? secret.secretName },
        statements: readStatements(scope, { arnPattern, region, keyArn: secret.encryptionKey?.keyArn }),
      };
    });
  }

  /** As `fromSecret`, by the secret's name. */
  public static fromSecretName(attrs: SecretAuthorityAttributes): CertificateAuthority {
    const { secretName, encryptionKeyArn } = attrs;
    ifKnown(secretName, (known) => checkSecretName('secretName', known));
    ifKnown(encryptionKeyArn, (known) => checkCertificateKeyArn('encryptionKeyArn', known));
    return new CertificateAuthority((scope) => {
      const { partition, region, account } = Stack.of(scope);
      const arnPattern = `arn:${partition}:secretsmanager:${region}:${account}:secret:${secretName}-??????`;
      return {
        authority: { type: 'secret', secretId: secretName },
        statements: readStatements(scope, { arnPattern, region, keyArn: encryptionKeyArn }),
      };
    });
  }

  private constructor(
    /** @internal */
    public readonly _bind: (scope: Construct) => BoundAuthority,
  ) {}
}

function privateCa(scope: Construct, arn: string, templateArn: string | undefined): BoundAuthority {
  const { partition } = Stack.of(scope);
  const template = templateArn ?? `arn:${partition}:acm-pca:::template/EndEntityServerAuthCertificate/V1`;
  return {
    authority: { type: 'acm-pca', arn, ...(templateArn !== undefined && { templateArn }) },
    statements: [
      new iam.PolicyStatement({
        actions: ['acm-pca:IssueCertificate'],
        resources: [arn],
        // Else it could also have itself made an authority, by another template.
        conditions: { StringEquals: { 'acm-pca:TemplateArn': template } },
      }),
      new iam.PolicyStatement({
        actions: ['acm-pca:GetCertificate', 'acm-pca:GetCertificateAuthorityCertificate'],
        resources: [arn],
      }),
    ],
  };
}

function checkSameRegion(given: string, issuers: string): void {
  if (given === issuers || Token.isUnresolved(given) || Token.isUnresolved(issuers)) return;
  refuse({
    code: 'AuthorityInAnotherRegion',
    path: 'certificateAuthority',
    given,
    allowed: `a secret in ${issuers}, such as a replica of it there`,
    why: 'the issuer asks Secrets Manager of its own Region, which knows no secret of another one',
  });
}

function checkPrivateCaArn(given: string): void {
  if (PRIVATE_CA_ARN.test(given)) return;
  refuse({
    code: 'PrivateCaArnInvalid',
    path: 'arn',
    given,
    allowed:
      'the ARN of an authority of AWS Private CA, such as arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/1234abcd-12ab-34cd-56ef-1234567890ab',
    why: 'the issuer asks this authority to sign, and is allowed to ask no other',
  });
}

function checkTemplateArn(given: string): void {
  if (TEMPLATE_ARN.test(given) && !given.includes('CACertificate')) return;
  refuse({
    code: 'PrivateCaTemplateInvalid',
    path: 'templateArn',
    given,
    allowed: 'a template for end entities, such as arn:aws:acm-pca:::template/EndEntityServerAuthCertificate/V1',
    why: 'pods serve what is made by it, and a template for authorities would give each of them the right to sign others',
  });
}
