import type { ModelAdvice } from './explanation';
import { HPA_TOLERANCE } from './busyness';

/** Percent of the pods that may be taken away at once: nodes rotate in five rounds, whatever the size of the fleet. */
const SHARE_DISRUPTED_AT_ONCE = 20;

/** The same as a disruption budget writes it. */
export const SHARE_DISRUPTED = `${SHARE_DISRUPTED_AT_ONCE}%`;

/** How many pods a drain of nodes may take at once, as `maxUnavailable` of a disruption budget. */
export interface Disruption {
  readonly maxUnavailable: number | string;
  /** What is unwise about it. */
  readonly advice?: ModelAdvice;
}

/**
 * Pods that may go at once, so that the rest carry the demand: a fleet at its target is up to the HPA's tolerance above it,
 * and what is left must stay at 100 % or below. Kubernetes rounds a percentage up, so a small fleet loses more than its
 * share: 1 of 3, 2 of 6. Where a fifth is too much it is one pod at a time; never none, or nodes could not rotate at all.
 *
 * A tolerance below the cluster's own spares no more pods, as an API server before Kubernetes 1.35 drops it without a word.
 */
export function disruption(
  targetBusyness: number,
  leastPods: number,
  scaleUpTolerance: number = HPA_TOLERANCE,
): Disruption {
  const worst = (targetBusyness / 100) * (1 + Math.max(HPA_TOLERANCE, scaleUpTolerance));
  // The rounding is worst at 5k + 1 pods; from 21 on it hardly matters.
  const sizes = Array.from({ length: 26 }, (_, i) => leastPods + i);
  const gone = (pods: number): number => Math.ceil((pods * SHARE_DISRUPTED_AT_ONCE) / 100);
  if (sizes.every((pods) => carries(worst, pods, gone(pods)))) {
    return { maxUnavailable: SHARE_DISRUPTED };
  }
  if (carries(worst, leastPods, 1)) return { maxUnavailable: 1 };
  // Of a single pod its own warning tells.
  if (leastPods === 1) return { maxUnavailable: 1 };
  const enough = Math.ceil(Number((1 / (1 - worst)).toPrecision(12)));
  return {
    maxUnavailable: 1,
    advice: {
      id: 'disruptionOverDemand',
      message:
        `${leastPods} pods may be ${Math.round(worst * 100)} % busy before the autoscaler acts (${targetBusyness} % and its ` +
        `tolerance); while a node is replaced, ${leastPods - 1} must carry that, which is too much. ` +
        (enough > leastPods
          ? `Have minPods ${enough}, or a lower target.`
          : `Choose a lower target${scaleUpTolerance > HPA_TOLERANCE ? ' or a smaller tolerance' : ''}.`),
    },
  };
}

/** Whether the pods that are left carry what is worst, as a share of all threads: what the HPA leaves alone. */
function carries(worst: number, pods: number, gone: number): boolean {
  return pods > gone && (worst * pods) / (pods - gone) <= 1;
}
