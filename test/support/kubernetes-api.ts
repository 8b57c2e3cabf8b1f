import type { Template } from 'aws-cdk-lib/assertions';
import { KUBERNETES_VERSIONS } from '../../lib/model/kubernetes';
import { ruleErrors } from '../kubernetes/api/server-rules';
import type { AnyObject } from '../kubernetes/api/types';
import { typeErrors } from '../kubernetes/api/types';

export type { AnyObject } from '../kubernetes/api/types';

export interface KubernetesCheck {
  /** Kubernetes versions whose API must accept the objects; all that EKS offers by default. */
  readonly versions?: readonly string[];
}

/**
 * Asserts that the API server would take these objects: no unknown field, nothing missing, types and enums right, and
 * the rules that stand in no schema. Knows the kinds that we make, and the custom ones of KEDA and of both controllers.
 */
export function expectKubernetesValid(objects: readonly object[], check: KubernetesCheck = {}): void {
  expect(kubernetesErrors(objects, check)).toEqual([]);
}

/** What is wrong with the objects, one line each: `1.36 Deployment/email: spec.replicas: must be integer`. */
export function kubernetesErrors(objects: readonly object[], check: KubernetesCheck = {}): string[] {
  return (objects as readonly AnyObject[]).flatMap((object) => {
    const name = `${object.kind}/${object.metadata.name}`;
    return [
      ...(check.versions ?? KUBERNETES_VERSIONS.offered).flatMap((version) =>
        typeErrors(object, version).map((error) => `${version} ${name}: ${error}`),
      ),
      ...ruleErrors(object).map((error) => `${name}: ${error}`),
    ];
  });
}

/** A manifest as it stands in a template. */
export interface RenderedManifest {
  readonly logicalId: string;
  readonly objects: AnyObject[];
  readonly dependsOn: string[];
  readonly bytes: number;
}

/**
 * The Kubernetes manifests of a template, in its order. What only CloudFormation knows reads `<Ref:LogicalId>` or
 * `<Fn::GetAtt:LogicalId.Arn>`.
 */
export function renderedManifests(template: Template): RenderedManifest[] {
  const found = template.findResources('Custom::AWSCDK-EKS-KubernetesResource') as Record<
    string,
    { Properties: { Manifest: unknown }; DependsOn?: string[] }
  >;
  return Object.entries(found).map(([logicalId, { Properties, DependsOn }]) => {
    const json = rendered(Properties.Manifest);
    return {
      logicalId,
      objects: JSON.parse(json) as AnyObject[],
      dependsOn: DependsOn ?? [],
      bytes: Buffer.byteLength(json),
    };
  });
}

/** Every Kubernetes object of a template. */
export function renderedObjects(template: Template): AnyObject[] {
  return renderedManifests(template).flatMap((manifest) => manifest.objects);
}

function rendered(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument]] = Object.entries(value) as [[string, unknown]];
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(rendered).join((argument as [string])[0]);
  return `<${name}:${Array.isArray(argument) ? argument.map(String).join('.') : String(argument)}>`;
}
