import * as fs from 'node:fs';
import * as path from 'node:path';
import { AspectPriority, Aspects, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import { refuse } from '../model/errors';
import type { KubernetesObject } from './kubernetes-object';
import { nameOf } from './kubernetes-object';
import { plainData, refuseReferences } from './plain-data';
import { toYaml } from './yaml';

/** First words of every file, by which a later synth knows the files that are its own to remove. */
const HEADER = '# Made by cdk-puma-eks; do not edit. Source: ';

/** What one app writes into one folder. */
interface Folder {
  /** Path of the file to the construct that writes it. */
  readonly files: Map<string, string>;
  readonly stacks: Set<string>;
  swept: boolean;
}

const foldersOfApp = new WeakMap<IConstruct, Map<string, Folder>>();

export interface ManifestFileProps {
  readonly directory: string;
  readonly objects: readonly KubernetesObject[];
}

/** Kubernetes objects that become YAML files when the app synthesizes. */
export class ManifestFile extends Construct {
  private readonly folder: Folder;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ManifestFileProps,
  ) {
    super(scope, id);
    for (const object of props.objects) refuseReferences(this, object, nameOf(object));
    this.folder = folderOf(this, props.directory);
    this.folder.stacks.add(Stack.of(this).node.path);
    for (const object of props.objects) this.claim(object);
    // An aspect, since CDK keeps its synthesis hook to itself; read-only, so that it runs when all else is settled.
    Aspects.of(this).add(
      {
        visit: (node) => {
          if (node === this) this.write();
        },
      },
      { priority: AspectPriority.READONLY },
    );
  }

  private claim(object: KubernetesObject): void {
    const file = this.fileOf(object);
    const holder = this.folder.files.get(file);
    if (holder !== undefined) {
      refuse({
        code: 'ManifestFileTwice',
        path: `${this.node.path} (${nameOf(object)})`,
        given: file,
        allowed: `a name or namespace that ${holder} does not use already`,
        why: 'two objects of one kind, namespace and name are one object to Kubernetes, and one file here',
      });
    }
    this.folder.files.set(file, this.node.path);
  }

  private fileOf(object: KubernetesObject): string {
    const { name, namespace } = plainData(this, object.metadata, nameOf(object)) as {
      name: string;
      namespace?: string;
    };
    const folder = namespace ?? (object.kind === 'Namespace' ? name : 'cluster-wide');
    return path.join(this.props.directory, folder, `${object.kind.toLowerCase()}-${name}.yaml`);
  }

  private write(): void {
    sweep(this.props.directory, this.folder);
    for (const object of this.props.objects) {
      const file = this.fileOf(object);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      const yaml = toYaml(plainData(this, object, nameOf(object)));
      fs.writeFileSync(file, `${HEADER}${this.node.path}\n${yaml}`);
    }
  }
}

function folderOf(scope: IConstruct, directory: string): Folder {
  const { root } = scope.node;
  const folders = foldersOfApp.get(root) ?? new Map<string, Folder>();
  foldersOfApp.set(root, folders);
  const folder = folders.get(directory) ?? {
    files: new Map<string, string>(),
    stacks: new Set<string>(),
    swept: false,
  };
  folders.set(directory, folder);
  return folder;
}

/** Removes, once a synth, files that these stacks wrote before and write no more: Argo CD would keep applying them. */
function sweep(directory: string, folder: Folder): void {
  if (folder.swept || !fs.existsSync(directory)) return;
  folder.swept = true;
  for (const entry of fs.readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isFile() || !file.endsWith('.yaml') || folder.files.has(file)) continue;
    const [header] = fs.readFileSync(file, 'utf8').split('\n', 1);
    const source = header?.startsWith(HEADER) ? header.slice(HEADER.length) : undefined;
    if (source !== undefined && [...folder.stacks].some((stack) => source.startsWith(`${stack}/`))) fs.rmSync(file);
  }
}
