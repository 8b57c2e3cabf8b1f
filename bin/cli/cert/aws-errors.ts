import { UsageError } from '../io';
import type { SecretProblemCode } from './errors';
import { CertError } from './errors';

const TEXTS = {
  Denied: (action: string, secret: string) => `AWS denies ${action} on ${secret}`,
  CredentialsWrong: () => 'AWS does not take the credentials, or there are none',
  Throttled: (action: string) => `AWS throttles ${action}, try again later`,
  Unreachable: () => 'Secrets Manager cannot be reached',
};

/** Names of AWS's errors, of the SDK's and of Node's, by what they mean to the person at the command line. */
const MEANINGS: readonly (readonly [RegExp, keyof typeof TEXTS])[] = [
  [/^(AccessDenied|AccessDeniedException|NotAuthorized|UnauthorizedOperation|KMSAccessDeniedException)$/, 'Denied'],
  [/^(CredentialsProviderError|TokenProviderError|ProviderError)$/, 'CredentialsWrong'],
  [
    /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken\w*|ExpiredToken|ExpiredTokenException|RequestExpired|OptInRequired)$/,
    'CredentialsWrong',
  ],
  [
    /^(Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded|SlowDown)$/,
    'Throttled',
  ],
  [/^(TimeoutError|NetworkingError|RequestTimeout|ECONN\w+|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|EPIPE)$/, 'Unreachable'],
];

/** An error of a call to Secrets Manager as one line that says what to do; errors that are no answer of AWS's stay. */
export function asCertError(error: unknown, action: string, secret: string): unknown {
  if (!(error instanceof Error)) return error;
  const { name, code = '' } = error as NodeJS.ErrnoException;
  const said = withoutSecrets(error.message || code || name);
  const fail = (problem: SecretProblemCode, text: string): CertError =>
    // A stack trace shows causes: not one whose message quotes the request.
    new CertError(problem, sentence(text), said === error.message ? { cause: error } : {});
  if (error.message.includes('Region is missing')) {
    return new UsageError('No Region is known: give --region, or set AWS_REGION.', { cause: error });
  }
  if (error.message.includes('Region not accepted')) {
    return new UsageError('That is no Region: mend --region, AWS_REGION or the profile.', { cause: error });
  }
  if (code === 'ERR_INVALID_URL') return new UsageError('AWS_ENDPOINT_URL is no URL.', { cause: error });
  if (name === 'ResourceNotFoundException') {
    return /staging label/i.test(error.message)
      ? fail('SecretEmpty', emptyText(secret))
      : fail(
          'SecretMissing',
          `there is no secret ${secret} in this account and Region: deploy first, or mend its name`,
        );
  }
  if (name === 'InvalidRequestException' && /deletion|deleted/i.test(error.message)) {
    return fail('SecretDeleted', deletedText(secret));
  }
  if (name === 'InvalidRequestException' && error.message.includes('previous rotation')) {
    return fail('RotationUnfinished', `an earlier rotation of ${secret} has not finished: ${said}`);
  }
  const problem = MEANINGS.find(([names]) => names.test(name) || names.test(code))?.[1];
  if (problem !== undefined) return fail(problem, `${TEXTS[problem](action, secret)}: ${said}`);
  // What came back was no answer of AWS's at all: a proxy's page, mostly.
  if (name === 'SyntaxError' && '$metadata' in error) {
    const { httpStatusCode } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
    const status = httpStatusCode === undefined ? '' : ` (HTTP ${httpStatusCode})`;
    return fail(
      'AwsRefused',
      `what answers to ${action} is not Secrets Manager${status}: a proxy, or a wrong endpoint`,
    );
  }
  // An answer of AWS's has this; anything else is a fault of this program and keeps its stack.
  return '$metadata' in error ? fail('AwsRefused', `AWS refuses ${action} on ${secret}: ${name}: ${said}`) : error;
}

export function deletedText(secret: string): string {
  return `the secret ${secret} is scheduled for deletion: \`aws secretsmanager restore-secret\` brings it back`;
}

export function emptyText(secret: string): string {
  return `the secret ${secret} is empty: no certificate was ever put into it, nor issued`;
}

/** AWS's validation errors quote what was sent: nothing that could be of a key is passed on. */
function withoutSecrets(message: string): string {
  if (message.includes('PRIVATE KEY')) return 'its message quotes the request and is not shown';
  return message.replace(/[A-Za-z0-9+/=]{48,}/g, '[...]').slice(0, 500);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
