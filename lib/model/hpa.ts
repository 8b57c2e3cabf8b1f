import { HPA_TOLERANCE } from './busyness';
import type { HpaBehavior, Noted } from './hpa-behavior';
import { paced, stabilized } from './hpa-behavior';
import type { HpaPods, HpaTolerances, ResourceUsage } from './hpa-proposal';
import { averageValueProposal, utilizationProposal, valueProposal } from './hpa-proposal';

/** A metric of the HPA with its target. */
export type HpaMetric =
  | { readonly type: 'Value' | 'AverageValue'; readonly target: number }
  | { readonly type: 'Utilization'; readonly target: number };

export interface HpaSettings {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly metrics: readonly HpaMetric[];
  readonly behavior: HpaBehavior;
}

/** What one look of the HPA sees: the pods, and of each metric its value; undefined where it cannot be read. */
export interface HpaSample extends Omit<HpaPods, 'replicas'> {
  readonly seconds: number;
  readonly values: readonly (number | ResourceUsage | undefined)[];
  /** `spec.replicas`, where something else than the HPA has set it since the last look. */
  readonly replicas?: number;
}

/** One look of the HPA: what each metric asked for, and what became of it. */
export interface HpaDecision {
  readonly seconds: number;
  /** Replicas before. */
  readonly current: number;
  /** What each metric proposes. */
  readonly proposals: readonly (number | undefined)[];
  /** The greatest of them; undefined when the HPA does nothing, as a metric that cannot be read might ask for more. */
  readonly proposal: number | undefined;
  /** What the windows leave of it. */
  readonly stabilized: number;
  /** Replicas after: what policies and range leave of it. */
  readonly replicas: number;
}

/** The controller's memory of one HPA, looked through every 15 s. */
export class Hpa {
  private noted: Noted[] = [];
  private up: Noted[] = [];
  private down: Noted[] = [];
  private replicas: number;
  private readonly tolerances: HpaTolerances;

  constructor(
    private readonly settings: HpaSettings,
    initialReplicas: number,
  ) {
    this.replicas = initialReplicas;
    const { scaleUp, scaleDown } = settings.behavior;
    this.tolerances = {
      scaleUp: scaleUp.tolerance ?? HPA_TOLERANCE,
      scaleDown: scaleDown.tolerance ?? HPA_TOLERANCE,
    };
  }

  /** One look. */
  public sync(sample: HpaSample): HpaDecision {
    const { seconds } = sample;
    const { minReplicas, maxReplicas } = this.settings;
    const current = sample.replicas ?? this.replicas;
    // The first look notes the replicas that it finds, so that a new HPA does not shrink at once.
    if (this.noted.length === 0) this.noted.push({ seconds, replicas: current });
    if (current > maxReplicas || current < minReplicas) {
      const replicas = Math.min(Math.max(current, minReplicas), maxReplicas);
      return this.decide(sample, { proposals: [], proposal: replicas, stabilized: replicas, replicas }, current);
    }
    const proposals = this.settings.metrics.map((metric, i) => this.propose(metric, sample.values[i], sample, current));
    const proposal = greatest(proposals, current);
    if (proposal === undefined) {
      return this.decide(sample, { proposals, proposal, stabilized: current, replicas: current }, current);
    }
    const { behavior } = this.settings;
    const held = stabilized(seconds, current, proposal, this.noted, behavior);
    this.note(seconds, proposal);
    const replicas = paced(seconds, current, held, this.settings, { up: this.up, down: this.down }, behavior);
    return this.decide(sample, { proposals, proposal, stabilized: held, replicas }, current);
  }

  private propose(
    { type, target }: HpaMetric,
    value: HpaSample['values'][number],
    { readyPods, statusReplicas }: HpaSample,
    replicas: number,
  ): number | undefined {
    const pods: HpaPods = { replicas, readyPods, statusReplicas };
    if (value === undefined) return undefined;
    if (typeof value === 'object') return utilizationProposal(value, target, pods, this.tolerances);
    const propose = type === 'AverageValue' ? averageValueProposal : valueProposal;
    return propose(value, target, pods, this.tolerances);
  }

  private decide(
    { seconds }: HpaSample,
    outcome: Omit<HpaDecision, 'seconds' | 'current'>,
    current: number,
  ): HpaDecision {
    const { replicas } = outcome;
    const { scaleUp, scaleDown } = this.settings.behavior;
    if (replicas > current) this.up = recent(this.up, seconds, scaleUp.policies, replicas - current);
    if (replicas < current) this.down = recent(this.down, seconds, scaleDown.policies, current - replicas);
    this.replicas = replicas;
    return { seconds, current, ...outcome };
  }

  private note(seconds: number, replicas: number): void {
    const { scaleUp, scaleDown } = this.settings.behavior;
    const oldest = seconds - Math.max(scaleUp.stabilizationWindowSeconds, scaleDown.stabilizationWindowSeconds);
    this.noted = [...this.noted.filter((noted) => noted.seconds >= oldest), { seconds, replicas }];
  }
}

/** Plays what an HPA saw, look by look: for replaying a real run. Looks are 15 s apart there (`HPA_SYNC_SECONDS`). */
export function playHpa(settings: HpaSettings, initialReplicas: number, samples: readonly HpaSample[]): HpaDecision[] {
  const hpa = new Hpa(settings, initialReplicas);
  return samples.map((sample) => hpa.sync(sample));
}

/** The metric that asks for most wins. One that cannot be read may not be outvoted by others that would shrink the fleet. */
function greatest(proposals: readonly (number | undefined)[], current: number): number | undefined {
  const valid = proposals.filter((proposal): proposal is number => proposal !== undefined);
  if (valid.length === 0) return undefined;
  const most = Math.max(...valid);
  return valid.length < proposals.length && most < current ? undefined : most;
}

function recent(
  events: readonly Noted[],
  seconds: number,
  policies: readonly { readonly periodSeconds: number }[],
  replicas: number,
): Noted[] {
  const oldest = seconds - Math.max(0, ...policies.map(({ periodSeconds }) => periodSeconds));
  return [...events.filter((event) => event.seconds > oldest), { seconds, replicas }];
}
