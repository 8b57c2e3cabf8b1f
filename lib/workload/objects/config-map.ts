import type { KubernetesObject, ObjectMeta } from '../../kubernetes/kubernetes-object';
import { runtimeFiles } from './runtime-files';

export interface ConfigMapObject extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

export const SETTINGS_FILE = 'settings.json';

/** Puma's settings and the runtime's files. */
export function configMapObject(metadata: ObjectMeta, settings: object): ConfigMapObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: {
      [SETTINGS_FILE]: JSON.stringify(settings),
      ...Object.fromEntries(runtimeFiles().map(({ name, text }) => [name, text])),
    },
  };
}
