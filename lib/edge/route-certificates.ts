import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { EdgeRouteProps } from './edge-route';
import { traitsOf } from './edge-traits';
import { issueCertificate } from './issued-certificate';
import { checkCertificatesBeside, placeOfArn } from './place';
import { RouteTable } from './route-table';

/** Gives the listener the certificates that a route brings; returns the one that ACM issues for it. */
export function routeCertificates(
  scope: Construct,
  { edge, listenerCertificates = [], issueListenerCertificate }: EdgeRouteProps,
  hostnames: readonly string[],
): acm.Certificate | undefined {
  const place = placeOfArn(edge.listener.listenerArn, edge);
  checkCertificatesBeside('listenerCertificates', place, listenerCertificates);
  const issued = issueListenerCertificate
    ? issueCertificate(scope, 'IssuedCertificate', {
        path: 'issueListenerCertificate',
        hostnames,
        zones: traitsOf(edge).hostedZones,
      })
    : undefined;
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
