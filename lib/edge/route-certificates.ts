import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { refuse } from '../model/errors';
import { zoneOf } from './dns-aliases';
import type { EdgeRouteProps } from './edge-route';
import { traitsOf } from './edge-traits';
import { RouteTable } from './route-table';

/** Gives the listener the certificates that a route brings; returns the one that ACM issues for it. */
export function routeCertificates(
  scope: Construct,
  { edge, listenerCertificates = [], issueListenerCertificate }: EdgeRouteProps,
  hostnames: readonly string[],
): acm.Certificate | undefined {
  const issued = issueListenerCertificate ? issue(scope, edge, hostnames) : undefined;
  const all = [...listenerCertificates, ...(issued ? [issued] : [])];
  if (all.length === 0) return undefined;
  const path = listenerCertificates.length > 0 ? 'listenerCertificates' : 'issueListenerCertificate';
  RouteTable.of(edge).claimCertificates(path, all.length, traitsOf(edge).quotas.certificates);
  // AWS takes one certificate in each such resource.
  all.forEach((certificate, i) => {
    new elbv2.ApplicationListenerCertificate(scope, `ListenerCertificate${i + 1}`, {
      listener: edge.listener,
      certificates: [certificate],
    });
  });
  return issued;
}

function issue(scope: Construct, edge: EdgeRouteProps['edge'], hostnames: readonly string[]): acm.Certificate {
  const { hostedZones } = traitsOf(edge);
  const zones = hostnames.map((hostname) => zoneOf(hostname, hostedZones) ?? refuseZone(hostname));
  return new acm.Certificate(scope, 'IssuedCertificate', {
    domainName: hostnames[0],
    subjectAlternativeNames: hostnames.length > 1 ? hostnames.slice(1) : undefined,
    validation: acm.CertificateValidation.fromDnsMultiZone(
      Object.fromEntries(hostnames.map((hostname, i) => [hostname, zones[i]])),
    ),
  });
}

function refuseZone(hostname: string): never {
  return refuse({
    code: 'CertificateNeedsZone',
    path: 'issueListenerCertificate',
    given: hostname,
    allowed:
      "hostnames that lie in a public zone of the edge's `hostedZones`, or a certificate of your own in `listenerCertificates`",
    why: 'ACM issues a certificate once it finds a record of its own in the zone, and the stack waits until then',
  });
}
