/** Kind of a certificate's key pair. */
export enum CertificateKeyAlgorithm {
  /** ECDSA on the curve P-256: as strong as RSA of 3072 bits, and the cheapest handshake for Puma's threads. */
  EC_P256 = 'EC_P256',
  /** RSA of 2048 bits, for clients that know nothing else. */
  RSA_2048 = 'RSA_2048',
  /** RSA of 3072 bits. */
  RSA_3072 = 'RSA_3072',
}
