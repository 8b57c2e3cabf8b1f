import type { Outcome } from '../../lib/model/simulation';
import { run } from '../../bin/cli/run';
import { configurationFile, small } from './configuration';

/** What `simulate --json` tells. */
export interface Told {
  readonly hpa: { readonly minReplicas: number };
  readonly assumptions: Record<string, number>;
  readonly scheduled: unknown[];
  readonly outcomes: readonly Outcome[];
}

/** Runs the command line in a directory. */
export async function puma(
  cwd: string,
  ...args: string[]
): Promise<{ readonly code: number; readonly out: string; readonly notes: string }> {
  const out: string[] = [];
  const notes: string[] = [];
  const code = await run(args, { cwd, out: (text) => out.push(text), note: (text) => notes.push(text) });
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

/** Plays the small configuration with these lines under `service`, and gives the JSON. */
export async function told(cwd: string, lines: string, ...args: string[]): Promise<Told> {
  const file = configurationFile(small('/shop:v1', `/shop:v1${lines}`));
  return JSON.parse((await puma(cwd, 'simulate', '--config', file, '--json', ...args)).out) as Told;
}
