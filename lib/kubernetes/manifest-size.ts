import { refuse } from '../model/errors';
import type { KubernetesObject } from './kubernetes-object';
import { nameOf } from './kubernetes-object';

/**
 * Most that one manifest may weigh, in bytes of JSON. CDK's kubectl handler gets it as the payload of a Lambda
 * invocation (256 KB, [field data]), which CloudFormation sends in full on each update, old and new; a quarter of
 * it leaves room for both, for the tokens' values, and for the template, which ends at 1 MB.
 */
const MANIFEST_LIMIT_BYTES = 64 * 1024;

/** Refuses a manifest that would not reach the cluster. Tokens count as their placeholders. */
export function checkManifestSize(path: string, objects: readonly KubernetesObject[]): number {
  const bytes = Buffer.byteLength(JSON.stringify(objects));
  if (bytes > MANIFEST_LIMIT_BYTES) {
    refuse({
      code: 'ManifestTooLarge',
      path,
      given: `${bytes} bytes of ${objects.map(nameOf).join(', ')}`,
      allowed: `at most ${MANIFEST_LIMIT_BYTES} bytes of JSON`,
      why: "it travels to the cluster in one Lambda invocation, whose payload is limited, and stands in the stack's template",
    });
  }
  return bytes;
}
