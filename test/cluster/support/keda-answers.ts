import { spawnSync } from 'node:child_process';
import type { ScaledObject } from '../../../lib/scaling/scaled-object';
import { program } from './programs';

/** A question to KEDA's own code: see `test/cluster/keda/main.go`. */
export type KedaQuestion =
  /** The metrics that the HPA is told to ask for: how the scalers read the triggers. */
  | { readonly ask: 'triggers'; readonly scaledObject: object }
  /** What the formula makes of the triggers' values, by their names. */
  | { readonly ask: 'formula'; readonly scaledObject: object; readonly values: Readonly<Record<string, number>> }
  /** What the triggers find now, and the formula makes of it. */
  | { readonly ask: 'metrics'; readonly scaledObject: object; readonly kubeconfig?: string }
  /** When a line comes next, after a moment in seconds since 1970. */
  | {
      readonly ask: 'cron';
      readonly line: string;
      readonly timeZone: string;
      readonly after: number;
      readonly count: number;
    }
  /** Whether the modes of authentication are such as scalers take. */
  | {
      readonly ask: 'authentication';
      readonly metadata: Readonly<Record<string, string>>;
      readonly authParams: Readonly<Record<string, string>>;
    };

export interface KedaAnswer<T = unknown> {
  readonly answer: T;
  /** Why KEDA cannot. */
  readonly error?: string;
}

/** Asks all at once; the answers come in the order of the questions. */
export function askKeda<T = unknown>(
  questions: readonly KedaQuestion[],
  environment: Readonly<Record<string, string>> = {},
): KedaAnswer<T>[] {
  const { stdout, stderr, status, error } = spawnSync(program('keda-answers'), {
    input: questions.map((question) => JSON.stringify(question)).join('\n'),
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`keda-answers ended with ${status}: ${error?.message ?? stderr.slice(-2000)}`);
  const answers = stdout.split('\n').filter((line) => line !== '');
  if (answers.length !== questions.length)
    throw new Error(`${answers.length} answers to ${questions.length} questions`);
  return answers.map((line) => JSON.parse(line) as KedaAnswer<T>);
}

/** What KEDA's formula gives for each set of triggers' values; text where it fails. */
export function formulaValues(
  scaledObject: ScaledObject,
  inputs: readonly Readonly<Record<string, number>>[],
): (number | string)[] {
  const questions = inputs.map((values) => ({ ask: 'formula' as const, scaledObject, values }));
  return askKeda<readonly { milli: number }[]>(questions).map(({ answer, error }) => error ?? answer[0].milli / 1000);
}
