import type { Ledger } from './ledger';
import { earliestFailure, latestFailure } from './probes';
import type { ProbeNumbers } from './watcher-numbers';
import type { HealthCheckFigures } from './timing-edge';

/** How fast each watcher of a pod acts; follows from its figures and cannot be set. */
export interface ReactionFigures {
  /** Seconds until the ALB has taken a failing pod out, at most. */
  readonly targetPulledWithinSeconds: number;
  /** Seconds until a pod that hangs is no longer ready, at most. */
  readonly unreadyWithinSeconds: number;
  /** Seconds before a dead pod is restarted, at least. */
  readonly livenessSparesSeconds: number;
  /** Seconds that a starting pod is spared, at least. */
  readonly startupSparesSeconds: number;
}

/** What the reactions follow from. */
type Watchers = HealthCheckFigures & Record<'startupProbe' | 'readinessProbe' | 'livenessProbe', ProbeNumbers>;

export function noteReactions(ledger: Ledger, pod: Watchers): ReactionFigures {
  const { unhealthyThreshold, healthCheckIntervalSeconds, healthCheckTimeoutSeconds } = pod;
  const note = (name: keyof ReactionFigures, value: number, derivation: string, source: string): number =>
    ledger.note({ name, value, unit: 's', derivation, source });
  const kubelet = 'Kubernetes source, prober: the first probe comes at once, the kubelet acts on the last';
  const spares = (probe: ProbeNumbers): string => `(${probe.failureThreshold} - 1) × ${probe.periodSeconds}`;
  const { startupProbe, readinessProbe, livenessProbe } = pod;
  return {
    targetPulledWithinSeconds: note(
      'targetPulledWithinSeconds',
      unhealthyThreshold * healthCheckIntervalSeconds + healthCheckTimeoutSeconds,
      `${unhealthyThreshold} × ${healthCheckIntervalSeconds} + ${healthCheckTimeoutSeconds}: it failed just after a check`,
      'AWS docs, health checks for target groups',
    ),
    unreadyWithinSeconds: note(
      'unreadyWithinSeconds',
      latestFailure(readinessProbe),
      `${readinessProbe.failureThreshold} × ${Math.max(readinessProbe.periodSeconds, readinessProbe.timeoutSeconds)} + ${readinessProbe.timeoutSeconds}: it hung just after a probe`,
      kubelet,
    ),
    livenessSparesSeconds: note(
      'livenessSparesSeconds',
      earliestFailure(livenessProbe),
      spares(livenessProbe),
      kubelet,
    ),
    startupSparesSeconds: note(
      'startupSparesSeconds',
      startupProbe.initialDelaySeconds + earliestFailure(startupProbe),
      `${startupProbe.initialDelaySeconds} + ${spares(startupProbe)}`,
      kubelet,
    ),
  };
}
