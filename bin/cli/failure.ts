import { inspect } from 'node:util';
import { ConfigurationError } from '../config/problem';
import type { Problem } from '../config/problem';
import { CertError } from './cert/errors';
import { EXIT } from './exit-codes';
import type { Io } from './io';
import { UsageError } from './io';
import { unforeseen } from './unforeseen';

/** Why a command did not come to its end, as programs get it. */
export interface Failure {
  readonly code: string;
  readonly exitCode: number;
  readonly message: string;
  /** What is wrong with a configuration. */
  readonly problems?: readonly Problem[];
}

/** Tells of an error: to people, or, with `--json`, as one JSON object where its output would be. Gives the exit code. */
export function fail(io: Io, error: unknown, json: boolean): number {
  const failure = failureOf(error);
  // Many set DEBUG for another program: it adds to what is told, and changes nothing of it.
  if (process.env.DEBUG && failure.exitCode !== EXIT.defect) io.note(inspect(error));
  if (json) io.out(JSON.stringify({ error: failure }));
  else
    io.note(
      error instanceof UsageError && error.help !== undefined ? `${failure.message}\n\n${error.help}` : failure.message,
    );
  return failure.exitCode;
}

function failureOf(error: unknown): Failure {
  if (error instanceof CertError) return { code: error.code, exitCode: error.exitCode, message: error.message };
  if (error instanceof UsageError) return { code: 'UsageWrong', exitCode: EXIT.usage, message: error.message };
  if (error instanceof ConfigurationError) {
    const { message, problems } = error;
    return { code: 'ConfigurationWrong', exitCode: EXIT.configuration, message, problems };
  }
  return unforeseen(error);
}
