import type * as kms from 'aws-cdk-lib/aws-kms';

/** A Region into which a certificate's secret is copied. */
export interface CertificateReplica {
  /** The Region. Throws `RegionInvalid`, `ReplicaRegionTwice` and `ReplicaRegionIsHome`. */
  readonly region: string;

  /** Customer managed key of that Region. Throws `ReplicaKeyInAnotherRegion`, and `KeyIsAlias` for an alias. */
  readonly encryptionKey: kms.IKey;
}
