import type { KubectlHandler, RequestType } from './kubectl-handler';

/** A template as JSON. */
export interface TemplateJson {
  readonly Resources: Readonly<Record<string, Resource>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
}

/** One thing that happened: to a resource of this logical id, in this order. */
export interface Happening {
  readonly request: RequestType;
  readonly id: string;
}

const MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource';

/**
 * What CloudFormation does with a template's manifests: made and changed in the order of their dependencies, what is no
 * longer in the template deleted afterwards, in the reverse of it. Of the other resources it notes the order alone.
 */
export class StackPlayer {
  /** All that has happened, oldest first. */
  public readonly journal: Happening[] = [];
  private standing: TemplateJson = { Resources: {} };

  constructor(private readonly handler: KubectlHandler) {}

  /** Makes the stack, or updates it; answers with what happened. */
  public async deploy(template: TemplateJson): Promise<Happening[]> {
    const since = this.journal.length;
    const before = this.standing.Resources;
    for (const id of inOrder(template)) {
      const resource = template.Resources[id];
      if (before[id] === undefined) await this.request('Create', id, resource);
      else if (JSON.stringify(before[id].Properties) !== JSON.stringify(resource.Properties))
        await this.request('Update', id, resource);
    }
    const gone = inOrder(this.standing).filter((id) => !(id in template.Resources));
    await this.delete(gone.reverse());
    this.standing = template;
    return this.journal.slice(since);
  }

  /** Deletes the stack. */
  public async destroy(): Promise<Happening[]> {
    const since = this.journal.length;
    await this.delete(inOrder(this.standing).reverse());
    this.standing = { Resources: {} };
    return this.journal.slice(since);
  }

  private async delete(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const resource = this.standing.Resources[id];
      if (resource.DeletionPolicy !== 'Retain') await this.request('Delete', id, resource);
    }
  }

  private async request(request: RequestType, id: string, resource: Resource): Promise<void> {
    if (resource.Type === MANIFEST) await this.handler.run(request, propertiesOf(resource));
    this.journal.push({ request, id });
  }
}

/** Logical ids, each after all that it depends on or refers to. */
function inOrder({ Resources }: TemplateJson): string[] {
  const done = new Set<string>();
  const visit = (id: string): void => {
    if (done.has(id) || !(id in Resources)) return;
    const { DependsOn = [], Properties } = Resources[id];
    [...[DependsOn].flat(), ...references(Properties)].forEach(visit);
    done.add(id);
  };
  Object.keys(Resources).forEach(visit);
  return [...done];
}

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String((inner as unknown[])[0])];
    return references(inner);
  });
}

/** As a custom resource gets its properties: everything known, everything text. */
function propertiesOf({ Properties = {} }: Resource): Record<string, string> {
  return Object.fromEntries(Object.entries(Properties).map(([name, value]) => [name, resolved(value)]));
}

function resolved(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument]] = Object.entries(value) as [[string, unknown]];
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(resolved).join((argument as [string])[0]);
  if (name === 'Ref' && argument === 'AWS::Region') return 'us-west-2';
  const path = [argument].flat().join('.');
  if (path.endsWith('.CidrBlock')) return '10.0.0.0/16';
  return `arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/${path}/0123456789abcdef`;
}
