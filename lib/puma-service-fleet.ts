import { DEFAULT_POD_RANGE } from './model/scaling';
import type { PumaServiceProps } from './puma-service-props';
import type { PumaWorkloadProps } from './workload/puma-workload-props';

/** What the autoscaler leaves of the pods, for their disruption budget; nothing of a fleet of a fixed size. */
export function autoscaledPods({
  replicas,
  scaling,
}: PumaServiceProps): Pick<PumaWorkloadProps, 'leastPods' | 'targetBusyness' | 'scaleUpTolerancePercent'> {
  if (replicas !== undefined) return {};
  return {
    leastPods: scaling?.minPods ?? DEFAULT_POD_RANGE.minPods,
    targetBusyness: scaling?.targetBusyness,
    scaleUpTolerancePercent: scaling?.tolerance?.scaleUpPercent,
  };
}
