import type { HpaDecision, HpaSettings } from '../../../lib/model/hpa';
import { playHpa } from '../../../lib/model/hpa';
import type { HorizontalPodAutoscaler } from '../../../lib/scaling/horizontal-pod-autoscaler';
import { behaviorOf, targetOf } from './autoscaler';
import type { Look } from './fleet';

/** At each look, one pod more or less and a look sooner or later, the model decides what the controller did. */
export function expectAsModelled(autoscaler: HorizontalPodAutoscaler, looks: readonly Look[]): void {
  const { minReplicas, maxReplicas } = autoscaler.spec;
  const settings: HpaSettings = {
    ...{ minReplicas, maxReplicas, metrics: [{ type: 'Value', target: targetOf(autoscaler) }] },
    behavior: behaviorOf(autoscaler),
  };
  const samples = looks.map(({ seconds, replicas, readyPods, values }) => ({
    ...{
      seconds,
      replicas,
      readyPods,
      statusReplicas: replicas,
      values: [values?.reduce((sum, value) => sum + value, 0)],
    },
  }));
  const decisions = playHpa(settings, looks[0].replicas, samples);
  const apart = looks.slice(1).flatMap(({ seconds, replicas }, i) => {
    const modelled = decisions.slice(Math.max(0, i - 1), i + 2).map((decision: HpaDecision) => decision.replicas);
    const near = replicas >= Math.min(...modelled) - 1 && replicas <= Math.max(...modelled) + 1;
    return near ? [] : [`after ${seconds.toFixed(1)} s: ${replicas} pods, by the model ${modelled.join(', ')}`];
  });
  expect(apart).toEqual([]);
}
