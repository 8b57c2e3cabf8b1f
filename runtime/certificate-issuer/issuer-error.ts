/** A failure that may be logged and answered: one line, and never anything of a secret's content. */
export class IssuerError extends Error {
  constructor(
    message: string,
    /** AWS's name of the error, where it was AWS that refused. */
    public readonly code?: string,
  ) {
    super(message);
    this.name = 'IssuerError';
  }
}

/** Errors whose message helps and names only actions, resources and keys. Others may quote the request. */
const TELLING = /^(AccessDenied|KMS|Decryption|Encryption|ResourceNotFound|InvalidState)/;

/** AWS's refusal without what it may carry along: the request's body, and messages that quote it. */
export function refusal(action: string, error: unknown): IssuerError {
  if (error instanceof IssuerError) return error;
  const { name = 'an unknown error', message = '' } = error instanceof Error ? error : {};
  const detail = TELLING.test(name) ? `: ${message.replace(/\s+/g, ' ').slice(0, 300)}` : '';
  return new IssuerError(`${action} failed with ${name}${detail}`, name);
}

/** Any error's one line; of errors that are not ours only the name, for nobody vouches for their text. */
export function oneLine(error: unknown): string {
  if (error instanceof IssuerError) return error.message;
  return `an unforeseen ${error instanceof Error ? error.name : 'error'}`;
}
