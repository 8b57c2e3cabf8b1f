import { Token } from 'aws-cdk-lib';
import { refuse } from '../model/errors';

/** By place: the path of the construct that scales a Deployment. */
const scaled = new WeakMap<object, Map<string, string>>();

/**
 * Refuses a second autoscaler of a Deployment, as two would undo each other's work. KEDA's webhook refuses a ScaledObject beside another or
 * beside an HPA that stands already; an HPA beside a ScaledObject nobody refuses.
 */
export function claimTarget(place: object, namespace: string, deployment: string, path: string): void {
  if (Token.isUnresolved(namespace) || Token.isUnresolved(deployment)) return;
  const targets = scaled.get(place) ?? new Map<string, string>();
  scaled.set(place, targets);
  const key = `${namespace}/${deployment}`;
  const other = targets.get(key);
  if (other !== undefined) {
    refuse({
      code: 'AlreadyScaled',
      path: 'deploymentName',
      given: deployment,
      allowed: `a Deployment that nothing scales yet; ${other} scales this one of the namespace ${namespace}`,
      why: 'two autoscalers of one Deployment undo what the other has decided; KEDA refuses a second ScaledObject, and nobody a second HPA',
    });
  }
  targets.set(key, path);
}
