/** Kinds of what is wrong with a pair: stable names for programs. */
export type PairProblemCode =
  | 'SecretForm'
  | 'SecretTooLarge'
  | 'CertificateUnreadable'
  | 'KeyUnreadable'
  | 'KeyEncrypted'
  | 'KeyMismatch'
  | 'LeafNotFirst'
  | 'ChainOrder'
  | 'ChainBroken'
  | 'ChainExpired'
  | 'Expired'
  | 'NotYetValid'
  | 'HostnameMissing'
  | 'HostnameExtra'
  | 'PurposeWrong'
  | 'KeyWeak'
  | 'SignatureWeak';

/** One thing that is wrong, as one clause without a full stop and without key material. */
export interface PairProblem {
  readonly code: PairProblemCode;
  readonly text: string;
}
