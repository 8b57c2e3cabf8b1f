import type { HpaBehavior, HpaRules } from '../model/hpa-behavior';

/** `behavior` of the HPA API. */
export interface BehaviorObject {
  readonly scaleUp: RulesObject;
  readonly scaleDown: RulesObject;
}

/** A tolerance is a quantity to Kubernetes: text, where it is no whole number. */
interface RulesObject extends Omit<HpaRules, 'tolerance'> {
  readonly tolerance?: string;
}

export function behaviorObject({ scaleUp, scaleDown }: HpaBehavior): BehaviorObject {
  return { scaleUp: rulesObject(scaleUp), scaleDown: rulesObject(scaleDown) };
}

function rulesObject({ tolerance, ...rules }: HpaRules): RulesObject {
  return { ...rules, ...(tolerance !== undefined && { tolerance: String(tolerance) }) };
}
