import { Token } from 'aws-cdk-lib';

/** Part of an object as a user writes it: values may be tokens. */
export type Patch = Readonly<Record<string, unknown>>;

/** What tells the entries of a list apart, by the list's name [Kubernetes API, `x-kubernetes-patch-merge-key`]. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  env: 'name',
  resourceClaims: 'name',
  schedulingGates: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
};

/** `kubectl patch` would replace it, and with it the Secrets that `environmentFromSecrets` names. */
const ADDED: ReadonlySet<string> = new Set(['envFrom']);

/** What pod security "restricted" asks of each container by itself; the rest stands in the pod. */
const RESTRICTED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/** By what the entries of such a list are told apart, if by anything. */
export function mergeKeyOf(list: string): string | undefined {
  return MERGE_KEYS[list];
}

/** Whether a value is an object to look into: no list, and nothing that only CloudFormation knows. */
export function isPatch(value: unknown): value is Patch {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Token.isUnresolved(value);
}

/**
 * A pod template with a patch merged into it, as `kubectl patch` does (a strategic merge): objects key by key, lists of named
 * things entry by entry, other lists as a whole; null removes. A container that comes with it is as restricted as ours, where it
 * does not say otherwise.
 */
export function patched(template: object, patch: Patch | undefined): object {
  return patch === undefined ? template : (merged('', template, patch) as object);
}

function merged(name: string, own: unknown, patch: unknown): unknown {
  if (Array.isArray(patch) && !Token.isUnresolved(patch)) return mergedList(name, Array.isArray(own) ? own : [], patch);
  if (!isPatch(patch)) return patch;
  const base = isPatch(own) ? own : {};
  const keys = [...new Set([...Object.keys(base), ...Object.keys(patch)])];
  return Object.fromEntries(
    keys
      .map((key) => [key, patch[key] === undefined ? base[key] : merged(key, base[key], patch[key])] as const)
      .filter(([, value]) => value !== null),
  );
}

function mergedList(name: string, own: readonly unknown[], patch: readonly unknown[]): unknown[] {
  if (ADDED.has(name)) return [...own, ...patch];
  const key = mergeKeyOf(name);
  if (key === undefined) return [...patch];
  const identity = (entry: unknown): unknown => (isPatch(entry) ? entry[key] : entry);
  const ids = new Set(own.map(identity));
  return [
    ...own.map((entry) => {
      const change = patch.find((one) => identity(one) === identity(entry));
      return change === undefined ? entry : merged('', entry, change);
    }),
    ...patch.filter((entry) => !ids.has(identity(entry))).map((entry) => merged('', added(name, entry), entry)),
  ];
}

function added(list: string, entry: unknown): unknown {
  return list.endsWith('ontainers') && isPatch(entry) ? { securityContext: RESTRICTED } : {};
}
