import { inspect } from 'node:util';

/**
 * What is wrong with an input, in the four parts that a reader needs to mend it.
 */
export interface Refusal {
  /** Stable name of the rule, PascalCase; documented in `docs/errors.md`. */
  readonly code: string;
  /** Where the value stands, as the user wrote it: `components[0].hostname`. */
  readonly path: string;
  /** The value as given. Never a secret. */
  readonly given: unknown;
  /** What would have been accepted. */
  readonly allowed: string;
  /** Why the rule exists, in one sentence. */
  readonly why: string;
}

/** Prefix of every error code and warning id of this library. */
export const PREFIX = 'cdk-puma-eks:';

/** An input that cannot work, refused at synth. */
export class PumaEksError extends Error {
  public readonly code: string;
  public readonly path: string;

  constructor(public readonly refusal: Refusal) {
    super(
      `${PREFIX}${refusal.code}: ${refusal.path} is ${display(refusal.given)}. ` +
        `Allowed: ${sentence(refusal.allowed)} Why: ${sentence(refusal.why)}`,
    );
    this.name = 'PumaEksError';
    this.code = refusal.code;
    this.path = refusal.path;
  }
}

/** Refuses an input: throws a coded error. */
export function refuse(refusal: Refusal): never {
  throw new PumaEksError(refusal);
}

/** Runs a room's own checks under the name that its input has in the caller's props: `components[1]` + `hostname`. */
export function within<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof PumaEksError)) throw error;
    throw new PumaEksError({ ...error.refusal, path: `${path}.${error.path}` });
  }
}

/** Refuses anything but a whole number within the range; NaN and infinities never pass. */
export function wholeNumber(code: string, path: string, given: number, min: number, max: number, why: string): number {
  if (!Number.isInteger(given) || given < min || given > max) {
    refuse({ code, path, given, allowed: `a whole number from ${min} to ${max}`, why });
  }
  return given;
}

function display(given: unknown): string {
  if (given === undefined) return 'missing';
  const text = json(given);
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}

function json(given: unknown): string {
  if (typeof given === 'string') return JSON.stringify(given);
  try {
    if (typeof given === 'object') return JSON.stringify(given);
  } catch {
    // Circular, as constructs are, or with a BigInt in it.
  }
  return inspect(given, { depth: 0, breakLength: Infinity });
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
