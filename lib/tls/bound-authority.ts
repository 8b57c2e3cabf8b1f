import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IssuingAuthority } from '../model/certificates';

/** What the issuer is told of an authority, and what it needs to be allowed. */
export interface BoundAuthority {
  readonly authority: IssuingAuthority;
  readonly statements: iam.PolicyStatement[];
}
