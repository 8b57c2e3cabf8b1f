import type { IPumaEdge } from './edge/puma-edge';
import type { BlastLimits } from './model/blast';
import type { Capacity } from './model/capacity';
import { within } from './model/errors';
import type { PumaComponent } from './puma-component';

/** Where a component's rules go. */
interface Guarded {
  /** Where the component stands in the user's props. */
  readonly path: string;
  readonly hostnames: string[];
  readonly namePrefix: string;
}

/** What of an edge rules go into, whoever makes its load balancer. */
type Guarding = Pick<IPumaEdge, 'webAcl' | 'requireWebAcl'>;

/** Puts a component's rules into the edge's web ACL; returns the limits of its blast protection. */
export function guard(
  edge: Guarding,
  { rateRules, blastProtection, programPaths = [] }: PumaComponent,
  { path, hostnames, namePrefix }: Guarded,
  capacity: Capacity,
): BlastLimits | undefined {
  const paths = [...programPaths, ...(blastProtection?.paths ?? [])];
  if (paths.length > 0) {
    within(path, () => edge.webAcl?.addProgramPaths({ paths, hostnames, owner: namePrefix }));
  }
  rateRules?.forEach((rule) => edge.requireWebAcl(`${path}.rateRules`).addRateRule(rule, { hostnames, namePrefix }));
  if (!blastProtection) return undefined;
  const webAcl = edge.requireWebAcl(`${path}.blastProtection`);
  const [limits, rules] = within(path, () => [blastProtection.limits(capacity), blastProtection.rateRules(capacity)]);
  rules.forEach((rule) => webAcl.addRateRule(rule, { hostnames, namePrefix }));
  return limits;
}
