import { PREFIX } from '../../lib/model/errors';

/** Keys and indexes from the configuration's root to a value: `['service', 'components', 1, 'port']`. */
export type Path = readonly (string | number)[];

/** What is wrong with a configuration file, and where. */
export interface Problem {
  /** Stable name of the rule, PascalCase, without prefix. */
  readonly code: string;
  readonly file: string;
  /** Line and column in the file, from 1; absent where there is no file to look into. */
  readonly line?: number;
  readonly column?: number;
  /** `service.components[1].port`; empty for the file as a whole. */
  readonly path: string;
  /** What was given, as text. */
  readonly given: string;
  /** What would have been accepted. */
  readonly allowed: string;
  /** Why the rule exists. */
  readonly why: string;
  /** What the value is for, from the schema. */
  readonly about?: string;
}

/** A configuration that cannot be used: everything known to be wrong with it. The message is for people. */
export class ConfigurationError extends Error {
  constructor(
    public readonly problems: readonly Problem[],
    options?: ErrorOptions,
  ) {
    super(problems.map(formatProblem).join('\n'), options);
    this.name = 'ConfigurationError';
  }
}

export function formatPath(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[\w$-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** A value as a message shows it: short, and told apart from what it is not (`"9293"` is no 9293). */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'empty (null)';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function formatProblem(problem: Problem): string {
  const { code, file, line, column, path, given, allowed, why, about } = problem;
  const place = line === undefined ? file : `${file}:${line}:${column}`;
  const subject = path === '' ? `The file is ${given}` : `${path} is ${given}`;
  return [
    `${place} ${PREFIX}${code}`,
    `  ${sentence(subject)} Allowed: ${sentence(allowed)}`,
    `  Why: ${sentence(why)}`,
    ...(about === undefined ? [] : [`  It is: ${sentence(about)}`]),
  ].join('\n');
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
