import { refuse } from '../model/errors';

/** Where the certificate that a secret holds comes from. */
export class CertificateSource {
  /**
   * You bring it: the secret is created without any value, and stays so until you put one (the secret's description and
   * `ServerCertificate.putCommand` say how). A pod that finds the secret empty does not start, so it never serves a
   * placeholder.
   */
  public static brought(): CertificateSource {
    return new CertificateSource('brought');
  }

  /**
   * The library issues and renews it: not available in this version.
   *
   * @throws `IssuingNotAvailable` always
   */
  public static issued(): CertificateSource {
    refuse({
      code: 'IssuingNotAvailable',
      path: 'source',
      given: 'CertificateSource.issued()',
      allowed: 'CertificateSource.brought() in this version of the library',
      why: 'the function that makes and renews key pairs is not part of this version, and an empty promise would leave pods without a certificate',
    });
  }

  private constructor(
    /** Name of the source, as a configuration file writes it. */
    public readonly name: string,
  ) {}
}
