import { Token } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import { checkKnown } from '../model/checks';
import { traitsOf } from './edge-traits';
import type { IPumaEdge } from './puma-edge';

/** Points hostnames at the load balancer, in whichever of the edge's zones they lie. */
export function aliasHostnames(scope: Construct, edge: IPumaEdge, hostnames: readonly string[]): void {
  const { hostedZones, dualStack } = traitsOf(edge);
  if (hostedZones.length === 0) return;
  const target = route53.RecordTarget.fromAlias(new LoadBalancerTarget(edge.loadBalancer));
  for (const hostname of hostnames) {
    checkKnown('hostname (with `hostedZones`)', hostname);
    const zone = zoneOf(hostname, hostedZones);
    if (zone === undefined) continue;
    // The dot keeps CDK from appending the zone's name once more.
    const props = { zone, recordName: `${hostname}.`, target };
    new route53.ARecord(scope, `Alias-${hostname}`, props);
    if (dualStack) new route53.AaaaRecord(scope, `AliasIpv6-${hostname}`, props);
  }
}

/** The deepest zone that a hostname lies in. */
export function zoneOf(hostname: string, zones: readonly route53.IHostedZone[]): route53.IHostedZone | undefined {
  return zones
    .filter(({ zoneName }) => !Token.isUnresolved(zoneName) && isIn(hostname, zoneName))
    .sort((a, b) => b.zoneName.length - a.zoneName.length)[0];
}

/** Refuses zones whose names are not known: which hostnames lie in them could not be told. */
export function checkZones(zones: readonly route53.IHostedZone[]): void {
  zones.forEach(({ zoneName }, i) => checkKnown(`hostedZones[${i}].zoneName`, zoneName));
}

function isIn(hostname: string, zoneName: string): boolean {
  const zone = zoneName.replace(/\.$/, '');
  return hostname === zone || hostname.endsWith(`.${zone}`);
}
