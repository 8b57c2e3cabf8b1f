import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { IPumaEdge } from '../../lib/edge/puma-edge';
import { PumaEdge } from '../../lib/edge/puma-edge';
import { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import { Timing } from '../../lib/model/timing';
import { ARN, certificate, headersOf, logsOf, mutualTls, routing } from './edge-row';
import type { Factors, Row } from './pairwise';
import { pairwise } from './pairwise';

/** Every option of an edge and of a route, and values that make a difference to the template. */
export const FACTORS: Factors = {
  scheme: ['internet-facing', 'internal'],
  addresses: ['ipv4', 'dualstack', 'dualstack-without-public-ipv4'],
  clients: ['default', 'named'],
  certificates: ['one', 'three'],
  logs: ['new', 'folder', 'existing', 'none'],
  webAcl: ['none', 'closed', 'open', 'elsewhere'],
  mutualTls: ['none', 'verify', 'pass'],
  headers: ['none', 'hsts', 'all'],
  zones: ['none', 'two'],
  capacity: ['none', '100'],
  desync: ['defensive', 'strictest', 'monitor'],
  forwarded: ['append', 'preserve', 'remove'],
  protocols: ['default', 'http1', 'tls-headers'],
  zonalShift: ['on', 'off'],
  timeouts: ['60', '350'],
  sharing: ['one-stack', 'two-stacks', 'imported'],
  algorithm: ['round_robin', 'least_outstanding_requests', 'weighted_random'],
  ramp: ['none', 'slow-start', 'sticky'],
  spread: ['default', 'in-zone', 'half-healthy'],
  hosts: ['one', 'three', 'wildcard'],
  issued: ['none', 'acm'],
  signIn: ['none', 'oidc', 'cognito'],
  rules: ['none', 'fixed', 'authenticate', 'both'],
};

/** What the library refuses, each refusal with a test of its own. */
function allowed(row: Row): boolean {
  return !(
    (row.scheme === 'internal' && row.addresses === 'dualstack-without-public-ipv4') ||
    (row.addresses === 'dualstack-without-public-ipv4' &&
      (row.signIn !== 'none' || ['authenticate', 'both'].includes(row.rules))) ||
    (row.algorithm !== 'round_robin' && row.ramp === 'slow-start') ||
    (row.ramp === 'sticky' && (row.algorithm === 'weighted_random' || row.spread === 'in-zone')) ||
    (row.issued === 'acm' && row.zones === 'none') ||
    // Three hosts with three paths would be six values.
    (row.hosts === 'three' && row.rules === 'both')
  );
}

/** A configuration with as much in it as goes together. */
export const EVERYTHING: Row = {
  scheme: 'internet-facing',
  addresses: 'dualstack',
  clients: 'default',
  certificates: 'three',
  logs: 'folder',
  webAcl: 'open',
  mutualTls: 'verify',
  headers: 'all',
  zones: 'two',
  capacity: '100',
  desync: 'strictest',
  forwarded: 'remove',
  protocols: 'tls-headers',
  zonalShift: 'on',
  timeouts: '350',
  sharing: 'one-stack',
  algorithm: 'round_robin',
  ramp: 'slow-start',
  spread: 'half-healthy',
  hosts: 'one',
  issued: 'acm',
  signIn: 'oidc',
  rules: 'both',
};

export const EDGES = pairwise(FACTORS, allowed, 64);

const IDS = Array.from({ length: 4 }, (_, i) => `subnet-0123456789abcde0${i}`);

/** A stack with edges and one with services behind those that are shared, without account and Region. */
export function edgeStacks(rows: readonly Row[]): { readonly edges: Stack; readonly services: Stack } {
  const app = new App();
  const [edges, services] = ['Edges', 'Services'].map((id) => new Stack(app, id));
  const bucket = new s3.Bucket(edges, 'Existing', { enforceSSL: true });
  rows.forEach((row, i) => {
    const vpc = ec2.Vpc.fromVpcAttributes(edges, `Vpc${i}`, {
      vpcId: 'vpc-0123456789abcdef0',
      vpcCidrBlock: '10.0.0.0/16',
      availabilityZones: ['us-west-2a', 'us-west-2b'],
      publicSubnetIds: IDS.slice(0, 2),
      privateSubnetIds: IDS.slice(2),
    });
    const edge = row.sharing === 'imported' ? imported(edges, i, row, vpc) : made(edges, i, row, vpc, bucket);
    addRoutes(row.sharing === 'one-stack' ? edges : services, i, row, edge);
  });
  return { edges, services };
}

function zonesOf(scope: Stack, i: number, { zones }: Row): route53.IHostedZone[] | undefined {
  if (zones === 'none') return undefined;
  return ['example.com', 'eu.example.com'].map((zoneName, place) =>
    route53.HostedZone.fromHostedZoneAttributes(scope, `Zone${i}-${zoneName}`, {
      zoneName,
      hostedZoneId: `Z${place}123456789ABCDEFGHIJ`,
    }),
  );
}

function imported(scope: Stack, i: number, row: Row, vpc: ec2.IVpc): IPumaEdge {
  return PumaEdge.fromPumaEdgeAttributes(scope, `Edge${i}`, {
    vpc,
    loadBalancerArn: `${ARN}:loadbalancer/app/shared${i}/50dc6c495c0c9188`,
    listenerArn: `${ARN}:listener/app/shared${i}/50dc6c495c0c9188/f2f7dc8efc522ab2`,
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(scope, `Group${i}`, `sg-0123456789abcde${10 + i}`),
    idleTimeoutSeconds: Number(row.timeouts),
    loadBalancerDnsName: 'shared-1.us-west-2.elb.amazonaws.com',
    loadBalancerCanonicalHostedZoneId: 'Z1H1FL5HABSF5',
    hostedZones: zonesOf(scope, i, row),
    dualStack: row.addresses !== 'ipv4',
  });
}

function made(scope: Stack, i: number, row: Row, vpc: ec2.IVpc, bucket: s3.IBucket): IPumaEdge {
  const webAcl = row.webAcl === 'none' ? undefined : new PumaWebAcl(scope, `Edge${i}WebAcl`);
  return new PumaEdge(scope, `Edge${i}`, {
    vpc,
    certificates: (row.certificates === 'one' ? ['1'] : ['1', '2', '3']).map(certificate),
    internetFacing: row.scheme === 'internet-facing',
    ipAddressType: row.addresses as elbv2.IpAddressType,
    // An imported VPC's IPv6 range is not known: an internal edge with dual stack must be told.
    allowFrom:
      row.clients === 'named' || (row.scheme === 'internal' && row.addresses === 'dualstack')
        ? [ec2.Peer.ipv4('192.0.2.0/24'), ec2.Peer.ipv6('2001:db8::/56')]
        : undefined,
    logs: logsOf(i, row, bucket),
    webAcl,
    webAclFailOpen: row.webAcl === 'open' ? true : undefined,
    associateWebAcl: row.webAcl === 'elsewhere' ? false : undefined,
    clientCertificates: mutualTls(row),
    responseHeaders: headersOf(row),
    hostedZones: zonesOf(scope, i, row),
    reservedCapacityUnits: row.capacity === 'none' ? undefined : Number(row.capacity),
    desyncMitigationMode: row.desync as elbv2.DesyncMitigationMode,
    xffHeaderProcessingMode: row.forwarded as elbv2.XffHeaderProcessingMode,
    http2: row.protocols === 'http1' ? false : undefined,
    tlsHeaders: row.protocols === 'tls-headers' ? true : undefined,
    zonalShift: row.zonalShift === 'on',
    idleTimeoutSeconds: Number(row.timeouts),
  });
}

function addRoutes(scope: Stack, i: number, row: Row, edge: IPumaEdge): void {
  const timing = Timing.derive({ idleTimeoutSeconds: edge.idleTimeoutSeconds });
  const [hostname, ...additionalHostnames] = {
    one: ['api.example.com'],
    three: ['api.example.com', 'api.eu.example.com', 'example.com'],
    wildcard: ['*.eu.example.com'],
  }[row.hosts]!;
  edge.addRoute(scope, `Route${i}`, {
    hostname,
    additionalHostnames,
    port: 9292,
    healthCheckPort: 9190,
    timing,
    clusterName: 'production',
    ...routing(row),
  });
  // A second service behind the same edge.
  edge.addRoute(scope, `Other${i}`, {
    hostname: 'www.example.com',
    port: 9293,
    timing,
    listenerCertificates: [certificate('9')],
  });
  edge.allowTraffic(
    scope,
    ec2.SecurityGroup.fromSecurityGroupId(scope, `Pods${i}`, `sg-0fedcba987654321${i % 10}`),
    9292,
  );
}
