import keda from '../../kubernetes/api/keda.json';
import kubernetes from '../../kubernetes/api/kubernetes.json';
import { TARGET_GROUP_BINDINGS } from '../../kubernetes/api/load-balancing';
import { until } from '../../support/until';
import type { ApiClient } from './api-client';

interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: object;
}

/**
 * Installs the kinds that KEDA, the AWS Load Balancer Controller and EKS Auto Mode bring, from the types that manifests are
 * checked against: KEDA's are its Go module's own definitions; of the other two no package carries any.
 */
export async function installCustomResources(api: ApiClient): Promise<void> {
  const kinds: Kind[] = [...keda.kinds, ...TARGET_GROUP_BINDINGS];
  await Promise.all(
    kinds.map(async (kind) => {
      const definition = definitionOf(kind);
      await api.create(definition);
      const path = `/apis/${kind.apiVersion}/${definition.spec.names.plural}`;
      await until(path, async () => (await api.send('GET', path)).status === 200 || undefined);
    }),
  );
}

interface Definition {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly names: { readonly plural: string } } & Record<string, unknown>;
}

function definitionOf({ apiVersion, kind, schema }: Kind): Definition {
  const [group, version] = apiVersion.split('/');
  const names = { kind, singular: kind.toLowerCase(), plural: `${kind.toLowerCase()}s` };
  const versions = [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: structural(schema) } }];
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${names.plural}.${group}` },
    spec: { group, scope: 'Namespaced', names, versions },
  };
}

const definitions = new Map<string, object>(kubernetes.definitions.map(({ name, schema }) => [name, schema]));

/** As an API server wants a schema: nothing referred to, whole numbers beside text called by their name. */
function structural(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(structural);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, ...rest } = schema as { $ref?: string; anyOf?: { type?: string }[] };
  if ($ref !== undefined) return structural(definitions.get($ref.replace('#/definitions/', '')));
  const types = rest.anyOf?.map(({ type }) => type).sort();
  if (types?.join() === 'integer,string') return { 'x-kubernetes-int-or-string': true };
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, structural(value)]));
}
