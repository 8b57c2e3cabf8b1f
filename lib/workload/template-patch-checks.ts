import { Token } from 'aws-cdk-lib';
import { checkKnown } from '../model/checks';
import { refuse, within } from '../model/errors';
import { checkEnvironment } from './environment-checks';
import { selectorOf } from './objects/labels';
import { MOUNT_PATH } from './objects/pod';
import type { Patch } from './template-patch';
import { isPatch, mergeKeyOf } from './template-patch';

/** What of a pod is said elsewhere, and where; of containers, of ours alone. */
const ELSEWHERE = {
  spec: {
    serviceAccountName: 'nothing there: the role of the pods is bound to the service account that is made for them',
    serviceAccount: 'nothing there: the role of the pods is bound to the service account that is made for them',
    terminationGracePeriodSeconds: 'timing.terminationGracePeriodSeconds',
  },
  puma: {
    image: 'image of the service',
    command: 'pod.command',
    ports: 'the ports of components, and puma.probePort',
    lifecycle: 'timing.preStopSeconds',
    startupProbe: 'timing.startupProbe',
    readinessProbe: 'timing.readinessProbe',
    livenessProbe: 'timing.livenessProbe',
  },
} as const;

const OWN_ANNOTATION = 'cdk-puma-eks/';

/** Refuses a patch that is none, and one of what the pods cannot do without. */
export function checkTemplatePatch(patch: Patch | undefined, serviceName: string): void {
  if (patch === undefined) return;
  within('pod', () => {
    within('templatePatch', () => {
      checkKeys('', patch, ['metadata', 'spec']);
      checkKinds('', patch, isPatch, 'an object', ['metadata', 'spec']);
      checkLists('', patch);
      checkMetadata(patch.metadata, serviceName);
      checkSpec(patch.spec);
    });
  });
}

function checkMetadata(metadata: unknown, serviceName: string): void {
  if (!isPatch(metadata)) return;
  checkKeys('metadata', metadata, ['labels', 'annotations']);
  checkKinds('metadata', metadata, isPatch, 'an object', ['labels', 'annotations']);
  const { labels, annotations } = metadata;
  const own = Object.keys(selectorOf(serviceName));
  for (const key of isPatch(labels) ? Object.keys(labels) : []) {
    if (own.includes(key)) refuseOwn(`metadata.labels.${key}`, labels, key, `other labels than ${own.join(', ')}`);
  }
  for (const key of isPatch(annotations) ? Object.keys(annotations) : []) {
    if (!key.startsWith(OWN_ANNOTATION)) continue;
    refuseOwn(`metadata.annotations.${key}`, annotations, key, `annotations that do not begin with ${OWN_ANNOTATION}`);
  }
}

function checkSpec(spec: unknown): void {
  if (!isPatch(spec)) return;
  checkKinds('spec', spec, Array.isArray, 'a list', ['containers', 'initContainers', 'volumes', 'imagePullSecrets']);
  for (const [key, place] of Object.entries(ELSEWHERE.spec)) refuseOwn(`spec.${key}`, spec, key, place);
  entriesOf(spec.volumes).forEach((volume, i) => {
    if (volume.name === 'config') refuseOwn(`spec.volumes[${i}].name`, volume, 'name', 'another name');
  });
  for (const list of ['containers', 'initContainers'] as const) {
    entriesOf(spec[list]).forEach((container, i) => checkContainer(`spec.${list}[${i}]`, container));
  }
}

function checkContainer(path: string, container: Patch): void {
  const ours = container.name === 'puma';
  checkKinds(path, container, Array.isArray, 'a list', ['env', 'envFrom', 'volumeMounts']);
  if (ours) {
    for (const [key, place] of Object.entries(ELSEWHERE.puma)) refuseOwn(`${path}.${key}`, container, key, place);
    entriesOf(container.volumeMounts).forEach((mount, i) => {
      const where = `${path}.volumeMounts[${i}].mountPath`;
      if (mount.mountPath === MOUNT_PATH) refuseOwn(where, mount, 'mountPath', 'another path');
    });
  }
  const environment = entriesOf(container.env).flatMap(({ name, value }) =>
    typeof name === 'string' && typeof value === 'string' ? [[name, value] as const] : [],
  );
  within(path, () => {
    checkEnvironment(Object.fromEntries(environment), ours ? ['AWS_REGION'] : []);
  });
}

function refuseOwn(path: string, holder: unknown, key: string, allowed: string): void {
  const given = isPatch(holder) ? holder[key] : undefined;
  if (given === undefined) return;
  refuse({
    code: 'PodTemplateReserved',
    path,
    given,
    allowed,
    why: 'the library sets it from what it knows, and the pods would not be found, started or ended as its figures say',
  });
}

function checkKeys(path: string, given: Patch, known: readonly string[]): void {
  const odd = Object.keys(given).find((key) => !known.includes(key));
  if (odd !== undefined) refuseShape(path === '' ? odd : `${path}.${odd}`, given[odd], `${known.join(' and ')} alone`);
}

/** Refuses what is no object or no list where one of ours stands, null too, which would take ours away. */
function checkKinds(
  path: string,
  holder: Patch,
  isKind: (value: unknown) => boolean,
  allowed: string,
  keys: readonly string[],
): void {
  for (const key of keys) {
    if (holder[key] === undefined || isKind(holder[key])) continue;
    refuseShape(path === '' ? key : `${path}.${key}`, holder[key], allowed);
  }
}

/** Refuses entries that nobody could tell apart. */
function checkLists(path: string, given: unknown): void {
  if (Token.isUnresolved(given)) return;
  if (!isPatch(given)) return;
  for (const [key, value] of Object.entries(given)) {
    const here = path === '' ? key : `${path}.${key}`;
    const identity = mergeKeyOf(key);
    if (!Array.isArray(value)) {
      checkLists(here, value);
      continue;
    }
    value.forEach((entry: unknown, i) => {
      if (identity !== undefined) checkIdentity(`${here}[${i}]`, identity, entry, value.slice(0, i));
      checkLists(`${here}[${i}]`, entry);
    });
  }
}

function checkIdentity(path: string, key: string, entry: unknown, before: readonly unknown[]): void {
  const idOf = (one: unknown): unknown => (isPatch(one) ? one[key] : undefined);
  const id = idOf(entry);
  if (typeof id !== 'string' && typeof id !== 'number') refuseShape(path, entry, `an object with \`${key}\``);
  checkKnown(`${path}.${key}`, id);
  if (before.some((one) => idOf(one) === id)) refuseShape(`${path}.${key}`, id, `each \`${key}\` once`);
}

function refuseShape(path: string, given: unknown, allowed: string): never {
  return refuse({
    code: 'PodTemplateInvalid',
    path,
    given,
    allowed,
    why: 'it is merged into the pod template as `kubectl patch` would: objects by their keys, entries of lists by their names',
  });
}

function entriesOf(list: unknown): Patch[] {
  return Array.isArray(list) ? list.filter(isPatch) : [];
}
