import keda from '../../kubernetes/api/keda.json';
import kubernetes from '../../kubernetes/api/kubernetes.json';
import { TARGET_GROUP_BINDINGS } from '../../kubernetes/api/load-balancing';
import { until } from '../../support/until';
import type { ApiClient } from './api-client';
import { PATIENCE_SECONDS } from './patience';

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
      const { plural } = definition.spec.names;
      const path = `/apis/${kind.apiVersion}/${plural}`;
      const usable = async (): Promise<boolean> =>
        (await api.send('GET', path)).status === 200 && (await isDiscovered(api, kind.apiVersion, plural));
      await until(path, async () => (await usable()) || undefined, PATIENCE_SECONDS);
    }),
  );
}

/** A group's list of its kinds. */
interface Listed {
  readonly resources: readonly { readonly name: string }[];
}

/** The list of all groups at once. Source: Kubernetes docs, "Aggregated discovery". */
interface Discovery {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly versions: readonly { readonly version: string; readonly resources: { readonly resource: string }[] }[];
  }[];
}

const ALL_GROUPS = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Whether a kind is in its group's list, by which the tests go, and in the list of all, by which kubectl goes: each follows in its own time. */
async function isDiscovered(api: ApiClient, apiVersion: string, plural: string): Promise<boolean> {
  const [group, version] = apiVersion.split('/');
  const listed = await api.get<Listed>(`/apis/${apiVersion}`);
  const all = await api.get<Discovery>('/apis', ALL_GROUPS);
  const versions = all?.items.find(({ metadata }) => metadata.name === group)?.versions;
  const resources = versions?.find((one) => one.version === version)?.resources ?? [];
  return (
    (listed?.resources ?? []).some(({ name }) => name === plural) &&
    resources.some(({ resource }) => resource === plural)
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
