/**
 * The `behavior` of a HorizontalPodAutoscaler (autoscaling/v2): what its windows and policies let through of a proposal, as
 * `pkg/controller/podautoscaler/horizontal.go` does it (Kubernetes 1.36).
 */

/** One limit of the pace. */
export interface HpaPolicy {
  readonly type: 'Percent' | 'Pods';
  readonly value: number;
  readonly periodSeconds: number;
}

/** The pace in one direction. */
export interface HpaRules {
  readonly stabilizationWindowSeconds: number;
  readonly selectPolicy: 'Max' | 'Min' | 'Disabled';
  readonly policies: readonly HpaPolicy[];
  /** Ratio by which the metric may be off; from Kubernetes 1.35 on. */
  readonly tolerance?: number;
}

export interface HpaBehavior {
  readonly scaleUp: HpaRules;
  readonly scaleDown: HpaRules;
}

/** What an HPA without a `behavior` does. Source: Kubernetes docs, "Default behavior". */
export const DEFAULT_HPA_BEHAVIOR: HpaBehavior = {
  scaleUp: {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Percent', value: 100, periodSeconds: 15 },
      { type: 'Pods', value: 4, periodSeconds: 15 },
    ],
  },
  scaleDown: {
    stabilizationWindowSeconds: 300,
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  },
};

/** A number with the second it was noted at: a recommendation, or a change of the replicas. */
export interface Noted {
  readonly seconds: number;
  readonly replicas: number;
}

/**
 * The proposal, held by the windows: up no further than the least recommendation of the window up, down no further than the
 * greatest of the window down. `noted` are the earlier recommendations, before any limit was put on them.
 */
export function stabilized(
  now: number,
  current: number,
  proposal: number,
  noted: readonly Noted[],
  { scaleUp, scaleDown }: HpaBehavior,
): number {
  const within = (windowSeconds: number): number[] =>
    noted.filter(({ seconds }) => seconds > now - windowSeconds).map(({ replicas }) => replicas);
  const up = Math.min(proposal, ...within(scaleUp.stabilizationWindowSeconds));
  const down = Math.max(proposal, ...within(scaleDown.stabilizationWindowSeconds));
  return Math.min(Math.max(current, up), down);
}

/** What was changed of late, by direction; each change is a positive number of pods. */
export interface ScaleEvents {
  readonly up: readonly Noted[];
  readonly down: readonly Noted[];
}

/** The replicas wanted, held by the policies and by the least and the most pods. */
export function paced(
  now: number,
  current: number,
  wanted: number,
  range: { readonly minReplicas: number; readonly maxReplicas: number },
  events: ScaleEvents,
  behavior: HpaBehavior,
): number {
  if (wanted > current) {
    const limit = Math.max(current, mostPods(now, current, events, behavior.scaleUp));
    return Math.min(wanted, range.maxReplicas, limit);
  }
  if (wanted < current) {
    const limit = Math.min(current, fewestPods(now, current, events, behavior.scaleDown));
    return Math.max(wanted, range.minReplicas, limit);
  }
  return wanted;
}

function mostPods(now: number, current: number, events: ScaleEvents, rules: HpaRules): number {
  if (rules.selectPolicy === 'Disabled') return current;
  const proposals = rules.policies.map(({ type, value, periodSeconds }) => {
    const before = replicasBefore(now - periodSeconds, current, events);
    return type === 'Pods' ? before + value : Math.ceil(before * (1 + value / 100));
  });
  return rules.selectPolicy === 'Min' ? Math.min(...proposals) : Math.max(...proposals);
}

function fewestPods(now: number, current: number, events: ScaleEvents, rules: HpaRules): number {
  if (rules.selectPolicy === 'Disabled') return current;
  const proposals = rules.policies.map(({ type, value, periodSeconds }) => {
    const before = replicasBefore(now - periodSeconds, current, events);
    return type === 'Pods' ? before - value : Math.trunc(before * (1 - value / 100));
  });
  // Down, the policy that changes most is the one that leaves fewest.
  return rules.selectPolicy === 'Min' ? Math.max(...proposals) : Math.min(...proposals);
}

/** The replicas at the beginning of a policy's period, by undoing what has been changed since. */
function replicasBefore(cutoff: number, current: number, { up, down }: ScaleEvents): number {
  const changed = (events: readonly Noted[]): number =>
    events.filter(({ seconds }) => seconds > cutoff).reduce((sum, { replicas }) => sum + replicas, 0);
  return current - changed(up) + changed(down);
}
