import type { LedgerEntry } from './ledger';
import type { TimingInputs } from './timing-inputs';
import { LONGEST_SECONDS } from './timing-margins';

/** The inputs that are plain numbers. */
export type FigureName = Exclude<keyof TimingInputs, 'startupProbe' | 'readinessProbe' | 'livenessProbe'>;

/** Settles one figure: the input of that name when it is given, else the derived value. */
export type Figure = (name: FigureName, entry: Omit<LedgerEntry, 'name' | 'given'>) => number;

/** Range of a timer that Puma or Kubernetes keeps in the pod. */
export function inPod(min: number): Pick<LedgerEntry, 'min' | 'max' | 'code' | 'why'> {
  return {
    min,
    max: LONGEST_SECONDS,
    code: 'DurationInvalid',
    why: 'Puma and Kubernetes count whole seconds, and a timer of more than a day in a pod is a mistake of unit',
  };
}
