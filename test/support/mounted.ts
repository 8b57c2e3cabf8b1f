import type { PodSettings } from './pod-settings';

interface Source {
  readonly configMap?: { readonly name: string };
  readonly downwardAPI?: {
    readonly items: readonly { readonly path: string; readonly fieldRef: { readonly fieldPath: string } }[];
  };
}

interface Template {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly volumes: readonly {
      readonly name: string;
      readonly projected?: { readonly sources: readonly Source[] };
    }[];
  };
}

type Objects = readonly { readonly kind: string }[];

/** The files that the kubelet makes of a rendered Deployment's volume `config`, and of the ConfigMap that it names. */
export function mountedBy(objects: Objects): Record<string, string> {
  const find = (kind: string): unknown => objects.find((object) => object.kind === kind);
  const { metadata, spec } = (find('Deployment') as { spec: { template: Template } }).spec.template;
  const configMap = find('ConfigMap') as { metadata: { name: string }; data: Record<string, string> };
  const sources = spec.volumes.find(({ name }) => name === 'config')?.projected?.sources ?? [];
  return Object.fromEntries(
    sources.flatMap((source) => [
      ...(source.configMap?.name === configMap.metadata.name ? Object.entries(configMap.data) : []),
      ...(source.downwardAPI?.items ?? []).map(({ path, fieldRef }): [string, string] => {
        const key = /^metadata\.annotations\['([^']+)'\]$/.exec(fieldRef.fieldPath)?.[1] ?? '';
        return [path, metadata.annotations[key]];
      }),
    ]),
  );
}

/** The settings among them. */
export function settingsIn(objects: Objects): PodSettings {
  return JSON.parse(mountedBy(objects)['settings.json']) as PodSettings;
}
