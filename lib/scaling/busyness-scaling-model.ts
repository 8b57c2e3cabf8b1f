import { Token } from 'aws-cdk-lib';
import type { BusynessScalingOptions, ScalingTolerance } from './busyness-scaling-options';
import type { MetricSource } from './metric-source';
import type { RenderedSource } from './scaled-object';
import { ifKnown } from '../known';
import { numberWithin, wholeNumberWithin } from '../model/checks';
import { refuse, wholeNumber } from '../model/errors';
import type { HpaSettings } from '../model/hpa';
import type { HpaBehavior } from '../model/hpa-behavior';
import { CPU_PERCENT } from '../model/scaling';
import type { Tolerances } from '../model/scaling';
import type { ScheduledWindow } from '../model/scheduled-capacity';
import { checkScheduledWindows, scheduledPods } from '../model/scheduled-capacity';
import type { Sight } from '../model/sight';

/** A BusynessScaling as the model plays it: the same settings that its manifests carry. */
export interface ModelledScaling {
  readonly settings: HpaSettings;
  readonly sight: Extract<Sight, { kind: 'busyness' }>;
  readonly scheduled: readonly ScheduledWindow[];
}

export interface ModelInputs {
  readonly minPods: number;
  readonly maxPods: number;
  readonly targetBusyness: number;
  readonly cpuPercent?: number;
  readonly scheduled: readonly ScheduledWindow[];
  readonly behavior: HpaBehavior;
  readonly metric: MetricSource;
  readonly source: RenderedSource;
}

export function modelled(inputs: ModelInputs): ModelledScaling {
  const { minPods, maxPods, targetBusyness, cpuPercent, scheduled, behavior, metric, source } = inputs;
  const schedule = scheduled.length === 0 ? 'none' : source.scalingModifiers ? 'formula' : 'metric';
  return {
    settings: {
      minReplicas: minPods,
      maxReplicas: maxPods,
      behavior,
      metrics: [
        { type: 'Value', target: targetBusyness },
        ...(schedule === 'metric' ? [{ type: 'AverageValue' as const, target: 1 }] : []),
        ...(cpuPercent === undefined ? [] : [{ type: 'Utilization' as const, target: cpuPercent }]),
      ],
    },
    sight: {
      kind: 'busyness',
      periodSeconds: source.periodSeconds,
      endOffsetSeconds: source.endOffsetSeconds,
      aligned: metric._kind === 'cloudWatch',
      countBacklog: metric._countsBacklog,
      targetBusyness,
      scaleUpTolerance: behavior.scaleUp.tolerance,
      schedule,
    },
    scheduled,
  };
}

/** Percent to ratios. */
export function tolerancesOf({ scaleUpPercent, scaleDownPercent }: ScalingTolerance = {}): Tolerances {
  const ratio = (percent: number | undefined): number | undefined =>
    percent === undefined ? undefined : Math.round(percent * 100) / 10_000;
  return { scaleUp: ratio(scaleUpPercent), scaleDown: ratio(scaleDownPercent) };
}

/** Refuses what KEDA's webhook, its cron trigger or the HPA API would, and what a plain HPA cannot do. */
export function checkExtras(
  options: BusynessScalingOptions,
  metric: MetricSource,
  range: { readonly minPods: number; readonly maxPods: number },
): void {
  const { cpuPercent, scheduled, tolerance, fallbackPods } = options;
  ifKnown(cpuPercent, (percent) =>
    wholeNumberWithin(
      {
        code: 'CpuPercentInvalid',
        path: 'cpuPercent',
        ...CPU_PERCENT,
        why: 'it is percent of the CPU that the pods ask for, and the HPA takes whole ones',
      },
      percent,
    ),
  );
  for (const name of ['scaleUpPercent', 'scaleDownPercent'] as const) {
    const given = tolerance?.[name];
    if (given === undefined) continue;
    numberWithin(
      {
        code: 'ToleranceInvalid',
        path: `tolerance.${name}`,
        min: 0,
        max: 100,
        why: 'it is percent of the target, not a ratio, and the HPA API refuses a negative one',
      },
      given,
    );
  }
  if (!metric._needsKeda) {
    needsKeda('fallbackPods', fallbackPods);
    needsKeda('scheduled', scheduled);
  }
  checkScheduledWindows('scheduled', scheduled ?? [], range.minPods, range.maxPods);
}

function needsKeda(path: string, given: unknown): void {
  if (given === undefined) return;
  refuse({
    code: 'NeedsKeda',
    path,
    given,
    allowed: 'nothing; or a metric that KEDA reads: MetricSource.cloudWatch() or MetricSource.prometheus()',
    why: 'a plain HPA knows neither a fallback nor a clock: it keeps the fleet as it is while its metric is missing',
  });
}

/** Refuses a number of pods for a blind fleet that it could not have. */
export function checkFallback(given: number | undefined, maxPods: number): void {
  if (given === undefined || Token.isUnresolved(given)) return;
  wholeNumber(
    'FallbackPodsInvalid',
    'fallbackPods',
    given,
    1,
    maxPods,
    'without the metric the fleet is kept at this size at least, and never above maxPods',
  );
}

/**
 * What KEDA's fallback asks for: a larger fleet must clear the tolerance, as 12 would leave 11 as they are. Where nobody has
 * asked for a larger one, the fleet stays as it is.
 */
export function blindPods(given: number | undefined, minPods: number, scaleUpTolerance: number | undefined): number {
  if (given === undefined) return minPods;
  return Token.isUnresolved(given) ? given : scheduledPods(given, scaleUpTolerance);
}
