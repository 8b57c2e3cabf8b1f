import { HPA_SYNC_SECONDS } from './busyness';
import { DEFAULT_METRIC_PERIOD_SECONDS } from './cloudwatch';
import type { ModelAdvice } from './explanation';
import type { HpaBehavior, HpaRules } from './hpa-behavior';
import { PUBLISH_INTERVAL_SECONDS } from './metrics';

/** Pods by default: one a zone in three zones, and ten times that. */
export const DEFAULT_POD_RANGE = { minPods: 3, maxPods: 30 } as const;

/** Allowance, in seconds, from a pod's sending a point until CloudWatch answers with it; AWS names no figure. */
const METRIC_DELIVERY_SECONDS = 10;

/** KEDA's failures in a row before its fallback; with one look every 15 s, one lost minute of metrics is not an outage. */
export const FALLBACK_FAILURES = 3;

/** Seconds of low demand before pods go (Kubernetes' default; field data: 0 s shrank a saturated fleet, 300 s held). */
const SCALE_DOWN_STABILIZATION_SECONDS = 300;

/** Pods added at once where doubling would be fewer: one more pod a zone in three zones, and one. */
export const PODS_ADDED_AT_ONCE = 4;

/** Share of the pods, in percent, that may go in one step down: what a wrong step takes away, the rest can bear. */
export const SHARE_REMOVED_AT_ONCE = 20;

/** Longest window and longest policy period that the HPA API takes, in seconds (autoscaling/v2). */
const HPA_LONGEST_WINDOW_SECONDS = 3600;
const HPA_LONGEST_PERIOD_SECONDS = 1800;

/** Seconds that a value of an adapter's metric may be the mean over. */
export const EXTERNAL_WINDOW_SECONDS = { min: 10, max: 600 } as const;

/** CPU in percent of the request that a guard may stand at; more than 100 where pods may take more than they asked for. */
export const CPU_PERCENT = { min: 1, max: 1000 } as const;

/** Which stretch of the metrics a scaler reads. */
export interface MetricWindow {
  /** Length of one data point, in seconds. */
  readonly periodSeconds: number;
  /** How far back the end of the window lies, in seconds: until every pod's last point has arrived. */
  readonly endOffsetSeconds: number;
  /** Length of the window, in seconds: how old the newest point may be before the metric counts as missing. */
  readonly collectionSeconds: number;
  /** Seconds until a change of load is surely in the value that the HPA sees. */
  readonly lagSeconds: number;
}

/** The window for a period: its end waits for the last point to be published and delivered. */
export function metricWindow(
  periodSeconds: number = DEFAULT_METRIC_PERIOD_SECONDS,
  publishIntervalSeconds: number = PUBLISH_INTERVAL_SECONDS,
): MetricWindow {
  const endOffsetSeconds = publishIntervalSeconds + METRIC_DELIVERY_SECONDS;
  // Two periods bear one late point; a minute at least, or a pause of two points would be an outage.
  const collectionSeconds = Math.max(2 * periodSeconds, 60);
  return {
    periodSeconds,
    endOffsetSeconds,
    collectionSeconds,
    lagSeconds: periodSeconds + endOffsetSeconds + HPA_SYNC_SECONDS,
  };
}

/** What of the pods' timing the pace of scaling depends on. */
export interface PaceInputs {
  readonly applicationBootSeconds: number;
  readonly warmUpSeconds: number;
  readonly terminationGracePeriodSeconds: number;
}

/** The pace of an HPA, as its `behavior`. */
export interface ScalingPace {
  readonly scaleUp: { readonly stabilizationSeconds: number; readonly periodSeconds: number };
  readonly scaleDown: { readonly stabilizationSeconds: number; readonly periodSeconds: number };
}

/**
 * Up at once, but at most doubling while the last step's pods boot and warm up and have not shown yet what they carry.
 * Down only after the metric has stayed low for longer than a round of growth takes, and no further before the pods that
 * left have drained and the metric has told what the rest carry.
 */
export function scalingPace(pods: PaceInputs, window: MetricWindow): ScalingPace {
  const startSeconds = pods.applicationBootSeconds + pods.warmUpSeconds;
  return {
    scaleUp: {
      stabilizationSeconds: 0,
      periodSeconds: within(Math.max(startSeconds, window.periodSeconds), HPA_LONGEST_PERIOD_SECONDS),
    },
    scaleDown: {
      stabilizationSeconds: within(
        Math.max(SCALE_DOWN_STABILIZATION_SECONDS, startSeconds + window.lagSeconds),
        HPA_LONGEST_WINDOW_SECONDS,
      ),
      periodSeconds: within(
        Math.max(pods.terminationGracePeriodSeconds, window.periodSeconds + window.endOffsetSeconds),
        HPA_LONGEST_PERIOD_SECONDS,
      ),
    },
  };
}

function within(value: number, longest: number): number {
  return Math.min(Math.ceil(value), longest);
}

/** Ratios by which the metric may be off its target, where they are not the cluster's own. */
export interface Tolerances {
  readonly scaleUp?: number;
  readonly scaleDown?: number;
}

/** First minor version of Kubernetes 1 whose API server takes a tolerance by default (HPAConfigurableTolerance, beta). */
const TOLERANCE_SINCE_MINOR = 35;

/** A tolerance that the API server drops without a word. */
export function toleranceAdvice(version: string, given: object | undefined): ModelAdvice | undefined {
  if (given === undefined || Object.keys(given).length === 0) return undefined;
  if (Number(version.split('.')[1]) >= TOLERANCE_SINCE_MINOR) return undefined;
  return {
    id: 'toleranceIgnored',
    message:
      `scaling.tolerance has no effect on Kubernetes ${version}: its API server drops the field unless the feature gate ` +
      `HPAConfigurableTolerance is on, as it is by default from 1.${TOLERANCE_SINCE_MINOR}. The fleet follows with the cluster's own 10 %.`,
  };
}

/** The pace as an HPA's `behavior`: what the manifests carry, and what the simulator plays. */
export function hpaBehavior(pace: ScalingPace, tolerances: Tolerances = {}): HpaBehavior {
  const { scaleUp, scaleDown } = pace;
  return {
    scaleUp: rules(scaleUp, tolerances.scaleUp, 100, PODS_ADDED_AT_ONCE),
    // A fifth of a small fleet rounds to none: one pod may always go.
    scaleDown: rules(scaleDown, tolerances.scaleDown, SHARE_REMOVED_AT_ONCE, 1),
  };
}

function rules(
  { stabilizationSeconds, periodSeconds }: ScalingPace['scaleUp'],
  tolerance: number | undefined,
  percent: number,
  pods: number,
): HpaRules {
  return {
    stabilizationWindowSeconds: stabilizationSeconds,
    selectPolicy: 'Max',
    policies: [
      { type: 'Percent', value: percent, periodSeconds },
      { type: 'Pods', value: pods, periodSeconds },
    ],
    ...(tolerance !== undefined && { tolerance }),
  };
}
