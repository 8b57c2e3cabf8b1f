import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import type { EdgeRouteProps } from './edge-route';
import { traitsOf } from './edge-traits';
import { issueCertificate } from './issued-certificate';
import { ListenerCertificates } from './listener-certificates';
import { checkCertificatesBeside, placeOfArn } from './place';

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
  const path = listenerCertificates.length > 0 ? 'listenerCertificates' : 'issueListenerCertificate';
  ListenerCertificates.of(edge).add(path, [...listenerCertificates, ...(issued ? [issued] : [])]);
  return issued;
}
