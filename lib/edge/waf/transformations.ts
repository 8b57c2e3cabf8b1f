import { refuse } from '../../model/errors';
import { WAF } from '../../model/waf';
import type { TextTransformation } from '../text-transformation';

/** Refuses transformations that one statement cannot have. */
export function checkTransformations(
  where: string,
  given: readonly TextTransformation[] = [],
): readonly TextTransformation[] {
  if (given.length > WAF.transformationsPerStatement || new Set(given).size < given.length) {
    refuse({
      code: 'TextTransformationsInvalid',
      path: `${where}.transformations`,
      given,
      allowed: `at most ${WAF.transformationsPerStatement} transformations, each once`,
      why: 'AWS WAF applies no more in one statement, and a second mention is mostly a slip for another transformation',
    });
  }
  return given;
}
