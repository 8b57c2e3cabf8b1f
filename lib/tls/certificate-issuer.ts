import { Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { IDependable } from 'constructs';
import { Construct } from 'constructs';
import type { IssuedCertificate, IssuingAuthority } from '../model/certificates';
import {
  AUTHORITY_VARIABLE,
  CERTIFICATES_VARIABLE,
  ISSUER_ENVIRONMENT_LIMIT,
  ISSUER_MEMORY_MEBIBYTES,
  ISSUER_TIMEOUT_SECONDS,
  issuerPolicyCharacters,
  ROLE_POLICY_LIMIT,
} from '../model/certificates';
import { refuse } from '../model/errors';
import { LOG_RETENTION_DAYS } from '../model/logs';
import { checkNoAlias } from '../model/kms-key-arn';
import type { CertificateAuthority } from './certificate-authority';
import { IssuerAccess } from './issuer-access';
import { issuerCode } from './issuer-code';
import type { ExactSecret } from './read-grant';

/** Settings of an issuer. */
export interface CertificateIssuerProps {
  /**
   * Who signs.
   *
   * @default - each certificate signs itself: a load balancer does not verify the certificates of its targets
   */
  readonly certificateAuthority?: CertificateAuthority;

  /**
   * Customer managed key that encrypts the log group: `KeyHierarchy.logsKey`. Its policy must let CloudWatch Logs use it.
   * Throws `KeyIsAlias`.
   *
   * @default - a key of CloudWatch Logs' own
   */
  readonly logsKey?: kms.IKey;
}

/**
 * The Lambda function that makes key pairs in memory, has them signed, and keeps them in the secrets of the certificates
 * that name it as their issuer: a first time while the stack is deployed, then by each secret's rotation schedule.
 *
 * Its code comes built with the package; `IssuerBundleMissing` is thrown where this library is used from unbuilt sources.
 */
export class CertificateIssuer extends Construct {
  /** The function: for metrics and alarms of one's own. */
  public readonly function: lambda.Function;
  /** What the function may do: rotate its own certificates' secrets, write its own log, ask its authority to sign. */
  public readonly role: iam.Role;
  /** One line for each step, with the secret's name and the outcome; kept three months. */
  public readonly logGroup: logs.LogGroup;

  private readonly permission: lambda.CfnPermission;
  private readonly access: IssuerAccess;
  private readonly authority?: IssuingAuthority;
  private readonly certificates: IssuedCertificate[] = [];
  private readonly secrets: { readonly secret: string; readonly replicas: number }[] = [];

  constructor(scope: Construct, id: string, props: CertificateIssuerProps = {}) {
    super(scope, id);
    if (props.logsKey !== undefined) checkNoAlias('logsKey', props.logsKey.keyArn);
    this.logGroup = new logs.LogGroup(this, 'LogGroup', {
      encryptionKey: props.logsKey,
      retention: LOG_RETENTION_DAYS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const bound = props.certificateAuthority?._bind(this);
    this.authority = bound?.authority;
    const ownLog = new iam.PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [this.logGroup.logGroupArn],
    });
    const policy = new iam.PolicyDocument({ statements: [ownLog, ...(bound?.statements ?? [])] });
    this.access = new IssuerAccess(this, (statement) => policy.addStatements(statement));
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Issue: policy },
    });
    this.function = this.createFunction();
    // Any secret of the account may ask; the function answers for the secrets in its list, and may touch no other.
    this.permission = new lambda.CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: this.function.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Stack.of(this).account,
    });
  }

  /** Takes a certificate on; gives what its first issue and its rotation must wait for. @internal */
  public _take(scope: Construct, certificate: IssuedCertificate, secret: ExactSecret): IDependable[] {
    this.certificates.push(certificate);
    this.secrets.push({ secret: certificate.secret, replicas: secret.replicas?.length ?? 0 });
    this.checkRoom();
    if (Stack.of(scope) === Stack.of(this)) {
      this.access.allow(secret);
      return [this.permission];
    }
    // A policy of the secret's stack: this stack must not wait for that one, which waits for the function.
    const policy = new iam.Policy(scope, 'IssuerAccess', { roles: [this.role] });
    new IssuerAccess(scope, (statement) => policy.addStatements(statement)).allow(secret);
    return [policy];
  }

  /** Who signs, as the function is told; undefined when certificates sign themselves. @internal */
  public get _authority(): IssuingAuthority | undefined {
    return this.authority;
  }

  private createFunction(): lambda.Function {
    const asJson = (value: () => unknown): string =>
      Lazy.string({ produce: () => Stack.of(this).toJsonString(value()) });
    return new lambda.Function(this, 'Function', {
      description: 'Issues and renews the certificates that Puma serves (cdk-puma-eks)',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(issuerCode()),
      role: this.role,
      logGroup: this.logGroup,
      timeout: Duration.seconds(ISSUER_TIMEOUT_SECONDS),
      memorySize: ISSUER_MEMORY_MEBIBYTES,
      environment: {
        [CERTIFICATES_VARIABLE]: asJson(() => this.certificates),
        ...(this.authority && { [AUTHORITY_VARIABLE]: asJson(() => this.authority) }),
      },
    });
  }

  private checkRoom(): void {
    const parts = [CERTIFICATES_VARIABLE, this.certificates, AUTHORITY_VARIABLE, this.authority ?? ''];
    const bytes = Buffer.byteLength(parts.map((part) => JSON.stringify(part)).join(''));
    if (bytes > ISSUER_ENVIRONMENT_LIMIT) {
      refuse({
        code: 'IssuerFull',
        path: 'source',
        given: `${bytes} bytes`,
        allowed: `certificates whose names take ${ISSUER_ENVIRONMENT_LIMIT} bytes together: fewer hostnames, wildcards, or a further CertificateIssuer for the others`,
        why: "the function's environment says what it issues, and Lambda takes no more than 4 KB of it",
      });
    }
    const characters = issuerPolicyCharacters(this.secrets);
    if (characters > ROLE_POLICY_LIMIT) {
      refuse({
        code: 'IssuerPolicyFull',
        path: 'source',
        given: `${this.secrets.length} secrets, whose ARNs make policies of about ${characters} characters`,
        allowed: `policies of ${ROLE_POLICY_LIMIT} characters: fewer certificates or replicas, or a further CertificateIssuer for the others`,
        why: "the function's role names each secret that it may rotate, and IAM takes no more than 10,240 characters of a role's own policies",
      });
    }
  }
}
