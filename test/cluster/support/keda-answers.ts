import { execFile, spawnSync } from 'node:child_process';
import type { ScaledObject } from '../../../lib/scaling/scaled-object';
import { PATIENCE_SECONDS } from './patience';
import { program } from './programs';

/** A question to KEDA's own code: see `test/cluster/keda/main.go`. */
export type KedaQuestion =
  /** The metrics that the HPA is told to ask for: how the scalers read the triggers. */
  | { readonly ask: 'triggers'; readonly scaledObject: object }
  /** What the formula makes of the triggers' values, by their names. */
  | { readonly ask: 'formula'; readonly scaledObject: object; readonly values: Readonly<Record<string, number>> }
  /** What the triggers find now, and the formula makes of it. */
  | { readonly ask: 'metrics'; readonly scaledObject: object; readonly kubeconfig?: string }
  /** What the HPA is told at the last of so many looks that find no metric. */
  | {
      readonly ask: 'fallback';
      readonly scaledObject: object;
      readonly looks: number;
      readonly fleet: { readonly replicas: number; readonly readyPods: number; readonly threshold?: number };
    }
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
export function askKeda<T = unknown>(questions: readonly KedaQuestion[]): KedaAnswer<T>[] {
  const options = { input: lines(questions), encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const { stdout, stderr, status, error } = spawnSync(program('keda-answers'), options);
  if (status !== 0) throw new Error(`keda-answers ended with ${status}: ${error?.message ?? stderr.slice(-2000)}`);
  return answers(questions, stdout);
}

/** The same without holding up this process, which may be the one that KEDA's scalers ask. */
export async function askKedaMeanwhile<T = unknown>(
  questions: readonly KedaQuestion[],
  environment: Readonly<Record<string, string>>,
): Promise<KedaAnswer<T>[]> {
  return new Promise((resolve, reject) => {
    const options = { env: { ...process.env, ...environment }, timeout: PATIENCE_SECONDS * 1000 };
    const child = execFile(program('keda-answers'), options, (error, stdout) => {
      if (error) reject(new Error(`keda-answers failed: ${error.message}`));
      else resolve(answers(questions, stdout));
    });
    child.stdin!.end(lines(questions));
  });
}

function lines(questions: readonly KedaQuestion[]): string {
  return questions.map((question) => JSON.stringify(question)).join('\n');
}

function answers<T>(questions: readonly KedaQuestion[], output: string): KedaAnswer<T>[] {
  const given = output.split('\n').filter((line) => line !== '');
  if (given.length !== questions.length) throw new Error(`${given.length} answers to ${questions.length} questions`);
  return given.map((line) => JSON.parse(line) as KedaAnswer<T>);
}

/** What KEDA's formula gives for each set of triggers' values; text where it fails. */
export function formulaValues(
  scaledObject: ScaledObject,
  inputs: readonly Readonly<Record<string, number>>[],
): (number | string)[] {
  const questions = inputs.map((values) => ({ ask: 'formula' as const, scaledObject, values }));
  return askKeda<readonly { milli: number }[]>(questions).map(({ answer, error }) => error ?? answer[0].milli / 1000);
}
