import { certificateTimes } from '../model/certificates';
import { checkKnown } from '../model/checks';
import type { CertificateIssuer } from './certificate-issuer';
import { CertificateKeyAlgorithm } from './certificate-key-algorithm';
import type { SettledIssue } from './settled-issue';

/** How a certificate is issued and renewed. */
export interface IssuedCertificateOptions {
  /**
   * The function that issues and renews it. Throws `IssuerFull` or `IssuerPolicyFull` where it has too many already.
   *
   * @default - in a `PumaService` the one that its components share; else one of the certificate's own
   */
  readonly issuer?: CertificateIssuer;

  /**
   * Kind of key pair.
   *
   * @default CertificateKeyAlgorithm.EC_P256
   */
  readonly keyAlgorithm?: CertificateKeyAlgorithm;

  /**
   * Days that the certificate is valid, 24 to 398. Throws `CertificateValidityInvalid`.
   *
   * @default 90
   */
  readonly validityDays?: number;

  /**
   * Days between two renewals. One that fails must leave more than the 21 days at which the alarm on expiry goes off: at
   * most 34 of 90. Throws `RotationIntervalInvalid`.
   *
   * @default - 30, or less for a shorter validity
   */
  readonly rotationIntervalDays?: number;
}

/** Where the certificate that a secret holds comes from. */
export class CertificateSource {
  /**
   * You bring it: the secret is created without any value, and stays so until you put one (the secret's description and
   * `ServerCertificate.putCommand` say how). A pod that finds the secret empty does not start, so it never serves a
   * placeholder.
   */
  public static brought(): CertificateSource {
    return new CertificateSource('brought', undefined);
  }

  /**
   * A function issues it while the stack is deployed, and renews it: nobody sees the private key. It signs itself unless its
   * issuer has a certificate authority: load balancers of AWS do not verify the certificates of their targets.
   */
  public static issued(options: IssuedCertificateOptions = {}): CertificateSource {
    checkKnown('validityDays', options.validityDays);
    checkKnown('rotationIntervalDays', options.rotationIntervalDays);
    return new CertificateSource('issued', {
      issuer: options.issuer,
      keyAlgorithm: options.keyAlgorithm ?? CertificateKeyAlgorithm.EC_P256,
      ...certificateTimes(options),
    });
  }

  private constructor(
    /** Name of the source, as a configuration file writes it. */
    public readonly name: string,
    /** Absent when it is brought. @internal */
    public readonly _issue: SettledIssue | undefined,
  ) {}

  /** The same with an issuer, where none was chosen. @internal */
  public _issuedBy(issuer: () => CertificateIssuer): CertificateSource {
    if (this._issue === undefined || this._issue.issuer !== undefined) return this;
    return new CertificateSource(this.name, { ...this._issue, issuer: issuer() });
  }
}
