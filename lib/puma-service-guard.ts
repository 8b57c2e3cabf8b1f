import { coversPath } from './edge/listener-priority';
import type { IPumaEdge } from './edge/puma-edge';
import type { BlastLimits } from './model/blast';
import type { Capacity } from './model/capacity';
import { within } from './model/errors';
import type { ModelAdvice } from './model/explanation';
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
  component: PumaComponent,
  { path, hostnames, namePrefix }: Guarded,
  capacity: Capacity,
): BlastLimits | undefined {
  const { rateRules, blastProtection } = component;
  const paths = pathsOfPrograms(component);
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

/** Warns of programs that meet a sign-in, which none of them can go through. */
export function signInAdvice(component: PumaComponent): ModelAdvice[] {
  const { authentication, rules = [] } = component.routing ?? {};
  const everywhere = authentication?._stops ?? false;
  const patterns = rules.flatMap(({ _authentication, _options }) => (_authentication?._stops ? _options.paths : []));
  const met = pathsOfPrograms(component).filter(
    (path) => everywhere || patterns.some((pattern) => coversPath(pattern, `${path}*`)),
  );
  if (met.length === 0) return [];
  return [
    {
      id: 'programsMeetSignIn',
      message:
        `${component.name}: programs ask for ${met.join(', ')}, and users sign in there before a request reaches a pod. An API client, a ` +
        'webhook or a link scanner cannot, and a reader who follows a link meets the sign-in first. Have users sign in on ' +
        'the paths of pages alone (EdgeRule.authenticate), or give these paths a component of their own.',
    },
  ];
}

function pathsOfPrograms({ programPaths = [], blastProtection }: PumaComponent): string[] {
  return [...programPaths, ...(blastProtection?.paths ?? [])];
}
