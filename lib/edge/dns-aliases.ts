import { Token } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import { checkKnown } from '../model/checks';
import { digest } from '../model/digest';
import { refuse } from '../model/errors';
import { originOf } from './beside-edge';
import { traitsOf } from './edge-traits';
import type { IPumaEdge } from './puma-edge';

/** Points hostnames at the load balancer, in whichever of the edge's zones they lie. */
export function aliasHostnames(scope: Construct, edge: IPumaEdge, hostnames: readonly string[]): void {
  const { hostedZones, dualStack } = traitsOf(edge);
  if (hostedZones.length === 0) return;
  const target = route53.RecordTarget.fromAlias(new LoadBalancerTarget(edge.loadBalancer));
  for (const hostname of hostnames) {
    checkKnown('hostname (with `hostedZones`)', hostname);
    zonesOf(hostname, hostedZones).forEach((zone) => {
      // The dot keeps CDK from appending the zone's name once more.
      const props = { zone, recordName: `${hostname}.`, target };
      // Named after the zone: Route 53 refuses a record that is made under another id before the one under the old id goes.
      const name = `${hostname}-${digest(originOf(zone.hostedZoneId, edge).key)}`;
      new route53.ARecord(scope, `Alias-${name}`, props);
      if (dualStack) new route53.AaaaRecord(scope, `AliasIpv6-${name}`, props);
    });
  }
}

/** The deepest zones that a hostname lies in: several where a public and a private one have one name. */
export function zonesOf(hostname: string, zones: readonly route53.IHostedZone[]): readonly route53.IHostedZone[] {
  const around = zones
    .map((zone) => ({ zone, name: nameOf(zone) }))
    .filter(({ name }) => !Token.isUnresolved(name) && (hostname === name || hostname.endsWith(`.${name}`)));
  const deepest = Math.max(...around.map(({ name }) => name.length));
  return around.filter(({ name }) => name.length === deepest).map(({ zone }) => zone);
}

/** Refuses a zone that stands twice, and zones whose names are not known: which hostnames lie in them could not be told. */
export function checkZones(zones: readonly route53.IHostedZone[]): void {
  zones.forEach(({ zoneName, hostedZoneId }, i) => {
    checkKnown(`hostedZones[${i}].zoneName`, zoneName);
    if (zones.findIndex((other) => other.hostedZoneId === hostedZoneId) === i) return;
    refuse({
      code: 'HostedZoneTwice',
      path: `hostedZones[${i}]`,
      given: zoneName,
      allowed: 'each zone once; a public and a private one of the same name are two',
      why: 'a hostname would get the same record a second time, which Route 53 refuses',
    });
  });
}

function nameOf({ zoneName }: route53.IHostedZone): string {
  return zoneName.replace(/\.$/, '');
}
