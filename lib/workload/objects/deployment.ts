import type { KubernetesObject, ObjectMeta } from '../../kubernetes/kubernetes-object';
import type { Timing } from '../../model/timing';
import type { PodContainer } from './pod';
import { podTemplate } from './pod';
import type { Patch } from '../template-patch';
import { patched } from '../template-patch';

export interface DeploymentInputs extends PodContainer {
  readonly metadata: ObjectMeta;
  readonly selector: Record<string, string>;
  readonly timing: Timing;
  /** Absent when an autoscaler decides: a number here would take back what it has decided. */
  readonly replicas?: number;
  /** Whether the namespace has the controller hold new pods back until their targets are healthy. */
  readonly gated: boolean;
  /** What the user adds to the pods. */
  readonly templatePatch?: Patch;
}

/** The pods, rolled out so that there are never fewer ready ones than before. */
export function deploymentObject(inputs: DeploymentInputs): KubernetesObject & { readonly spec: object } {
  const minReadySeconds = inputs.gated ? 0 : joinsWithinSeconds(inputs.timing);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: inputs.metadata,
    spec: {
      ...(inputs.replicas !== undefined && { replicas: inputs.replicas }),
      selector: { matchLabels: inputs.selector },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } },
      ...(minReadySeconds > 0 && { minReadySeconds }),
      revisionHistoryLimit: 5,
      progressDeadlineSeconds: Math.max(600, 2 * inputs.timing.startupSparesSeconds) + minReadySeconds,
      template: patched(podTemplate(inputs), inputs.templatePatch),
    },
  };
}

/**
 * Seconds until the load balancer sends requests to a new pod, as long as a change takes to reach it and its checks to find
 * the pod healthy. Where no readiness gate says when, a rollout waits that long before it takes an old pod away.
 */
function joinsWithinSeconds({ deregistrationPropagationSeconds, healthCheck }: Timing): number {
  return deregistrationPropagationSeconds + healthCheck.intervalSeconds * healthCheck.healthyThreshold;
}
