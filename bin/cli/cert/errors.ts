import type { PairProblemCode } from '../../../runtime/certificate-issuer/pair';
import { EXIT, FAULTS, exitCodeRows } from '../exit-codes';

/** What can go wrong with a certificate's secret, beside what is wrong with the certificate itself. */
export type SecretProblemCode =
  | 'FileUnreadable'
  | 'ExpiresSoon'
  | 'SecretMissing'
  | 'SecretEmpty'
  | 'SecretDeleted'
  | 'SecretIssuesItself'
  | 'AccountWrong'
  | 'RotationNotSetUp'
  | 'RotationUnfinished'
  | 'Denied'
  | 'CredentialsWrong'
  | 'Throttled'
  | 'Unreachable'
  | 'AwsRefused';

export type CertProblemCode = PairProblemCode | SecretProblemCode;

/** Exit codes by what they mean, for help and for programs. What every command ends with has its own (`exit-codes.ts`). */
const EXITS: readonly {
  readonly code: number;
  readonly text: string;
  readonly problems: readonly CertProblemCode[];
}[] = [
  { code: 3, text: 'a file cannot be read', problems: ['FileUnreadable'] },
  {
    code: 10,
    text: 'no certificate can be read from what was given, or from the secret',
    problems: ['CertificateUnreadable', 'SecretForm', 'SecretTooLarge'],
  },
  { code: 11, text: 'no private key can be read', problems: ['KeyUnreadable'] },
  { code: 12, text: 'the private key is encrypted', problems: ['KeyEncrypted'] },
  { code: 13, text: 'the private key belongs to another certificate', problems: ['KeyMismatch'] },
  {
    code: 14,
    text: 'the chain is out of order, broken or expired',
    problems: ['LeafNotFirst', 'ChainOrder', 'ChainBroken', 'ChainExpired'],
  },
  { code: 15, text: 'the certificate is expired, or not valid yet', problems: ['Expired', 'NotYetValid'] },
  { code: 16, text: 'the certificate is for other hosts', problems: ['HostnameMissing', 'HostnameExtra'] },
  {
    code: 17,
    text: 'key or signature are too weak, or the certificate is not for servers',
    problems: ['KeyWeak', 'SignatureWeak', 'PurposeWrong'],
  },
  { code: 18, text: 'the certificate expires within --min-days', problems: ['ExpiresSoon'] },
  { code: 20, text: 'there is no such secret', problems: ['SecretMissing'] },
  { code: 21, text: 'the secret is empty', problems: ['SecretEmpty'] },
  { code: 22, text: 'the secret is scheduled for deletion', problems: ['SecretDeleted'] },
  { code: 23, text: 'the secret issues its certificate itself: see --force', problems: ['SecretIssuesItself'] },
  { code: 24, text: "the secret is in another account than the configuration's", problems: ['AccountWrong'] },
  { code: 25, text: 'no rotation is set up', problems: ['RotationNotSetUp'] },
  { code: 26, text: 'the rotation did not finish', problems: ['RotationUnfinished'] },
  { code: 30, text: 'AWS denies it: a permission is missing', problems: ['Denied'] },
  { code: 31, text: 'AWS credentials are missing, wrong or expired', problems: ['CredentialsWrong'] },
  { code: 32, text: 'AWS throttles: try again later', problems: ['Throttled'] },
  { code: 33, text: 'AWS cannot be reached', problems: ['Unreachable'] },
  { code: 34, text: 'AWS answers with another error', problems: ['AwsRefused'] },
];

const EXIT_OF = new Map(EXITS.flatMap(({ code, problems }) => problems.map((problem) => [problem, code] as const)));

/** Something that keeps a command on certificates from its end. The message is one line, without key material. */
export class CertError extends Error {
  constructor(
    public readonly code: CertProblemCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(capitalized(oneLine(message)), options);
    this.name = 'CertError';
  }

  public get exitCode(): number {
    return exitCodeOf(this.code);
  }
}

export function exitCodeOf(code: CertProblemCode): number {
  return EXIT_OF.get(code)!;
}

/** Every exit code with its meaning, for help. */
export function exitRows(): string[] {
  return exitCodeRows([
    [EXIT.done, 'done, or all is well'],
    [EXIT.configuration, 'the configuration cannot be used'],
    [EXIT.usage, 'the command line is wrong'],
    ...EXITS.map(({ code, text }) => [code, text] as const),
    ...FAULTS,
  ]);
}

/** Text that may come from elsewhere, such as a certificate's: no line ends, nothing that steers a terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
