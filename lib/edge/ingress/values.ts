import { ifKnown } from '../../known';
import { refuse } from '../../model/errors';

/** What every annotation of the controller begins with. */
const ANNOTATION = 'alb.ingress.kubernetes.io/';

export type Annotations = Record<string, string>;

/** Annotations by their full names, without those that are undefined. */
export function annotations(given: Record<string, string | undefined>): Annotations {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[ANNOTATION + name, value]])),
  );
}

/** `a,b,c` */
export function list(path: string, values: readonly string[]): string {
  values.forEach((value, i) => checkPart(`${path}[${i}]`, value));
  return values.join(',');
}

/** `a=1,b=2`: whatever stands behind the first `=` of a pair is its value. Undefined when there is nothing. */
export function pairs(path: string, values: Record<string, string>): string | undefined {
  const entries = Object.entries(values);
  if (entries.length === 0) return undefined;
  return entries
    .map(([key, value]) => {
      checkPart(`${path}.${key}`, value);
      return `${key}=${value}`;
    })
    .join(',');
}

/** Refuses what the controller would take apart. */
function checkPart(path: string, value: string): void {
  ifKnown(value, (known) => {
    if (!known.includes(',')) return;
    refuse({
      code: 'AnnotationCannotHold',
      path,
      given: known,
      allowed: 'a value without a comma, or a PumaEdge, whose load balancer CDK makes',
      why: 'the controller splits the annotation at commas, and there is no way to escape one',
    });
  });
}
