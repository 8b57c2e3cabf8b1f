import { App, SecretValue, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ClientCertificates } from '../../lib/edge/client-certificates';
import { EdgeAuthentication, UnauthenticatedRequest } from '../../lib/edge/edge-authentication';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import type { EdgeRoutingOptions } from '../../lib/edge/edge-routing-options';
import { EdgeRule } from '../../lib/edge/edge-rule';
import type { IPumaEdge } from '../../lib/edge/puma-edge';
import { PumaEdge } from '../../lib/edge/puma-edge';
import type { PumaEdgeProps } from '../../lib/edge/puma-edge-props';
import { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import { Timing } from '../../lib/model/timing';
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

const ARN = 'arn:aws:elasticloadbalancing:us-west-2:111122223333';
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

function certificate(id: string): elbv2.IListenerCertificate {
  return elbv2.ListenerCertificate.fromArn(
    `arn:aws:acm:us-west-2:111122223333:certificate/${id.padEnd(8, '0')}-0000-4000-8000-000000000000`,
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

function logsOf(i: number, { logs }: Row, bucket: s3.IBucket): EdgeLogs | undefined {
  if (logs === 'folder') return EdgeLogs.newBucket({ prefix: 'edge/mail', retentionDays: 30 });
  if (logs === 'existing') return EdgeLogs.bucket(bucket, { prefix: `edge${i}` });
  return logs === 'none' ? EdgeLogs.none('A template for the linter.') : undefined;
}

function mutualTls({ mutualTls: mode }: Row): ClientCertificates | undefined {
  if (mode === 'none') return undefined;
  if (mode === 'pass') return ClientCertificates.passThrough();
  return ClientCertificates.verify({
    trustStoreArn: `${ARN}:truststore/clients/0123456789abcdef`,
    advertiseAuthorities: true,
  });
}

function headersOf({ headers }: Row): PumaEdgeProps['responseHeaders'] {
  if (headers === 'none') return undefined;
  const strictTransportSecurity = { includeSubdomains: true, preload: true };
  if (headers === 'hsts') return { strictTransportSecurity };
  return {
    strictTransportSecurity,
    noSniff: true,
    frameOptions: 'SAMEORIGIN',
    contentSecurityPolicy: "default-src 'self'",
    cors: {
      allowOrigin: 'https://www.example.com',
      allowMethods: 'GET, POST',
      allowHeaders: 'Authorization',
      allowCredentials: true,
      exposeHeaders: 'ETag',
      maxAgeSeconds: 600,
    },
  };
}

const OIDC = EdgeAuthentication.oidc({
  issuer: 'https://login.example.com',
  authorizationEndpoint: 'https://login.example.com/authorize',
  tokenEndpoint: 'https://login.example.com/token',
  userInfoEndpoint: 'https://login.example.com/userinfo',
  clientId: 'edge',
  clientSecret: SecretValue.secretsManager('Oidc', { jsonField: 'clientSecret' }),
  scope: 'openid email',
  sessionSeconds: 3600,
  sessionCookieName: 'edge',
  extraParameters: { prompt: 'login' },
});
const COGNITO = EdgeAuthentication.cognito({
  userPoolArn: 'arn:aws:cognito-idp:us-west-2:111122223333:userpool/us-west-2_abcdefghi',
  userPoolClientId: '1h57kf5cpq17m0eml12EXAMPLE',
  userPoolDomain: 'example-users',
  onUnauthenticated: UnauthenticatedRequest.DENY,
});

function routing(row: Row): EdgeRoutingOptions {
  const maintenance = EdgeRule.fixedResponse({
    name: 'maintenance',
    paths: ['/old/*'],
    statusCode: 503,
    contentType: 'text/html',
    body: '<p>Back soon</p>',
  });
  const admin = EdgeRule.authenticate({
    name: 'admin',
    paths: ['/admin/*'],
    methods: row.hosts === 'three' ? undefined : ['GET'],
    sourceCidrs: row.hosts === 'three' ? undefined : ['192.0.2.0/24'],
    authentication: row.signIn === 'cognito' ? COGNITO : OIDC,
  });
  const rules = { none: undefined, fixed: [maintenance], authenticate: [admin], both: [maintenance, admin] };
  return {
    algorithm: row.algorithm as elbv2.TargetGroupLoadBalancingAlgorithmType,
    slowStartSeconds: row.ramp === 'slow-start' ? 60 : undefined,
    stickinessSeconds: row.ramp === 'sticky' ? 600 : undefined,
    crossZone: row.spread === 'in-zone' ? false : undefined,
    minimumHealthyPercentage: row.spread === 'half-healthy' ? 50 : undefined,
    authentication: { none: undefined, oidc: OIDC, cognito: COGNITO }[row.signIn],
    rules: rules[row.rules as keyof typeof rules],
    issueListenerCertificate: row.issued === 'acm' ? true : undefined,
  };
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
