import type { ErrorObject, ValidateFunction } from 'ajv';
import Ajv from 'ajv';
import { INGRESS_CLASS_PARAMS } from './ingress-class-params';
import keda from './keda.json';
import kubernetes from './kubernetes.json';
import { TARGET_GROUP_BINDINGS } from './load-balancing';

export interface AnyObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  [field: string]: unknown;
}

const META = { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };
const BUILT_IN: Record<string, string> = { v1: 'io.k8s.api.core.v1' };
const validators = new Map<string, ValidateFunction>();

/** What an API server of this version would say of the fields of an object: unknown, missing, of a wrong type or value. */
export function typeErrors(object: AnyObject, version: string): string[] {
  const validate = validatorOf(object.apiVersion, object.kind, version);
  if (!validate) return [`no such kind: ${object.apiVersion} ${object.kind}`];
  return validate(object) ? [] : (validate.errors ?? []).map(describe);
}

function validatorOf(apiVersion: string, kind: string, version: string): ValidateFunction | undefined {
  const key = `${version} ${apiVersion} ${kind}`;
  const made = validators.get(key);
  if (made) return made;
  const definitions = definitionsOf(version);
  const custom = [...keda.kinds, ...TARGET_GROUP_BINDINGS, INGRESS_CLASS_PARAMS].find(
    (candidate) => candidate.apiVersion === apiVersion && candidate.kind === kind,
  );
  const [group, groupVersion] = apiVersion.split('/');
  const name = `${BUILT_IN[apiVersion] ?? `io.k8s.api.${group?.replace('.k8s.io', '')}.${groupVersion}`}.${kind}`;
  if (!custom && !definitions[name]) return undefined;
  const schema = custom ? withMeta(closed(custom.schema)) : { $ref: `#/definitions/${name}` };
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  ajv.addKeyword({ keyword: 'x-kubernetes-list-map-keys', type: 'array', errors: false, validate: uniqueByKeys });
  const validate = ajv.compile({ ...schema, definitions });
  validators.set(key, validate);
  return validate;
}

function definitionsOf(version: string): Record<string, object> {
  const found = kubernetes.definitions.filter((definition) => definition.versions.includes(version));
  if (found.length === 0) throw new Error(`no API types of Kubernetes ${version}: see test/kubernetes/api/generate.ts`);
  return Object.fromEntries(found.map(({ name, schema }) => [name, closed(schema)]));
}

/** Unknown fields are errors, as under `kubectl apply --validate=strict`. */
function closed(schema: unknown): object {
  const close = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(close);
    if (typeof value !== 'object' || value === null) return value;
    const inner = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, close(item)]));
    const open = 'additionalProperties' in inner || inner['x-kubernetes-preserve-unknown-fields'] === true;
    return typeof inner.properties === 'object' && !open ? { ...inner, additionalProperties: false } : inner;
  };
  return close(schema) as object;
}

function withMeta(schema: object): object {
  return { ...schema, properties: { ...(schema as { properties: object }).properties, metadata: META } };
}

/** Two entries with one key are one entry to a server-side merge, and an error or a silent loss to others. */
function uniqueByKeys(keys: string[], items: Record<string, unknown>[]): boolean {
  const seen = items.map((item) => JSON.stringify(keys.map((key) => item[key] ?? (key === 'protocol' ? 'TCP' : null))));
  return new Set(seen).size === seen.length;
}

function describe(error: ErrorObject): string {
  const where =
    error.instancePath
      .replace(/\/(\d+)/g, '[$1]')
      .replace(/\//g, '.')
      .replace(/^\./, '') || 'the object';
  switch (error.keyword) {
    case 'additionalProperties':
      return `${where}: unknown field ${String(error.params.additionalProperty)}`;
    case 'required':
      return `${where}: missing ${String(error.params.missingProperty)}`;
    case 'enum':
      return `${where}: not one of ${(error.params.allowedValues as unknown[]).join(', ')}`;
    case 'x-kubernetes-list-map-keys':
      return `${where}: two entries with one key`;
    default:
      return `${where}: ${error.message ?? error.keyword}`;
  }
}
