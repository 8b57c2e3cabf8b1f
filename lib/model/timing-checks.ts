import { refuse } from './errors';
import type { ModelAdvice } from './explanation';
import type { Ledger } from './ledger';
import { FORCE_SHUTDOWN_GRACE_SECONDS } from './puma';
import { GRACE_MARGIN_SECONDS } from './timing-margins';
import { TIMING_PATH } from './timing-numbers';
import type { TimingNumbers } from './timing-numbers';
import { TIMING_RULES, holds } from './timing-rules';
import type { Relation } from './timing-rules';

const WORDS: Record<Relation, string> = { '>': 'more than', '>=': 'at least', '<': 'less than', '<=': 'at most' };

/** Refuses figures that do not fit together, by the first rule that they break. */
export function checkRules(numbers: TimingNumbers, ledger: Ledger): void {
  for (const rule of TIMING_RULES) {
    if (holds(rule, numbers)) continue;
    const bound = `${WORDS[rule.relation]} ${rule.right(numbers)}, which is ${ledger.withValues(rule.rightText)}`;
    const { code, why } = rule;
    if (rule.input === undefined) {
      refuse({ code, path: `${TIMING_PATH}.${rule.left}`, given: numbers[rule.left], allowed: bound, why });
    }
    const given = ledger.rows.find((row) => row.name === rule.input)?.value;
    const effect = `a value with which ${rule.left}, now ${numbers[rule.left]}, is ${bound}`;
    refuse({ code, path: `${TIMING_PATH}.${rule.input}`, given, allowed: effect, why });
  }
}

/** What is legal but unwise in figures that fit together. */
export function timingAdvice(n: TimingNumbers): ModelAdvice[] {
  const advice: ModelAdvice[] = [];
  const podEnds = n.preStopSeconds + n.workerShutdownTimeoutSeconds;
  if (n.terminationGracePeriodSeconds < podEnds + GRACE_MARGIN_SECONDS) {
    advice.push({
      id: 'gracePeriodWithoutSlack',
      message:
        `terminationGracePeriodSeconds ${n.terminationGracePeriodSeconds} leaves ${n.terminationGracePeriodSeconds - podEnds} s ` +
        `after preStopSeconds ${n.preStopSeconds} + workerShutdownTimeoutSeconds ${n.workerShutdownTimeoutSeconds}: ` +
        'a kubelet that acts late, or a hook in the application, and Puma is killed before it has closed in order. ' +
        `Better: ${podEnds + GRACE_MARGIN_SECONDS}.`,
    });
  }
  if (n.forceShutdownAfterSeconds < n.slowestRequestSeconds) {
    const needed = n.slowestRequestSeconds + FORCE_SHUTDOWN_GRACE_SECONDS;
    advice.push({
      id: 'forceShutdownBeforeSlowestRequest',
      message:
        `Puma ends requests ${n.forceShutdownAfterSeconds} s after SIGTERM with a 503 (forceShutdownAfterSeconds), and the ` +
        `slowest may take ${n.slowestRequestSeconds} s: one that reaches a pod late would be cut. ` +
        `Better: a drain of at least ${needed} s (slowestRequestSeconds + ${FORCE_SHUTDOWN_GRACE_SECONDS}), or leave forceShutdownAfterSeconds out.`,
    });
  }
  if (n.targetPulledWithinSeconds > n.idleTimeoutSeconds) {
    advice.push({
      id: 'healthCheckSlowerThanIdleTimeout',
      message:
        `The load balancer pulls a hanging pod after up to ${n.targetPulledWithinSeconds} s ` +
        `(${n.unhealthyThreshold} × ${n.healthCheckIntervalSeconds} + ${n.healthCheckTimeoutSeconds}), and answers 504 for its ` +
        `first lost request after ${n.idleTimeoutSeconds} s (idleTimeoutSeconds): a client that tries again may meet the same pod. ` +
        'Better: a shorter healthCheckIntervalSeconds.',
    });
  }
  return advice;
}
