/**
 * Makes `kubernetes.json` and `keda.json`: the API types that manifests are checked against, without their prose.
 *
 *   npx tsx test/kubernetes/api/generate.ts
 *
 * Needs Go, since upstream publishes its types as Go modules; the tests themselves need only the JSON. Structure comes
 * from the published OpenAPI v3 documents; enums, which those leave out, from the generated Go beside them.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parse } from 'yaml';

/** The newest patch of each minor version that EKS offers (`lib/model/kubernetes.ts`) when this was last run. */
const KUBERNETES = ['v1.33.13', 'v1.34.4', 'v1.35.4', 'v1.36.3', 'v1.37.2'];
const KEDA = 'v2.21.0';

const KINDS = [
  'io.k8s.api.apps.v1.Deployment',
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  'io.k8s.api.core.v1.ConfigMap',
  'io.k8s.api.core.v1.Namespace',
  'io.k8s.api.core.v1.Service',
  'io.k8s.api.core.v1.ServiceAccount',
  'io.k8s.api.networking.v1.Ingress',
  'io.k8s.api.networking.v1.IngressClass',
  'io.k8s.api.networking.v1.NetworkPolicy',
  'io.k8s.api.policy.v1.PodDisruptionBudget',
];
const DOCUMENTS = [
  'api__v1',
  'apis__apps__v1',
  'apis__autoscaling__v2',
  'apis__networking.k8s.io__v1',
  'apis__policy__v1',
];

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: string[];
  [key: string]: unknown;
}
type Schemas = Record<string, Schema>;

function moduleFolder(module: string): string {
  const empty = fs.mkdtempSync(path.join(os.tmpdir(), 'kubernetes-api-'));
  fs.writeFileSync(path.join(empty, 'go.mod'), 'module example.com/types\n\ngo 1.24\n');
  const answer = execFileSync('go', ['mod', 'download', '-json', module], { cwd: empty, encoding: 'utf8' });
  return (JSON.parse(answer) as { Dir: string }).Dir;
}

/** Leaves out prose, defaults and what only a server's merge needs; writes references in one way for all versions. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  if ('$ref' in value) return { $ref: String(value.$ref).replace('#/components/schemas/', '#/definitions/') };
  if ('allOf' in value && Array.isArray(value.allOf) && value.allOf.length === 1) return bare(value.allOf[0]);
  const dropped = new Set(['default', 'x-kubernetes-patch-strategy', 'x-kubernetes-patch-merge-key', 'externalDocs']);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !dropped.has(key) && !(key === 'description' && typeof item === 'string'))
      .map(([key, item]) => [key, bare(item)]),
  );
}

function refs(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = '$ref' in value && typeof value.$ref === 'string' ? [value.$ref.split('/').at(-1) ?? ''] : [];
  return [...own, ...Object.values(value).flatMap(refs)];
}

/** Enums by `<definition>.<property>`, read from the generated Go. */
function enumsOf(folder: string): Map<string, string[]> {
  const enums = new Map<string, string[]>();
  const go = fs.readFileSync(path.join(folder, 'pkg/generated/openapi/zz_generated.openapi.go'), 'utf8');
  for (const [, group, version, type, body] of go.matchAll(
    /^func schema_k8sio_api_(\w+?)_(v\w+?)_(\w+)\(ref [^\n]*\n(.*?)^}/gms,
  )) {
    let property = '';
    for (const line of (body ?? '').split('\n')) {
      const name = /^\t{5}"([^"]+)": \{$/.exec(line)?.[1];
      if (name !== undefined) property = name;
      const values = /^\t+Enum: +\[\]interface\{\}\{(.*)\},$/.exec(line)?.[1];
      if (values !== undefined) {
        enums.set(`io.k8s.api.${group}.${version}.${type}.${property}`, JSON.parse(`[${values}]`) as string[]);
      }
    }
  }
  return enums;
}

function kubernetesSchemas(version: string): Schemas {
  const folder = moduleFolder(`k8s.io/kubernetes@${version}`);
  const published: Schemas = Object.assign(
    {},
    ...DOCUMENTS.map((name) => {
      const file = path.join(folder, 'api/openapi-spec/v3', `${name}_openapi.json`);
      return (JSON.parse(fs.readFileSync(file, 'utf8')) as { components: { schemas: Schemas } }).components.schemas;
    }),
  ) as Schemas;
  const enums = enumsOf(folder);
  const schemas: Schemas = {};
  for (const todo = [...KINDS]; todo.length > 0;) {
    const name = todo.pop() ?? '';
    if (schemas[name]) continue;
    const schema = bare(published[name]) as Schema;
    if (KINDS.includes(name)) delete schema.properties?.status;
    for (const [property, value] of Object.entries(schema.properties ?? {})) {
      const values = enums.get(`${name}.${property}`);
      if (values) Object.assign(value.items ?? value, { enum: values });
    }
    schemas[name] = schema;
    todo.push(...refs(schema));
  }
  return schemas;
}

/** Each definition once, with the versions it holds for: what changed between versions is then plain to see. */
function merged(): string {
  const variants = new Map<string, string[]>();
  for (const version of KUBERNETES) {
    const minor = version.split('.').slice(0, 2).join('.').slice(1);
    for (const [name, schema] of Object.entries(kubernetesSchemas(version))) {
      const key = JSON.stringify([name, schema]);
      variants.set(key, [...(variants.get(key) ?? []), minor]);
    }
  }
  const lines = [...variants]
    .map(([key, versions]) => {
      const [name, schema] = JSON.parse(key) as [string, Schema];
      return JSON.stringify({ name, versions, schema });
    })
    .sort();
  const source = `OpenAPI of k8s.io/kubernetes ${KUBERNETES.join(', ')} (Apache-2.0), without prose; see generate.ts`;
  return `{\n"source": ${JSON.stringify(source)},\n"definitions": [\n${lines.join(',\n')}\n]\n}\n`;
}

function keda(): string {
  const folder = moduleFolder(`github.com/kedacore/keda/v2@${KEDA}`);
  const kinds = ['scaledobjects', 'triggerauthentications'].map((plural) => {
    const crd = parse(fs.readFileSync(path.join(folder, `config/crd/bases/keda.sh_${plural}.yaml`), 'utf8')) as {
      spec: { names: { kind: string }; versions: { name: string; schema: { openAPIV3Schema: Schema } }[] };
    };
    const [version] = crd.spec.versions;
    const schema = bare(version?.schema.openAPIV3Schema) as Schema;
    delete schema.properties?.status;
    return JSON.stringify({ apiVersion: `keda.sh/${version?.name}`, kind: crd.spec.names.kind, schema });
  });
  const source = `CustomResourceDefinitions of github.com/kedacore/keda/v2 ${KEDA} (Apache-2.0), without prose; see generate.ts`;
  return `{\n"source": ${JSON.stringify(source)},\n"kinds": [\n${kinds.join(',\n')}\n]\n}\n`;
}

fs.writeFileSync(path.join(__dirname, 'kubernetes.json'), merged());
fs.writeFileSync(path.join(__dirname, 'keda.json'), keda());
