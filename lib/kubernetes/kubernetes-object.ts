/** Metadata that every object of ours may carry. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * A Kubernetes object as plain data: what `kubectl apply` takes. Values may be CDK tokens, keys may not.
 *
 * The interfaces that extend it say which fields we set, and no more: what the API server would accept beside them is
 * checked by the tests against the real API types.
 */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** `Deployment/email`, as a reader would name an object in a message. */
export function nameOf(object: KubernetesObject): string {
  return `${object.kind}/${object.metadata.name}`;
}
