import type { ErrorObject } from 'ajv';
import { FORM_RULES } from './form-rules';
import { nearest } from './nearest';
import type { Path, Problem } from './problem';
import { formatPath, shown } from './problem';
import type { KeyedSchema } from './places-of-key';
import { placesOfKey } from './places-of-key';
import type { ConfigurationSource } from './source';
import { numberHint } from './number-hint';

/** What ajv says of a value, in words for the person who wrote it. */
export interface FormFinding {
  readonly problem: Problem;
  /** Path of the known key that an unknown one seems to stand for. */
  readonly meant?: string;
  /** Path of the key that is missing. */
  readonly missing?: string;
}

interface Described {
  readonly description?: string;
}

interface ParentSchema extends Described {
  readonly type?: string;
  readonly anyOf?: readonly { readonly type: string; readonly enum?: readonly string[] }[];
  readonly properties?: Readonly<Record<string, Described>>;
}

type Words = Pick<Problem, 'code' | 'given' | 'allowed' | 'why'>;

/** `whole` is the whole configuration's, in which a key that is unknown here may be known. */
export function formFinding(source: ConfigurationSource, error: ErrorObject, whole: KeyedSchema): FormFinding {
  const { file } = source;
  const path = pathOf(source.data, error.instancePath);
  const schema = error.parentSchema as ParentSchema;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = (error.params as { additionalProperty: string }).additionalProperty;
      const where = [...path, key];
      const known = Object.keys(schema.properties ?? {});
      const meant = nearest(key, known);
      const words = {
        ...FORM_RULES.keyUnknown,
        given: 'not a known key',
        allowed: knownInstead(key, meant, known, whole),
      };
      const problem = { ...words, file, ...source.placeOfKey(where), path: formatPath(where) };
      return { problem, meant: meant && formatPath([...path, meant]) };
    }
    case 'required': {
      const key = (error.params as { missingProperty: string }).missingProperty;
      const missing = formatPath([...path, key]);
      const words = { ...FORM_RULES.keyMissing, given: 'missing', allowed: 'a value' };
      const about = firstSentence(schema.properties?.[key]);
      return { problem: { ...words, file, ...source.placeOfKey(path), path: missing, about }, missing };
    }
    default: {
      const place = { file, ...source.placeOf(path), path: formatPath(path) };
      return { problem: { ...wordsFor(source, path, error), ...place, about: firstSentence(schema) } };
    }
  }
}

function knownInstead(key: string, meant: string | undefined, known: readonly string[], whole: KeyedSchema): string {
  // A merge of YAML 1.1; what is read here is YAML 1.2.
  if (key === '<<') return 'the keys themselves, or an alias (*name) of a whole value';
  const places = meant === undefined ? placesOfKey(whole, key) : [meant];
  return places.length > 0 ? `${places.join(' or ')}, if that was meant` : known.join(', ');
}

function wordsFor(source: ConfigurationSource, path: Path, error: ErrorObject): Words {
  const schema = error.parentSchema as ParentSchema;
  switch (error.keyword) {
    case 'enum': {
      const offered = (error.params as { allowedValues: string[] }).allowedValues;
      const meant = typeof error.data === 'string' ? nearest(error.data, offered) : undefined;
      const allowed = `one of ${offered.join(', ')}${meant ? `; ${meant} was probably meant` : ''}`;
      return { ...FORM_RULES.valueUnknown, given: shown(error.data), allowed };
    }
    case 'minProperties':
    case 'maxProperties': {
      const keys = Object.keys(error.data as object);
      const given = keys.length === 0 ? 'empty' : `given as ${keys.join(' and ')} at once`;
      return {
        ...FORM_RULES.choice,
        given,
        allowed: `exactly one of ${Object.keys(schema.properties ?? {}).join(', ')}`,
      };
    }
    default: {
      const wanted = schema.anyOf?.map(nameOf).join(', or ') ?? nameOf(schema);
      const allowed = `${wanted}${hint(source.written(path), schema.type, error.data, String(path.at(-1)))}`;
      return { ...FORM_RULES.typeWrong, given: shown(error.data), allowed };
    }
  }
}

function nameOf({ type, enum: offered }: { readonly type?: string; readonly enum?: readonly string[] }): string {
  if (offered) return `one of ${offered.join(', ')}`;
  return type === 'array' || type === 'object' ? `an ${type}` : `a ${type}`;
}

/** What a person most likely has to do about a value of the wrong type. */
function hint(written: string | undefined, wanted: string | undefined, given: unknown, key: string): string {
  const text = written ?? '';
  if (given === null) return wanted === 'object' ? ', such as {} for all defaults' : '';
  if (typeof given === 'object' || wanted === undefined) return '';
  switch (wanted) {
    case 'string':
      return `, so in quotes: "${text}"`;
    case 'number':
      return numberHint(text, key);
    case 'boolean':
      return /^(true|yes|on)$/i.test(text) ? ': true' : /^(false|no|off)$/i.test(text) ? ': false' : '';
    case 'array':
      return `, also of one: [${text}]`;
    default:
      return '';
  }
}

function firstSentence(schema: Described | undefined): string | undefined {
  const [text] = schema?.description?.split('\n') ?? [];
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
