import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { SCHEMA_FILE } from '../package-root';
import type { Configuration } from './configuration';
import { nearest } from './nearest';
import type { Path, Problem } from './problem';
import { ConfigurationError, formatPath, shown } from './problem';
import type { ConfigurationSource } from './source';

let compiled: ValidateFunction<Configuration> | undefined;

/** Checks the form of a configuration by the JSON Schema; throws with everything that is wrong, not only the first. */
export function checkForm(source: ConfigurationSource): Configuration {
  compiled ??= new Ajv({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true }).compile<Configuration>(
    JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as object,
  );
  const { data } = source;
  if (compiled(data)) return data;
  const problems = withoutMisspelt(relevant(compiled.errors ?? []).map((error) => problemOf(source, error)))
    .map(({ problem }) => problem)
    .sort((a, b) => a.line! - b.line! || a.column! - b.column!);
  throw new ConfigurationError(problems);
}

interface Finding {
  readonly problem: Problem;
  /** A known key that an unknown one seems to stand for, or a key that is missing: as a path. */
  readonly meant?: string;
  readonly missing?: string;
}

/** A key that is only misspelt is not missing as well. */
function withoutMisspelt(findings: readonly Finding[]): Finding[] {
  const meant = new Set(findings.map((finding) => finding.meant));
  return findings.filter(({ missing }) => missing === undefined || !meant.has(missing));
}

/** Of the branches of an `anyOf`, what concerns the branch of the given type alone: nobody meant the others. */
function relevant(errors: readonly ErrorObject[]): ErrorObject[] {
  return errors
    .filter(({ keyword }) => keyword === 'anyOf')
    .reduce<ErrorObject[]>(
      (left, choice) => {
        const branchOf = ({ schemaPath }: ErrorObject): string | undefined =>
          schemaPath.startsWith(`${choice.schemaPath}/`)
            ? schemaPath.slice(choice.schemaPath.length + 1).split('/')[0]
            : undefined;
        const inside = (error: ErrorObject): boolean =>
          branchOf(error) !== undefined && error.instancePath.startsWith(choice.instancePath);
        const others = left.filter(
          (error) => inside(error) && error.keyword === 'type' && error.instancePath === choice.instancePath,
        );
        const dropped = new Set(others.map(branchOf));
        const meant = left.filter((error) => inside(error) && !dropped.has(branchOf(error)));
        return left.filter((error) => (inside(error) ? meant.includes(error) : error !== choice || meant.length === 0));
      },
      [...errors],
    );
}

function problemOf(source: ConfigurationSource, error: ErrorObject): Finding {
  const path = pathOf(source.data, error.instancePath);
  const schema = error.parentSchema as { description?: string; properties?: Record<string, { description?: string }> };
  const at = (
    where: Path,
    problem: Pick<Problem, 'code' | 'given' | 'allowed' | 'why'>,
    place = source.placeOf(where),
  ) => ({ file: source.file, ...place, path: formatPath(where), ...problem }) satisfies Problem;

  switch (error.keyword) {
    case 'additionalProperties': {
      const key = (error.params as { additionalProperty: string }).additionalProperty;
      const known = Object.keys(schema.properties ?? {});
      const meant = nearest(key, known);
      const problem = at(
        [...path, key],
        {
          code: 'ConfigurationKeyUnknown',
          given: 'not a known key',
          allowed: meant ? `${meant}, if that was meant` : known.length > 0 ? known.join(', ') : 'no key at all',
          why: 'what is not understood would otherwise do nothing, without a word',
        },
        source.placeOfKey([...path, key]),
      );
      return { problem, meant: meant && formatPath([...path, meant]) };
    }
    case 'required': {
      const key = (error.params as { missingProperty: string }).missingProperty;
      const where = [...path, key];
      const problem = at(
        where,
        {
          code: 'ConfigurationKeyMissing',
          given: 'missing',
          allowed: 'a value',
          why: firstSentence(schema.properties?.[key]),
        },
        source.placeOfKey(path),
      );
      return { problem, missing: problem.path };
    }
    case 'enum': {
      const offered = (error.params as { allowedValues: string[] }).allowedValues;
      const meant = typeof error.data === 'string' ? nearest(error.data, offered) : undefined;
      const allowed = meant
        ? `${meant}, if that was meant, else ${offered.join(', ')}`
        : `one of ${offered.join(', ')}`;
      return {
        problem: at(path, {
          code: 'ConfigurationValueUnknown',
          given: shown(error.data),
          allowed,
          why: firstSentence(schema),
        }),
      };
    }
    case 'minProperties':
    case 'maxProperties': {
      const keys = Object.keys(error.data as object);
      return {
        problem: at(path, {
          code: 'ConfigurationChoice',
          given: keys.length === 0 ? 'empty' : `given as ${keys.join(' and ')} at once`,
          allowed: `exactly one of ${Object.keys(schema.properties ?? {}).join(', ')}`,
          why: firstSentence(schema),
        }),
      };
    }
    default:
      return { problem: at(path, typeProblem(source, path, error)) };
  }
}

function typeProblem(
  source: ConfigurationSource,
  path: Path,
  error: ErrorObject,
): Pick<Problem, 'code' | 'given' | 'allowed' | 'why'> {
  const schema = error.parentSchema as {
    type?: string;
    anyOf?: { type: string; enum?: string[] }[];
    description?: string;
  };
  const wanted = schema.anyOf?.map(nameOf).join(', or ') ?? nameOf(schema);
  return {
    code: 'ConfigurationTypeWrong',
    given: shown(error.data),
    allowed: `${wanted}${hint(source, path, schema.type, error.data)}`,
    why: firstSentence(schema),
  };
}

function nameOf({ type, enum: offered }: { type?: string; enum?: string[] }): string {
  if (offered) return `one of ${offered.join(', ')}`;
  return type === 'array' || type === 'object' ? `an ${type}` : `a ${type}`;
}

/** What a person most likely has to do about a value of the wrong type. */
function hint(source: ConfigurationSource, path: Path, wanted: string | undefined, given: unknown): string {
  const written = source.written(path);
  if (given === null && wanted === 'object') return ', such as {} for all defaults';
  if (wanted === 'string' && (typeof given === 'number' || typeof given === 'boolean'))
    return `: in quotes, "${written}"`;
  if (typeof given === 'string' && (wanted === 'number' || wanted === 'boolean')) {
    if (wanted === 'number' ? given.trim() !== '' && !Number.isNaN(Number(given)) : /^(true|false)$/.test(given)) {
      return `: without quotes, ${given}`;
    }
    if (wanted === 'boolean' && /^(yes|no|on|off)$/i.test(given)) return `: ${/^(yes|on)$/i.test(given)}`;
  }
  if (wanted === 'array' && given !== null && typeof given !== 'object')
    return `: [${written ?? JSON.stringify(given)}]`;
  return '';
}

function firstSentence(schema: { description?: string } | undefined): string | undefined {
  const text = schema?.description?.split('\n')[0];
  return text === undefined ? undefined : (/^.*?[.:](?=\s|$)/.exec(text)?.[0].replace(/:$/, '') ?? text);
}

/** A JSON pointer's keys, with the indexes of arrays as numbers. */
function pathOf(data: unknown, pointer: string): Path {
  let value = data;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const text = part.replace(/~1/g, '/').replace(/~0/g, '~');
      const key = Array.isArray(value) ? Number(text) : text;
      value = (value as Record<string | number, unknown>)[key];
      return key;
    });
}
