/**
 * What the HorizontalPodAutoscaler's controller proposes for one metric at one look, step by step as Kubernetes' source does
 * it (`pkg/controller/podautoscaler/replica_calculator.go`, 1.36; the same since 1.33), so that a run can be laid beside it.
 */

/** Ratios by which a metric may be off its target, up and down, before the HPA acts. */
export interface HpaTolerances {
  readonly scaleUp: number;
  readonly scaleDown: number;
}

/** What the HPA finds of the pods at one look. */
export interface HpaPods {
  /** `spec.replicas` of the target: what the HPA itself has set, usually. */
  readonly replicas: number;
  /** Pods in phase Running whose condition Ready is true; those that are ending count while they are ready. */
  readonly readyPods: number;
  /** `status.replicas` of the target: ready or not, without those that are ending. */
  readonly statusReplicas?: number;
}

/** CPU or memory as the HPA groups it: pods that are ready with a figure, without a figure, and not ready yet. */
export interface ResourceUsage {
  /** Usage in percent of the request, one for each ready pod with a figure. */
  readonly utilizations: readonly number[];
  /** Running pods for which metrics-server has no figure. */
  readonly missingPods?: number;
  /** Pods that are pending, or have not been ready yet. */
  readonly unreadyPods?: number;
}

/** Not to act is the rule within the tolerances; both bounds belong to them. */
export function isWithinTolerance(ratio: number, { scaleUp, scaleDown }: HpaTolerances): boolean {
  return 1 - scaleDown <= ratio && ratio <= 1 + scaleUp;
}

/** Target type `Value`: the ratio to the target times the pods that are READY; within the tolerances, as many as there are. */
export function valueProposal(value: number, target: number, pods: HpaPods, tolerances: HpaTolerances): number {
  const ratio = milli(value) / milli(target);
  return isWithinTolerance(ratio, tolerances) ? pods.replicas : int32(ratio * pods.readyPods);
}

/** Target type `AverageValue`: the value over the target, whoever is ready; the tolerances are of the mean a pod. */
export function averageValueProposal(value: number, target: number, pods: HpaPods, tolerances: HpaTolerances): number {
  const statusReplicas = pods.statusReplicas ?? pods.replicas;
  const ratio = milli(value) / (milli(target) * statusReplicas);
  return isWithinTolerance(ratio, tolerances) ? statusReplicas : int32(milli(value) / milli(target));
}

/**
 * A resource's mean utilization, of equal requests. A pod without a figure counts as full when the fleet would shrink and as
 * idle when it would grow; one that is not ready yet counts as idle, and only when it would grow. No proposal without figures.
 */
export function utilizationProposal(
  usage: ResourceUsage,
  targetPercent: number,
  pods: HpaPods,
  tolerances: HpaTolerances,
): number | undefined {
  const { utilizations, missingPods = 0, unreadyPods = 0 } = usage;
  if (utilizations.length === 0) return undefined;
  const total = utilizations.reduce((sum, percent) => sum + percent, 0);
  const ratio = ratioOf(total, utilizations.length, targetPercent);
  const growsWithUnready = unreadyPods > 0 && ratio > 1;
  if (!growsWithUnready && missingPods === 0) {
    return isWithinTolerance(ratio, tolerances) ? pods.replicas : int32(ratio * utilizations.length);
  }
  const assumed = ratio < 1 ? missingPods * Math.max(100, targetPercent) : 0;
  const counted = utilizations.length + (ratio === 1 ? 0 : missingPods) + (growsWithUnready ? unreadyPods : 0);
  const corrected = ratioOf(total + assumed, counted, targetPercent);
  const turned = (ratio < 1 && corrected > 1) || (ratio > 1 && corrected < 1);
  if (isWithinTolerance(corrected, tolerances) || turned) return pods.replicas;
  const proposal = int32(corrected * counted);
  const against = corrected < 1 ? proposal > pods.replicas : proposal < pods.replicas;
  return against ? pods.replicas : proposal;
}

/** The mean utilization is cut to whole percent before it is compared. */
function ratioOf(totalPercent: number, pods: number, targetPercent: number): number {
  return Math.trunc(Number((totalPercent / pods).toPrecision(12))) / targetPercent;
}

/** Metrics travel as quantities of thousandths: KEDA rounds to them. */
function milli(value: number): number {
  return Math.round(value * 1000);
}

function int32(replicas: number): number {
  return Math.min(Math.ceil(replicas), 2_147_483_647);
}
