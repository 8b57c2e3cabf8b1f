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

type Objects = readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];

/** The files that the kubelet makes of a rendered Deployment's volume `config`, and of the ConfigMap that it names. */
export function mountedBy(objects: Objects): Record<string, string> {
  const deployment = objects.find(({ kind }) => kind === 'Deployment') as unknown as { spec: { template: Template } };
  const { metadata, spec } = deployment.spec.template;
  const dataOf = (name: string): Record<string, string> => {
    const found = objects.find((object) => object.kind === 'ConfigMap' && object.metadata.name === name);
    return (found as unknown as { data: Record<string, string> }).data;
  };
  const sources = spec.volumes.find(({ name }) => name === 'config')?.projected?.sources ?? [];
  return Object.fromEntries(
    sources.flatMap((source) => [
      ...(source.configMap ? Object.entries(dataOf(source.configMap.name)) : []),
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
