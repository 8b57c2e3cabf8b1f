import { HPA_SYNC_SECONDS } from '../../../lib/model/busyness';
import type { HpaRules } from '../../../lib/model/hpa-behavior';
import type { HpaMetric, HpaSettings } from '../../../lib/model/hpa';
import { playHpa } from '../../../lib/model/hpa';
import type { LoadPoint } from '../../../lib/model/load-curve';
import { simulate } from '../../../lib/model/simulation';
import type { HorizontalPodAutoscaler } from '../../../lib/scaling/horizontal-pod-autoscaler';
import { behaviorOf, targetOf } from './autoscaler';
import type { Look, SimulatedFleet } from './fleet';
import { inFleetTime } from './look-clock';

/** At each look the model, told what the controller was told, decides what the controller did. */
export function expectAsModelled(autoscaler: HorizontalPodAutoscaler, { looks }: SimulatedFleet): void {
  const samples = looks.map(({ clock, replicas, readyPods, values }) => {
    const sum = values?.reduce((total, value) => total + value, 0);
    return { seconds: clock, replicas, readyPods, statusReplicas: replicas, values: [sum] };
  });
  const decisions = playHpa(settingsOf(autoscaler), looks[0].replicas, samples);
  expectSame(
    looks.slice(1).map(({ replicas }) => replicas),
    decisions.map(({ replicas }) => replicas),
  );
}

/** The simulator, told nothing but the load, has the same pods at each look. */
export function expectAsSimulated(autoscaler: HorizontalPodAutoscaler, fleet: SimulatedFleet): void {
  const { looks, demands, options } = fleet;
  const settings = settingsOf(autoscaler);
  const { scaleUp, scaleDown } = settings.behavior;
  const { decisions } = simulate(
    { name: 'run', story: '', startMinute: 0, points: stepsOf(demands, looks[looks.length - 1].number + 1) },
    {
      ...{ threadsPerPod: options.threadsPerPod, serviceSeconds: 1, startSeconds: options.startSeconds },
      // Here a pod that goes is gone, and nothing waits.
      ...{ deregistrationSeconds: 0, preStopSeconds: 0, queuePerPod: 0 },
    },
    {
      ...{ name: 'run', initialPods: options.replicas },
      autoscaler: {
        missed: missedIn(looks),
        settings: { ...settings, behavior: { scaleUp: inReal(scaleUp), scaleDown: inReal(scaleDown) } },
        sight: {
          ...{ kind: 'busyness', aligned: false, countBacklog: false, targetBusyness: targetOf(autoscaler) },
          ...{ ...options.window, schedule: 'none' },
        },
      },
    },
  );
  expectSame(
    looks.map(({ replicas }) => replicas),
    decisions.map(({ current }) => current),
  );
}

/** Seconds of the looks that the controller has missed, as the machine was busy. */
function missedIn(looks: readonly Look[]): Set<number> {
  const taken = new Set(looks.map(({ number }) => number));
  const numbers = Array.from({ length: looks[looks.length - 1].number }, (_, i) => i + 1);
  return new Set(numbers.filter((number) => !taken.has(number)).map((number) => number * HPA_SYNC_SECONDS));
}

/** The load: from each of these seconds on, so many threads; for so many looks. */
function stepsOf(demands: SimulatedFleet['demands'], looks: number): LoadPoint[] {
  const begin = demands.map(({ seconds, threads }) => ({ seconds, requestsPerSecond: threads }));
  const end = demands.map(({ threads }, i) => ({
    seconds: demands[i + 1] ? demands[i + 1].seconds - 0.001 : looks * HPA_SYNC_SECONDS,
    requestsPerSecond: threads,
  }));
  return begin.flatMap((point, i) => [point, end[i]]);
}

/** Windows and periods of a test's clock, in the fleet's seconds. */
function inReal({ policies, stabilizationWindowSeconds, ...rules }: HpaRules): HpaRules {
  return {
    ...rules,
    stabilizationWindowSeconds: inFleetTime(stabilizationWindowSeconds),
    policies: policies.map((policy) => ({ ...policy, periodSeconds: inFleetTime(policy.periodSeconds) })),
  };
}

function settingsOf(autoscaler: HorizontalPodAutoscaler): HpaSettings {
  const { minReplicas, maxReplicas } = autoscaler.spec;
  const metrics: HpaMetric[] = [{ type: 'Value', target: targetOf(autoscaler) }];
  return { minReplicas, maxReplicas, metrics, behavior: behaviorOf(autoscaler) };
}

/** At each look. */
function expectSame(real: readonly number[], modelled: readonly number[]): void {
  const apart = real.flatMap((replicas, i) =>
    replicas === modelled[i] ? [] : [`look ${i}: ${replicas} pods, by the model ${modelled[i]}`],
  );
  expect({ apart, real }).toEqual({ apart: [], real });
}
