import type { KubernetesObject, ObjectMeta } from '../../kubernetes/kubernetes-object';
import type { Timing } from '../../model/timing';
import type { PodContainer } from './pod';
import { podTemplate } from './pod';

export interface DeploymentInputs extends PodContainer {
  readonly metadata: ObjectMeta;
  readonly selector: Record<string, string>;
  readonly timing: Timing;
  /** Absent when an autoscaler decides: a number here would take back what it has decided. */
  readonly replicas?: number;
}

/** The pods, rolled out so that there are never fewer ready ones than before. */
export function deploymentObject(inputs: DeploymentInputs): KubernetesObject & { readonly spec: object } {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: inputs.metadata,
    spec: {
      ...(inputs.replicas !== undefined && { replicas: inputs.replicas }),
      selector: { matchLabels: inputs.selector },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } },
      revisionHistoryLimit: 5,
      progressDeadlineSeconds: Math.max(600, 2 * inputs.timing.startupSparesSeconds),
      template: podTemplate(inputs),
    },
  };
}
