import type { Readable } from 'node:stream';

/** What a command talks to, so that tests can listen. */
export interface Io {
  /** Folder that relative paths are taken from. */
  readonly cwd: string;
  /** Writes a line, or several, of what was asked for. */
  out(text: string): void;
  /** Writes a line, or several, for the person who watches. */
  note(text: string): void;
  /** What is piped to the command; undefined where there is a person's keyboard instead. */
  input?(): Readable | undefined;
}

/** The command line was wrong, rather than the configuration. */
export class UsageError extends Error {
  constructor(
    message: string,
    options?: ErrorOptions,
    /** How it is right, for people who read on. */
    public readonly help?: string,
  ) {
    super(message, options);
  }
}
