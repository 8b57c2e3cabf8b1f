import type { KubernetesObject, ObjectMeta } from '../../kubernetes/kubernetes-object';
import { runtimeFiles } from './runtime-files';

export interface ConfigMapObject extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

/** The runtime's files. Settings are each pod's own: see `pod.ts`. */
export function configMapObject(metadata: ObjectMeta): ConfigMapObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: Object.fromEntries(runtimeFiles().map(({ name, text }) => [name, text])),
  };
}
