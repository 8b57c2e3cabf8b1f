import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { ALB_LIMITS } from '../model/alb-limits';
import { checkKnown } from '../model/checks';
import { refuse } from '../model/errors';
import { zonesOf } from './dns-aliases';

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
    return [hostname, publicZoneOf(hostname.replace(/^\*\./, ''), zones) ?? refuseZone(path, hostname)] as const;
  });
  checkMainName(path, domainName);
  return new acm.Certificate(scope, id, {
    domainName,
    subjectAlternativeNames: subjectAlternativeNames.length > 0 ? subjectAlternativeNames : undefined,
    validation: acm.CertificateValidation.fromDnsMultiZone(Object.fromEntries(found)),
  });
}

/** The zone that ACM's record goes into: ACM looks for it from outside, where a private zone is not seen. */
function publicZoneOf(hostname: string, zones: readonly route53.IHostedZone[]): route53.IHostedZone | undefined {
  const [zone] = zonesOf(
    hostname,
    zones.filter((one) => !(one instanceof route53.PrivateHostedZone)),
  );
  return zone;
}

function checkMainName(path: string, name: string): void {
  const { certificateNameLength: limit } = ALB_LIMITS;
  if (name.length <= limit) return;
  refuse({
    code: 'CertificateNameTooLong',
    path,
    given: name,
    allowed: `a first name of at most ${limit} characters, or a certificate that exists; further names may be longer`,
    why: "ACM puts the first name into the certificate's common name, which holds no more",
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
