import type { Ledger } from './ledger';
import type { ProbeOverrides } from './timing-inputs';
import type { ProbeNumbers } from './watcher-numbers';

/** Kubernetes counts probes' seconds and thresholds in int32. Source: Kubernetes API, Probe. */
const INT32_MAX = 2_147_483_647;

/** A derived figure and its reason. */
export interface Reasoned {
  readonly value: number;
  readonly because: string;
}

/** Derived figures of a probe; the threshold may depend on the period and the delay that were settled. */
export interface ProbeDefaults {
  readonly period: Reasoned;
  readonly timeout: Reasoned;
  readonly threshold: (periodSeconds: number, initialDelaySeconds: number) => Reasoned;
  readonly source: string;
}

/** Settles the figures of one probe. */
export function settleProbe(
  ledger: Ledger,
  name: string,
  given: ProbeOverrides | undefined,
  own: ProbeDefaults,
): ProbeNumbers {
  const overrides = ledger.group(name, given);
  const figure = (key: keyof ProbeOverrides, derived: Reasoned, unit: string, min: number): number =>
    ledger.settle({
      name: `${name}.${key}`,
      given: overrides[key],
      derived: derived.value,
      derivation: derived.because,
      source: own.source,
      unit,
      min,
      max: INT32_MAX,
      code: 'ProbeInvalid',
      why: 'the API server takes no other number in a probe',
    });
  const noDelay = { value: 0, because: 'readiness and liveness wait for startup, which may fail until its threshold' };
  const initialDelaySeconds = figure('initialDelaySeconds', noDelay, 's', 0);
  const periodSeconds = figure('periodSeconds', own.period, 's', 1);
  const timeoutSeconds = figure('timeoutSeconds', own.timeout, 's', 1);
  const failureThreshold = figure('failureThreshold', own.threshold(periodSeconds, initialDelaySeconds), 'probes', 1);
  return { initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold, successThreshold: 1 };
}

/**
 * Seconds that a failing container is spared at least: the first of its failing probes may come at once, and the kubelet
 * acts on the last. Kubernetes' docs say threshold x period; that is one period too hopeful.
 */
export function earliestFailure(probe: ProbeNumbers): number {
  return (probe.failureThreshold - 1) * probe.periodSeconds;
}

/**
 * Seconds until a hanging container is noticed at most: it hung just after a probe, and each probe takes its whole timeout
 * (a probe slower than its period delays the next).
 */
export function latestFailure(probe: ProbeNumbers): number {
  return probe.failureThreshold * Math.max(probe.periodSeconds, probe.timeoutSeconds) + probe.timeoutSeconds;
}
