import type { KubernetesObject, ObjectMeta } from '../kubernetes/kubernetes-object';
import type { HpaBehavior } from '../model/hpa-behavior';
import type { BehaviorObject } from './behavior-object';
import { behaviorObject } from './behavior-object';
import { FALLBACK_FAILURES } from '../model/scaling';
import type { ScheduledWindow } from '../model/scheduled-capacity';
import type { ExternalMetric } from './horizontal-pod-autoscaler';

/** A source of metrics, as KEDA's ScaledObject takes it: every value of `metadata` is a string. */
export interface KedaTrigger {
  readonly type: string;
  /** Needed where a formula speaks of the trigger. */
  readonly name?: string;
  readonly metricType?: 'Value' | 'AverageValue' | 'Utilization';
  readonly metadata: Readonly<Record<string, string>>;
  readonly authenticationRef?: { readonly name: string; readonly kind?: string };
}

/** One value made of several triggers'. */
export interface ScalingModifiers {
  readonly formula: string;
  /** A whole number: KEDA's fallback reads it as an integer and is silently off for any other. */
  readonly target: string;
  readonly metricType: 'Value';
}

/** A source of metrics, as a ScaledObject takes it. */
export interface RenderedSource {
  /** Seconds that one value is the mean over. */
  readonly periodSeconds: number;
  /** How far back that stretch ends, in seconds. */
  readonly endOffsetSeconds: number;
  /** The metric that a plain HPA reads, without KEDA; there are no triggers then. */
  readonly external?: ExternalMetric;
  readonly triggers: readonly KedaTrigger[];
  readonly scalingModifiers?: ScalingModifiers;
}

/** What a source needs to know of the service. */
export interface SourceContext {
  readonly serviceName: string;
  readonly metricNamespace: string;
  readonly region: string;
  readonly deploymentName: string;
  readonly namespaceName: string;
  readonly targetBusyness: number;
  readonly publishIntervalSeconds: number;
  readonly podsAnswerPrometheus: boolean;
  /** Labels by which the pods are found. */
  readonly podLabels: Readonly<Record<string, string>>;
  readonly scheduled: readonly ScheduledWindow[];
  /** Ratio by which busyness may be above its target, when it is not the cluster's own. */
  readonly scaleUpTolerance?: number;
}

/** `keda.sh/v1alpha1` ScaledObject: the fields that we set. */
export interface ScaledObject extends KubernetesObject {
  readonly apiVersion: 'keda.sh/v1alpha1';
  readonly kind: 'ScaledObject';
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion: 'apps/v1'; readonly kind: 'Deployment'; readonly name: string };
    readonly minReplicaCount: number;
    readonly maxReplicaCount: number;
    readonly fallback: {
      readonly failureThreshold: number;
      readonly replicas: number;
      readonly behavior: 'currentReplicasIfHigher';
    };
    readonly advanced: {
      readonly horizontalPodAutoscalerConfig: {
        readonly name: string;
        readonly behavior: BehaviorObject;
      };
      readonly scalingModifiers?: ScalingModifiers;
    };
    readonly triggers: readonly KedaTrigger[];
  };
}

/** Settings of a ScaledObject. */
export interface ScaledObjectSettings {
  readonly metadata: ObjectMeta;
  readonly deploymentName: string;
  readonly minPods: number;
  readonly maxPods: number;
  readonly fallbackPods: number;
  readonly behavior: HpaBehavior;
  readonly source: RenderedSource;
}

/**
 * The ScaledObject of a service.
 *
 * `pollingInterval` and `cooldownPeriod` are left out on purpose: they matter only for scaling from and to zero, and
 * KEDA warns about them where the minimum is 1 or more. The HPA's name is given, since KEDA's default puts a prefix
 * before it and then refuses what has become longer than 63 characters.
 */
export function scaledObject(settings: ScaledObjectSettings): ScaledObject {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: settings.metadata,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: settings.deploymentName },
      minReplicaCount: settings.minPods,
      maxReplicaCount: settings.maxPods,
      fallback: {
        failureThreshold: FALLBACK_FAILURES,
        replicas: settings.fallbackPods,
        behavior: 'currentReplicasIfHigher',
      },
      advanced: {
        horizontalPodAutoscalerConfig: { name: settings.deploymentName, behavior: behaviorObject(settings.behavior) },
        ...(settings.source.scalingModifiers && { scalingModifiers: settings.source.scalingModifiers }),
      },
      triggers: settings.source.triggers,
    },
  };
}

/** `keda.sh/v1alpha1` TriggerAuthentication that takes AWS credentials from the operator, or a role it may assume. */
export interface TriggerAuthentication extends KubernetesObject {
  readonly apiVersion: 'keda.sh/v1alpha1';
  readonly kind: 'TriggerAuthentication';
  readonly spec: { readonly podIdentity: { readonly provider: 'aws'; readonly roleArn?: string } };
}

/** A TriggerAuthentication for AWS. */
export function awsTriggerAuthentication(metadata: ObjectMeta, roleArn?: string): TriggerAuthentication {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'TriggerAuthentication',
    metadata,
    spec: { podIdentity: { provider: 'aws', ...(roleArn && { roleArn }) } },
  };
}
