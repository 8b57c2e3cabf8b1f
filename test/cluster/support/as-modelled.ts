import { HPA_SYNC_SECONDS } from '../../../lib/model/busyness';
import type { HpaBehavior, HpaRules } from '../../../lib/model/hpa-behavior';
import type { HpaMetric, HpaSettings } from '../../../lib/model/hpa';
import { playHpa } from '../../../lib/model/hpa';
import { simulate } from '../../../lib/model/simulation';
import type { HorizontalPodAutoscaler } from '../../../lib/scaling/horizontal-pod-autoscaler';
import { behaviorOf, targetOf, TIME_SCALE } from './autoscaler';
import type { SimulatedFleet } from './fleet';

/** At each look the model, told what the controller was told, decides what the controller did. */
export function expectAsModelled(autoscaler: HorizontalPodAutoscaler, { looks }: SimulatedFleet): void {
  const samples = looks.map(({ seconds, replicas, readyPods, values }) => {
    const sum = values?.reduce((total, value) => total + value, 0);
    return { seconds, replicas, readyPods, statusReplicas: replicas, values: [sum] };
  });
  const decisions = playHpa(settingsOf(autoscaler), looks[0].replicas, samples);
  expectNear(
    looks.slice(1).map(({ replicas }) => replicas),
    decisions.map(({ replicas }) => replicas),
  );
}

/** By how much the two clocks may be apart, in real seconds: half a look. */
const APART = [-HPA_SYNC_SECONDS / 2, 0, HPA_SYNC_SECONDS / 2];

/** The simulator, told nothing but the load, ends up with the same pods at each look. */
export function expectAsSimulated(autoscaler: HorizontalPodAutoscaler, fleet: SimulatedFleet): void {
  const { looks, demands, options } = fleet;
  const inReal = ({ policies, stabilizationWindowSeconds, ...rules }: HpaRules): HpaRules => ({
    ...rules,
    stabilizationWindowSeconds: stabilizationWindowSeconds * TIME_SCALE,
    policies: policies.map((policy) => ({ ...policy, periodSeconds: policy.periodSeconds * TIME_SCALE })),
  });
  const settings = settingsOf(autoscaler);
  const { scaleUp, scaleDown } = settings.behavior;
  const behavior: HpaBehavior = { scaleUp: inReal(scaleUp), scaleDown: inReal(scaleDown) };

  // Real looks come a little late; the simulator's clock counts looks, 15 s each.
  const clock = (seconds: number): number => {
    const next = Math.max(
      1,
      looks.findIndex((look) => look.seconds > seconds),
    );
    const [from, to] = [looks[next - 1].seconds, looks[next].seconds];
    return Math.max(0, (next + (seconds - from) / (to - from)) * TIME_SCALE);
  };
  const { periodSeconds, endOffsetSeconds } = options.window;
  const play = (late: number, slow: number): number[] => {
    const steps = demands.slice(1).map(({ seconds }) => Math.max(0, clock(seconds) + late));
    const points = [
      { seconds: 0, requestsPerSecond: demands[0].threads },
      ...steps.flatMap((seconds, i) => [
        { seconds, requestsPerSecond: demands[i].threads },
        { seconds: seconds + 0.001, requestsPerSecond: demands[i + 1].threads },
      ]),
      { seconds: (looks.length + 1) * TIME_SCALE, requestsPerSecond: demands[demands.length - 1].threads },
    ];
    const { decisions } = simulate(
      { name: 'run', story: '', startMinute: 0, points },
      {
        ...{
          threadsPerPod: options.threadsPerPod,
          serviceSeconds: 1,
          startSeconds: options.startSeconds * TIME_SCALE + slow,
        },
        // Here a pod that goes is gone, and nothing waits.
        ...{ deregistrationSeconds: 0, preStopSeconds: 0, queuePerPod: 0 },
      },
      {
        ...{ name: 'run', initialPods: options.replicas },
        autoscaler: {
          settings: { ...settings, behavior },
          sight: {
            ...{ kind: 'busyness', aligned: false, countBacklog: false, targetBusyness: targetOf(autoscaler) },
            periodSeconds: Math.round(periodSeconds * TIME_SCALE),
            endOffsetSeconds: Math.round(endOffsetSeconds * TIME_SCALE),
            schedule: 'none',
          },
        },
      },
    );
    return decisions.map(({ current }) => current);
  };
  expectNear(
    looks.map(({ replicas }) => replicas),
    ...APART.flatMap((late) => APART.map((slow) => play(late, slow))),
  );
}

function settingsOf(autoscaler: HorizontalPodAutoscaler): HpaSettings {
  const { minReplicas, maxReplicas } = autoscaler.spec;
  const metrics: HpaMetric[] = [{ type: 'Value', target: targetOf(autoscaler) }];
  return { minReplicas, maxReplicas, metrics, behavior: behaviorOf(autoscaler) };
}

/** Within one pod, at each look, of what was played once or more; a step may come one look sooner or later. */
function expectNear(real: readonly number[], ...modelled: readonly (readonly number[])[]): void {
  const apart = real.flatMap((replicas, i) => {
    const near = modelled.flatMap((pods) => pods.slice(Math.max(0, i - 1), i + 2));
    const good = replicas >= Math.min(...near) - 1 && replicas <= Math.max(...near) + 1;
    return good ? [] : [`look ${i}: ${replicas} pods, by the model ${near.join(', ')}`];
  });
  expect({ apart, real }).toEqual({ apart: [], real });
}
