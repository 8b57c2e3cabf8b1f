import { Ledger } from './ledger';
import { settleProbe } from './probes';
import type { Reasoned } from './probes';
import type { ProbeNumbers } from './watcher-numbers';
import { settleDeregistrationDelay, settleEdge, settleHealthCheck } from './timing-edge';
import type { EdgeFigures, HealthCheckFigures } from './timing-edge';
import type { Figure } from './timing-figure';
import type { TimingInputs } from './timing-inputs';
import { SECRETS_BUDGET_SECONDS } from './timing-margins';
import { noteReactions } from './timing-reactions';
import type { ReactionFigures } from './timing-reactions';
import { settleBoot, settleTermination } from './timing-pod';
import type { BootFigures, TerminationFigures } from './timing-pod';

/** All figures of the timing model; every name is that of the input which overrides it. */
export interface TimingNumbers
  extends EdgeFigures, HealthCheckFigures, BootFigures, TerminationFigures, ReactionFigures {
  readonly deregistrationDelaySeconds: number;
  readonly startupProbe: ProbeNumbers;
  readonly readinessProbe: ProbeNumbers;
  readonly livenessProbe: ProbeNumbers;
}

/** Where the inputs stand, for errors: the name of the prop that carries them. */
export const TIMING_PATH = 'timing';

/** Settles every figure from the inputs, with the reason of each; whether they fit together is for the rules to say. */
export function settleTiming(given: TimingInputs | undefined): { numbers: TimingNumbers; ledger: Ledger } {
  const ledger = new Ledger(TIMING_PATH);
  const inputs = ledger.group('', given);
  const figure: Figure = (name, entry) => ledger.settle({ name, given: inputs[name], ...entry });

  const edge = settleEdge(figure);
  const termination = settleTermination(figure, edge.slowestRequestSeconds);
  const deregistrationDelaySeconds = settleDeregistrationDelay(
    figure,
    termination.deregistrationPropagationSeconds,
    edge.slowestRequestSeconds,
  );
  const healthCheck = settleHealthCheck(figure);
  const boot = settleBoot(figure);
  const probes = settleProbes(
    inputs,
    ledger,
    SECRETS_BUDGET_SECONDS + boot.applicationBootSeconds + boot.workerBootTimeoutSeconds,
  );
  const settled = { ...edge, ...termination, deregistrationDelaySeconds, ...healthCheck, ...boot, ...probes };
  return { numbers: { ...settled, ...noteReactions(ledger, settled) }, ledger };
}

function settleProbes(
  inputs: TimingInputs,
  ledger: Ledger,
  startupBudget: number,
): Pick<TimingNumbers, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  const timeout = { value: 5, because: 'longer than any answer of the runtime takes; one slow answer does not matter' };
  const startupThreshold = (period: number, delay: number): Reasoned => ({
    // The first probe may come at once, so as many probes take one period less.
    value: Math.ceil(Math.max(0, startupBudget - delay) / period) + 1,
    because: `1 + (${SECRETS_BUDGET_SECONDS} for certificates + applicationBootSeconds + workerBootTimeoutSeconds - delay) ÷ period = 1 + (${startupBudget} - ${delay}) ÷ ${period}`,
  });
  return {
    startupProbe: settleProbe(ledger, 'startupProbe', inputs.startupProbe, {
      period: { value: 5, because: 'a pod that has started is noticed within 5 s' },
      timeout,
      threshold: startupThreshold,
      source: "Kubernetes docs, probes; Puma's own deadline acts first, and is logged",
    }),
    readinessProbe: settleProbe(ledger, 'readinessProbe', inputs.readinessProbe, {
      period: { value: 5, because: 'a pod that cannot serve leaves soon' },
      timeout,
      threshold: () => ({ value: 3, because: "Kubernetes' default" }),
      source: 'Kubernetes docs, probes; field data: a long timeout',
    }),
    livenessProbe: settleProbe(ledger, 'livenessProbe', inputs.livenessProbe, {
      period: { value: 10, because: "Kubernetes' default" },
      timeout,
      threshold: () => ({ value: 10, because: 'only a pod that stays dead is restarted: load is no reason' }),
      source: 'field data: a failure threshold of 10',
    }),
  };
}
