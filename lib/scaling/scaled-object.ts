import type { KubernetesObject, ObjectMeta } from '../kubernetes/kubernetes-object';
import type { ScalingPace } from '../model/scaling';
import { FALLBACK_FAILURES, PODS_ADDED_AT_ONCE, SHARE_REMOVED_AT_ONCE } from '../model/scaling';

/** A source of metrics, as KEDA's ScaledObject takes it: every value of `metadata` is a string. */
export interface KedaTrigger {
  readonly type: string;
  /** Needed where a formula speaks of the trigger. */
  readonly name?: string;
  readonly metricType?: 'Value' | 'AverageValue';
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
}

interface HpaPolicy {
  readonly type: 'Percent' | 'Pods';
  readonly value: number;
  readonly periodSeconds: number;
}

interface HpaRules {
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: 'Max';
  readonly policies: readonly HpaPolicy[];
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
        readonly behavior: { readonly scaleUp: HpaRules; readonly scaleDown: HpaRules };
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
  readonly pace: ScalingPace;
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
        horizontalPodAutoscalerConfig: { name: settings.deploymentName, behavior: behavior(settings.pace) },
        ...(settings.source.scalingModifiers && { scalingModifiers: settings.source.scalingModifiers }),
      },
      triggers: settings.source.triggers,
    },
  };
}

function behavior({ scaleUp, scaleDown }: ScalingPace): { scaleUp: HpaRules; scaleDown: HpaRules } {
  return {
    scaleUp: {
      stabilizationWindowSeconds: scaleUp.stabilizationSeconds,
      selectPolicy: 'Max',
      policies: [
        { type: 'Percent', value: 100, periodSeconds: scaleUp.periodSeconds },
        { type: 'Pods', value: PODS_ADDED_AT_ONCE, periodSeconds: scaleUp.periodSeconds },
      ],
    },
    scaleDown: {
      stabilizationWindowSeconds: scaleDown.stabilizationSeconds,
      selectPolicy: 'Max',
      policies: [
        { type: 'Percent', value: SHARE_REMOVED_AT_ONCE, periodSeconds: scaleDown.periodSeconds },
        // A fifth of a small fleet rounds to none: one pod may always go.
        { type: 'Pods', value: 1, periodSeconds: scaleDown.periodSeconds },
      ],
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
