import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { checkKnown } from '../model/checks';
import { refuse } from '../model/errors';
import { zoneOf } from './dns-aliases';

/** What a certificate is issued for. */
export interface Issue {
  /** Where it is asked for, for messages. */
  readonly path: string;
  /** Its names, at least one, the main one first. */
  readonly hostnames: readonly string[];
  /** Zones that ACM's records are put into. */
  readonly zones: readonly route53.IHostedZone[];
}

/** A certificate that ACM issues once it finds a record of its own for each name; the stack waits until then. */
export function issueCertificate(scope: Construct, id: string, { path, hostnames, zones }: Issue): acm.Certificate {
  const [domainName, ...subjectAlternativeNames] = hostnames;
  const found = hostnames.map((hostname) => {
    checkKnown(path, hostname);
    return [hostname, zoneOf(hostname.replace(/^\*\./, ''), zones) ?? refuseZone(path, hostname)] as const;
  });
  return new acm.Certificate(scope, id, {
    domainName,
    subjectAlternativeNames: subjectAlternativeNames.length > 0 ? subjectAlternativeNames : undefined,
    validation: acm.CertificateValidation.fromDnsMultiZone(Object.fromEntries(found)),
  });
}

function refuseZone(path: string, hostname: string): never {
  return refuse({
    code: 'CertificateNeedsZone',
    path,
    given: hostname,
    allowed: 'names that lie in a public zone of `hostedZones`, or a certificate that exists',
    why: 'ACM issues a certificate once it finds a record of its own in the zone, and the stack waits until then',
  });
}
