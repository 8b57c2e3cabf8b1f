import { podsFor } from '../../lib/model/busyness';
import { DEFAULT_HPA_BEHAVIOR } from '../../lib/model/hpa-behavior';
import type { LoadCurve } from '../../lib/model/load-curve';
import { lengthOf, loadAt } from '../../lib/model/load-curve';
import { scheduledByMinute } from '../../lib/model/open-windows';
import type { Outcome, Played } from '../../lib/model/simulation';
import { outcomeOf, simulate } from '../../lib/model/simulation';
import type { SimulationInputs } from './inputs';

/** CPU-based scaling as it is usually set up: 70 % of what the pods ask for, at Kubernetes' own pace. */
export const CPU_TARGET_PERCENT = 70;

/** One way to scale, with what came of it. */
export interface Compared {
  readonly played: Played;
  readonly outcome: Outcome;
}

/** Plays a load through the configuration's own scaling, through CPU-based scaling, and through a fixed fleet of no lesser cost. */
export function compare(inputs: SimulationInputs, curve: LoadCurve, progress: (text: string) => void): Compared[] {
  const { traits, settings, sight, cpu } = inputs;
  const { minReplicas, maxReplicas } = settings;
  const threads = loadAt(curve, 0) * traits.serviceSeconds;
  const needed = podsFor(threads, traits.threadsPerPod, inputs.targetBusyness);
  const initialPods = Math.min(Math.max(needed, minReplicas), maxReplicas);
  const play = (
    name: string,
    strategy: Omit<Parameters<typeof simulate>[2], 'name'>,
    schedule?: number[],
  ): Compared => {
    progress(`playing ${name} ...`);
    const played = simulate(curve, traits, { name, ...strategy }, schedule);
    return { played, outcome: outcomeOf(played) };
  };

  const minutes = Math.ceil(lengthOf(curve) / 60) + 1;
  const schedule = [...scheduledByMinute(inputs.scheduled, curve.startMinute, minutes)];
  const ours = play('busyness', { initialPods, autoscaler: { settings, sight } }, schedule);
  const byCpu = play('CPU', {
    initialPods,
    autoscaler: {
      settings: {
        minReplicas,
        maxReplicas,
        metrics: [{ type: 'Utilization', target: CPU_TARGET_PERCENT }],
        behavior: DEFAULT_HPA_BEHAVIOR,
      },
      sight: { kind: 'cpu', ...cpu },
    },
  });
  // As many pod-hours as the first took, spread evenly; rounded in favour of the fixed fleet.
  const even = Math.ceil(Number(((ours.outcome.podHours * 3600) / ours.played.seconds.length).toPrecision(12)));
  return [ours, byCpu, play('fixed', { initialPods: even })];
}
