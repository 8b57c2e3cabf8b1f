import { refuse } from '../model/errors';

/** Who wants which hostnames, of whatever makes the rules. */
interface HostnameClaim {
  /** Construct path, for messages. */
  readonly owner: string;
  readonly hostnames: readonly string[];
}

/** Refuses a hostname that two routes of one load balancer want. */
export function checkHostnameOnce(claim: HostnameClaim, other: HostnameClaim): void {
  const twice = claim.hostnames.find((name) => other.hostnames.includes(name));
  if (twice === undefined) return;
  refuse({
    code: 'HostnameAlreadyRouted',
    path: 'hostname',
    given: twice,
    allowed: `a name that no other route of this edge has; ${other.owner} has this one`,
    why: 'the ALB takes the first rule that matches, and the second would never be asked',
  });
}

/** Refuses more certificates beside the listener's first than the quota. */
export function checkCertificateCount(path: string, count: number, quota: number): void {
  if (count <= quota) return;
  refuse({
    code: 'TooManyCertificates',
    path,
    given: count,
    allowed: `${quota} beside the listener's first; one of several names or a wildcard, or \`quotas.certificates\` once AWS has raised it`,
    why: 'AWS lets a load balancer have no more until it has raised the quota',
  });
}
