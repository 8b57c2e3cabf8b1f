import { Template } from 'aws-cdk-lib/assertions';
import type { HpaBehavior, HpaRules } from '../../../lib/model/hpa-behavior';
import type { BusynessScalingProps } from '../../../lib/scaling/busyness-scaling';
import type { HorizontalPodAutoscaler } from '../../../lib/scaling/horizontal-pod-autoscaler';
import type { ScaledObject } from '../../../lib/scaling/scaled-object';
import { scalingStack } from '../../scaling/scaling-stack';
import { renderedObjects } from '../../support/kubernetes-api';
import { inTestTime } from './look-clock';

/** The HPA of a service's scaling: the library's own, or the one that KEDA makes of its ScaledObject; in a test's time. */
export function autoscalerOf(
  namespaceName: string,
  props: Partial<BusynessScalingProps> = {},
): HorizontalPodAutoscaler {
  const { stack } = scalingStack({ minPods: 2, deploymentName: 'puma', namespaceName, ...props });
  const objects = renderedObjects(Template.fromStack(stack)) as unknown as (HorizontalPodAutoscaler | ScaledObject)[];
  const [object] = objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject');
  const hpa = object.kind === 'ScaledObject' ? madeByKeda(object) : object;
  const { behavior } = hpa.spec;
  return {
    ...hpa,
    spec: {
      ...hpa.spec,
      behavior: { scaleUp: rulesInTestTime(behavior.scaleUp), scaleDown: rulesInTestTime(behavior.scaleDown) },
    },
  };
}

/** An autoscaler's behavior, as the model takes it. */
export function behaviorOf({ spec }: HorizontalPodAutoscaler): HpaBehavior {
  const { scaleUp, scaleDown } = spec.behavior;
  const numeric = ({ tolerance, ...rules }: typeof scaleUp): HpaRules => ({
    ...rules,
    ...(tolerance !== undefined && { tolerance: Number(tolerance) }),
  });
  return { scaleUp: numeric(scaleUp), scaleDown: numeric(scaleDown) };
}

/** Busyness in percent that an autoscaler tracks. */
export function targetOf({ spec }: HorizontalPodAutoscaler): number {
  const [metric] = spec.metrics as { external: { target: { value: string } } }[];
  return Number(metric.external.target.value);
}

/** Source: KEDA 2.21, `pkg/scaling` and `controllers/keda/hpa.go`: one metric of the formula, selected by the ScaledObject's name. */
function madeByKeda({ metadata, spec }: ScaledObject): HorizontalPodAutoscaler {
  const { horizontalPodAutoscalerConfig, scalingModifiers } = spec.advanced;
  const selector = { matchLabels: { 'scaledobject.keda.sh/name': metadata.name } };
  const target = { type: scalingModifiers!.metricType, value: scalingModifiers!.target };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { ...metadata, name: horizontalPodAutoscalerConfig.name },
    spec: {
      scaleTargetRef: spec.scaleTargetRef,
      minReplicas: spec.minReplicaCount,
      maxReplicas: spec.maxReplicaCount,
      metrics: [{ type: 'External', external: { metric: { name: 'composite-metric', selector }, target } }],
      behavior: horizontalPodAutoscalerConfig.behavior,
    },
  };
}

function rulesInTestTime(rules: HorizontalPodAutoscaler['spec']['behavior']['scaleUp']): typeof rules {
  return {
    ...rules,
    stabilizationWindowSeconds: inTestTime(rules.stabilizationWindowSeconds),
    policies: rules.policies.map((policy) => ({ ...policy, periodSeconds: inTestTime(policy.periodSeconds) })),
  };
}
