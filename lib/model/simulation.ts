import { busyness, HPA_SYNC_SECONDS } from './busyness';
import { Fleet } from './fleet';
import type { FleetSecond, FleetTraits } from './fleet';
import type { HpaDecision, HpaSettings } from './hpa';
import { Hpa } from './hpa';
import type { LoadCurve } from './load-curve';
import { lengthOf, loadAt } from './load-curve';
import type { Sight } from './sight';
import { seenBy } from './sight';

/** A way to decide how many pods there are. */
export interface Strategy {
  readonly name: string;
  /** Pods at the beginning. */
  readonly initialPods: number;
  /** What decides; absent for a fleet of a fixed size. */
  readonly autoscaler?: {
    readonly settings: HpaSettings;
    readonly sight: Sight;
    /** Seconds of looks that a busy control plane has no time for. */
    readonly missed?: ReadonlySet<number>;
  };
}

export interface Played {
  readonly name: string;
  readonly seconds: readonly FleetSecond[];
  readonly decisions: readonly HpaDecision[];
}

/** Plays a load through a fleet, second by second, with a look of the HPA every 15 s. */
export function simulate(
  curve: LoadCurve,
  traits: FleetTraits,
  strategy: Strategy,
  scheduledByMinute: readonly number[] = [],
): Played {
  const { initialPods, autoscaler, name } = strategy;
  const fleet = new Fleet(traits, initialPods);
  const hpa = autoscaler && new Hpa(autoscaler.settings, initialPods);
  const seconds: FleetSecond[] = [];
  const decisions: HpaDecision[] = [];
  const length = lengthOf(curve);
  for (let second = 0; second < length; second += 1) {
    if (autoscaler && hpa && second > 0 && second % HPA_SYNC_SECONDS === 0 && !autoscaler.missed?.has(second)) {
      const { readyToHpa } = seconds[seconds.length - 1];
      const scheduled = scheduledByMinute[Math.floor(second / 60)] ?? 0;
      const values = seenBy(autoscaler.sight, { history: seconds, scheduled });
      const decision = hpa.sync({ seconds: second, readyPods: readyToHpa, statusReplicas: fleet.replicas, values });
      decisions.push(decision);
      fleet.scaleTo(decision.replicas);
    }
    seconds.push(fleet.second(loadAt(curve, second)));
  }
  return { name, seconds, decisions };
}

/** What a played load came to. */
export interface Outcome {
  readonly name: string;
  readonly requests: number;
  readonly refused: number;
  /** Share of the requests that were refused, in percent. */
  readonly refusedPercent: number;
  /** Requests that came when the wait was over a second. */
  readonly slow: number;
  readonly longestWaitSeconds: number;
  readonly longestQueue: number;
  readonly leastPods: number;
  readonly mostPods: number;
  /** Hours of pods, from the decision for a pod to the decision against it. */
  readonly podHours: number;
  /** Mean busyness of the pods, in percent. */
  readonly meanBusyness: number;
}

const SLOW_SECONDS = 1;

export function outcomeOf({ name, seconds }: Played): Outcome {
  const total = (of: (second: FleetSecond) => number): number => seconds.reduce((sum, s) => sum + of(s), 0);
  const most = (of: (second: FleetSecond) => number): number => seconds.reduce((max, s) => Math.max(max, of(s)), 0);
  const requests = total(({ arrived }) => arrived);
  const refused = total((second) => second.refused);
  const threads = total((second) => second.threads);
  return {
    name,
    requests,
    refused,
    refusedPercent: requests > 0 ? (refused / requests) * 100 : 0,
    slow: total(({ arrived, wait }) => (wait > SLOW_SECONDS ? arrived : 0)),
    longestWaitSeconds: most(({ wait }) => wait),
    longestQueue: most(({ queue }) => queue),
    leastPods: seconds.reduce((min, { replicas }) => Math.min(min, replicas), Number.POSITIVE_INFINITY),
    mostPods: most(({ replicas }) => replicas),
    podHours: total(({ replicas }) => replicas) / 3600,
    meanBusyness: busyness(threads - total(({ busyThreads }) => busyThreads), threads) ?? 0,
  };
}

/**
 * Seconds until a fleet that follows its autoscaler has threads enough for a demand (threads busy at once) that comes from one
 * moment to the next, so that the queue grows no more; undefined where it has not within the hour.
 */
export function secondsToReach(
  demandThreads: number,
  traits: FleetTraits,
  strategy: Required<Strategy>,
): number | undefined {
  const rate = (threads: number): number => threads / traits.serviceSeconds;
  const [target] = strategy.autoscaler.settings.metrics.map((metric) => metric.target);
  const before = rate((strategy.initialPods * traits.threadsPerPod * target) / 100);
  const settle = 600;
  const points = [
    { seconds: 0, requestsPerSecond: before },
    { seconds: settle, requestsPerSecond: before },
    { seconds: settle + 0.001, requestsPerSecond: rate(demandThreads) },
    { seconds: settle + 3600, requestsPerSecond: rate(demandThreads) },
  ];
  const { seconds } = simulate({ name: 'step', story: '', startMinute: 0, points }, traits, strategy);
  const needed = demandThreads / traits.threadsPerPod;
  const reached = seconds.findIndex(({ ready }, i) => i >= settle && ready >= needed);
  return reached < 0 ? undefined : reached - settle;
}
