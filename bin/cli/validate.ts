import { inspect } from 'node:util';
import type { Problem } from '../config/problem';
import { ConfigurationError } from '../config/problem';
import { placed } from '../config/refused';
import type { Finding } from './findings';
import { findingsOf } from './findings';
import { inMemory } from './in-memory';
import type { Io } from './io';

/** Checks a configuration as `cdk synth` would, without writing anything. Gives 1 if it cannot be used. */
export function validate(io: Io, { config, json }: { readonly config: string; readonly json?: boolean }): number {
  const { problems, findings } = check(io, config);
  const errors = problems.length + findings.filter(({ severity }) => severity === 'error').length;
  if (json) {
    io.out(JSON.stringify({ file: config, valid: errors === 0, problems, findings }, null, 2));
    return errors === 0 ? 0 : 1;
  }
  if (problems.length > 0) io.note(new ConfigurationError(problems).message);
  findings.forEach(({ severity, construct, message, rule }) =>
    io.note(`${severity} at ${construct}: ${message} [${rule}]`),
  );
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  const summary = [count(errors, 'error'), count(warnings, 'warning')].filter((text) => text !== '').join(', ');
  io.out(`${config}: ${errors === 0 ? 'valid' : 'not valid'}${summary === '' ? '' : ` (${summary})`}.`);
  return errors === 0 ? 0 : 1;
}

function check(io: Io, config: string): { problems: readonly Problem[]; findings: readonly Finding[] } {
  try {
    return inMemory(io.cwd, config, ({ app, source }) => ({
      problems: [],
      findings: placed(source, [], () => findingsOf(app)),
    }));
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    if (process.env.DEBUG) io.note(inspect(error));
    return { problems: error.problems, findings: [] };
  }
}

function count(n: number, thing: string): string {
  return n === 0 ? '' : `${n} ${thing}${n === 1 ? '' : 's'}`;
}
