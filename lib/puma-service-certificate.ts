import { Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct, IDependable } from 'constructs';
import { refuse } from './model/errors';
import type { PumaComponent } from './puma-component';
import type { CertificateAuthority } from './tls/certificate-authority';
import { CertificateIssuer } from './tls/certificate-issuer';
import { CertificateSource } from './tls/certificate-source';
import { checkCovers } from './tls/coverage';
import { grantSecretsRead } from './tls/read-grant';
import type { IServerCertificate } from './tls/server-certificate';
import { ServerCertificate } from './tls/server-certificate';

/** What a service's own certificates are made with. */
export interface CertificateMeans {
  readonly secretsKey: kms.IKey;
  readonly logsKey: kms.IKey;
  readonly authority: CertificateAuthority | undefined;
}

/** The certificates of a service, and the one issuer that those of its own share. */
export class ServiceCertificates {
  /** Made when it is first asked for. */
  public issuer?: CertificateIssuer;

  constructor(
    private readonly scope: Construct,
    private readonly means: CertificateMeans,
  ) {}

  /** The certificate that pods serve for a component: one that is given, one in a secret that exists, or one of its own. */
  public of(component: PumaComponent): IServerCertificate {
    const { hostname, additionalHostnames, certificate, certificateSecretName, certificateKeyArn } = component;
    const { secretsKey } = this.means;
    const hostnames = [hostname, ...(additionalHostnames ?? [])];
    if (certificate) {
      hostnames.forEach((name) => checkCovers('certificate', certificate, name));
      return certificate;
    }
    // By host, as the secret's name is: a component that is renamed keeps its secret. A token cannot stand in an id.
    const id = `Certificate-${Token.isUnresolved(hostname) ? component.name : hostname}`;
    if (certificateSecretName !== undefined) {
      return ServerCertificate.fromSecretName(this.scope, id, {
        secretName: certificateSecretName,
        hostnames,
        encryptionKey:
          certificateKeyArn === undefined ? secretsKey : kms.Key.fromKeyArn(this.scope, `${id}-Key`, certificateKeyArn),
      });
    }
    return new ServerCertificate(this.scope, id, {
      hostname,
      additionalHostnames,
      encryptionKey: secretsKey,
      source: (component.certificateSource ?? CertificateSource.issued())._issuedBy(() => this.sharedIssuer()),
      denyOtherReaders: component.denyOtherCertificateReaders,
    });
  }

  /** Refuses an authority that nobody asks, when all certificates are made. */
  public checkAuthority(): void {
    if (this.means.authority === undefined || this.issuer) return;
    refuse({
      code: 'CertificateAuthorityUnused',
      path: 'certificateAuthority',
      given: 'an authority',
      allowed: 'certificateAuthority only with a component whose certificate the service issues',
      why: 'all certificates are brought, given, or issued by an issuer of their own, so it would sign nothing',
    });
  }

  private sharedIssuer(): CertificateIssuer {
    const { logsKey, authority } = this.means;
    return (this.issuer ??= new CertificateIssuer(this.scope, 'Issuer', { logsKey, certificateAuthority: authority }));
  }
}

/** Lets pods read their certificates: those that are made here in as few statements as can be. */
export function grantReads(scope: Construct, certificates: readonly IServerCertificate[], pods: iam.IGrantable): void {
  const made = certificates.filter((certificate) => certificate instanceof ServerCertificate);
  grantSecretsRead(
    scope,
    made.map((certificate) => certificate._letIn(pods)),
    pods,
  );
  certificates
    .filter((certificate) => !(certificate instanceof ServerCertificate))
    .forEach((certificate) => certificate.grantRead(pods));
}

/** What pods must wait for, lest they find a secret empty. */
export function firstIssuesOf(certificates: readonly IServerCertificate[]): IDependable[] {
  return certificates.flatMap((certificate) =>
    certificate instanceof ServerCertificate && certificate.firstIssue ? [certificate.firstIssue] : [],
  );
}

/** Errors of all that issues these certificates. */
export function issuerErrorsOf(certificates: readonly IServerCertificate[]): cloudwatch.IMetric[] {
  const issuers = new Set(
    certificates.flatMap((certificate) =>
      certificate instanceof ServerCertificate && certificate.issuer ? [certificate.issuer] : [],
    ),
  );
  return [...issuers].map((issuer) => issuer.function.metricErrors());
}
