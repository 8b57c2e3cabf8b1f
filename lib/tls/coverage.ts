import { Token } from 'aws-cdk-lib';
import { refuse } from '../model/errors';
import { covers } from '../model/names';

/** Refuses a certificate that is not for this host; where a name is not known yet, nothing is said. */
export function checkCovers(path: string, certificate: { readonly hostnames: string[] }, hostname: string): void {
  if ([hostname, ...certificate.hostnames].some((name) => Token.isUnresolved(name))) return;
  if (certificate.hostnames.some((name) => covers(name, hostname))) return;
  const parent = hostname.slice(hostname.indexOf('.') + 1);
  const orWildcard = !hostname.startsWith('*') && parent.includes('.') ? `, or for *.${parent}` : '';
  refuse({
    code: 'CertificateForAnotherHost',
    path,
    given: certificate.hostnames,
    allowed: `a certificate for ${hostname}${orWildcard}`,
    why: 'the certificate that Puma serves must carry the name that requests are for; a "*" stands for exactly one label',
  });
}
