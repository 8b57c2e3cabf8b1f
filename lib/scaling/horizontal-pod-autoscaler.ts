import type { KubernetesObject, ObjectMeta } from '../kubernetes/kubernetes-object';
import type { HpaBehavior } from '../model/hpa-behavior';
import type { BehaviorObject } from './behavior-object';
import { behaviorObject } from './behavior-object';

/** A metric that an adapter serves under `external.metrics.k8s.io`. */
export interface ExternalMetric {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** `autoscaling/v2` HorizontalPodAutoscaler: the fields that we set. */
export interface HorizontalPodAutoscaler extends KubernetesObject {
  readonly apiVersion: 'autoscaling/v2';
  readonly kind: 'HorizontalPodAutoscaler';
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion: 'apps/v1'; readonly kind: 'Deployment'; readonly name: string };
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly metrics: readonly object[];
    readonly behavior: BehaviorObject;
  };
}

/** Settings of an HPA that needs no KEDA. */
export interface HpaObjectSettings {
  readonly metadata: ObjectMeta;
  readonly deploymentName: string;
  readonly minPods: number;
  readonly maxPods: number;
  readonly targetBusyness: number;
  readonly metric: ExternalMetric;
  readonly cpuPercent?: number;
  readonly behavior: HpaBehavior;
}

/** The HPA of a service whose metric an adapter serves. A metric that goes missing leaves the fleet as it is. */
export function horizontalPodAutoscaler(settings: HpaObjectSettings): HorizontalPodAutoscaler {
  const { metric, cpuPercent } = settings;
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: settings.metadata,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: settings.deploymentName },
      minReplicas: settings.minPods,
      maxReplicas: settings.maxPods,
      metrics: [
        {
          type: 'External',
          external: {
            metric: { name: metric.name, ...(metric.labels && { selector: { matchLabels: metric.labels } }) },
            // Never AverageValue: it would divide the percentage by the number of pods.
            target: { type: 'Value', value: String(settings.targetBusyness) },
          },
        },
        ...(cpuPercent === undefined
          ? []
          : [
              {
                type: 'Resource',
                resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpuPercent } },
              },
            ]),
      ],
      behavior: behaviorObject(settings.behavior),
    },
  };
}
