import { wholeNumberWithin } from './checks';
import { refuse } from './errors';
import type { ModelAdvice } from './explanation';
import { formatNumber } from './explanation-table';
import { isWithinTolerance, valueProposal } from './hpa-proposal';

/** Percent of busy threads that pods are kept at by default: room for one step's growth before saturation. */
export const DEFAULT_TARGET_BUSYNESS = 60;
/** Target range in percent. */
const TARGET_BUSYNESS = { min: 1, max: 95 } as const;
/** Ratio by which a metric may be off its target before the HPA acts. Source: Kubernetes, HPA algorithm details. */
export const HPA_TOLERANCE = 0.1;
/** Seconds between two decisions of the HPA. Source: kube-controller-manager `--horizontal-pod-autoscaler-sync-period`. */
export const HPA_SYNC_SECONDS = 15;

const MAX_PODS = 2_147_483_647;

/**
 * Busyness in percent, by the sums over all pods: `(1 - capacity / max threads) * 100`, 0 to 100.
 * Saturates: a full fleet reads 100 whatever waits outside. Undefined without threads, as nothing can be said then.
 */
export function busyness(poolCapacity: number, maxThreads: number): number | undefined {
  return ratioPercent(maxThreads - poolCapacity, maxThreads, 100);
}

/** The backlog-aware variant (Puma 6.6 and later): requests waiting count too, so it keeps rising beyond 100. */
export function busynessWithBacklog(busyThreads: number, maxThreads: number): number | undefined {
  return ratioPercent(busyThreads, maxThreads, Number.POSITIVE_INFINITY);
}

/** What one step of target tracking sees and may do. */
export interface TrackingStep {
  readonly pods: number;
  /**
   * Those of them that are ready: the ratio is applied to these alone.
   *
   * @default - all
   */
  readonly readyPods?: number;
  /** Percent. */
  readonly busyness: number;
  /** Percent. */
  readonly targetBusyness: number;
  readonly minPods: number;
  readonly maxPods: number;
  /** @default 0.1 */
  readonly tolerance?: number;
}

/** Pods wanted after one decision of an HPA that tracks ONE fleet-wide series with target type Value. */
export function trackingStep(step: TrackingStep): number {
  const tolerance = step.tolerance ?? HPA_TOLERANCE;
  const pods = { replicas: step.pods, readyPods: step.readyPods ?? step.pods };
  const tolerances = { scaleUp: tolerance, scaleDown: tolerance };
  const wanted = valueProposal(step.busyness, step.targetBusyness, pods, tolerances);
  return Math.min(Math.max(wanted, step.minPods), step.maxPods);
}

/** Pods that a demand needs to be at the target: threads busy at once, over a pod's threads at the target's share. */
export function podsFor(busyThreads: number, threadsPerPod: number, targetBusyness: number): number {
  return Math.ceil(Number(((busyThreads * 100) / (threadsPerPod * targetBusyness)).toPrecision(12)));
}

/** The most that one step can multiply pods by, since busyness saturates at 100: 1.67 at a target of 60. */
export function growthCap(targetBusyness: number): number {
  return 100 / targetBusyness;
}

/** Refuses a target that would either never scale in or never scale out. */
export function checkTargetBusyness(path: string, given: number): number {
  return wholeNumberWithin(
    {
      code: 'TargetBusynessInvalid',
      path,
      ...TARGET_BUSYNESS,
      why: 'busyness saturates at 100 percent: above 95 even a full fleet exceeds its target by too little to act on, and at 0 no number of pods would ever be enough',
    },
    given,
  );
}

/**
 * A full fleet reads 100: at a target above 90 that is within the HPA's tolerance, so it never scales out. Legal, since the
 * backlog-aware variant does not saturate and an Auto Scaling group's target tracking knows no such tolerance.
 */
export function targetBusynessAdvice(
  targetBusyness: number,
  tolerance: number = HPA_TOLERANCE,
): ModelAdvice | undefined {
  if (!isWithinTolerance(growthCap(targetBusyness), { scaleUp: tolerance, scaleDown: tolerance })) return undefined;
  return {
    id: 'targetBusynessWithinTolerance',
    message:
      `A full fleet reads 100 % busy, which is ${formatNumber(growthCap(targetBusyness))} times the target of ${targetBusyness} %; ` +
      `the HPA ignores what is within ${formatNumber(tolerance * 100)} % of its target, so it would never scale out. ` +
      'Choose a lower target, or a metric that counts the backlog (countBacklog) and so does not saturate.',
  };
}

/** Refuses a range of pods that no autoscaler takes; the paths are those of the two props. */
export function checkPodRange(minPath: string, minPods: number, maxPath: string, maxPods: number): void {
  const range = {
    code: 'PodRangeInvalid',
    min: 1,
    max: MAX_PODS,
    why: 'the metric is published by the pods themselves, so at least one must run, and the API takes no more than an int32',
  };
  wholeNumberWithin({ ...range, path: minPath }, minPods);
  wholeNumberWithin({ ...range, path: maxPath }, maxPods);
  if (maxPods < minPods) {
    refuse({
      code: 'PodRangeInvalid',
      path: maxPath,
      given: maxPods,
      allowed: `at least ${minPods}, which is ${minPath}`,
      why: 'the autoscaler keeps the number of pods between the two, so the greatest cannot be below the least',
    });
  }
}

function ratioPercent(part: number, whole: number, cap: number): number | undefined {
  if (!Number.isFinite(part) || !Number.isFinite(whole) || whole <= 0) return undefined;
  return Math.min(Math.max((part / whole) * 100, 0), cap);
}
