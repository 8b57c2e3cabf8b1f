import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as fc from 'fast-check';
import { ClientCertificates } from '../../lib/edge/client-certificates';
import { EdgeAuthentication, UnauthenticatedRequest } from '../../lib/edge/edge-authentication';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import type { EdgeRoutingOptions } from '../../lib/edge/edge-routing-options';
import { EdgeRule } from '../../lib/edge/edge-rule';
import { IngressController } from '../../lib/edge/ingress-edge-props';
import type { PumaEdgeProps } from '../../lib/edge/puma-edge-props';

const { LEAST_OUTSTANDING_REQUESTS, ROUND_ROBIN, WEIGHTED_RANDOM } = elbv2.TargetGroupLoadBalancingAlgorithmType;

type EdgeChoice = Partial<Omit<PumaEdgeProps, 'vpc' | 'certificates' | 'webAcl' | 'hostedZones'>>;

/** Values of each option of an edge that both kinds of edge take. */
const EDGE_VALUES: { [K in keyof EdgeChoice]-?: (() => EdgeChoice[K])[] } = {
  internetFacing: [() => true, () => false],
  ipAddressType: [() => elbv2.IpAddressType.IPV4],
  sslPolicy: [() => elbv2.SslPolicy.TLS13_13, () => elbv2.SslPolicy.RECOMMENDED_TLS],
  clientCertificates: [
    () => ClientCertificates.passThrough(),
    () => ClientCertificates.verify({ trustStoreArn: TRUST_STORE, advertiseAuthorities: true }),
  ],
  responseHeaders: [() => ({ noSniff: true, strictTransportSecurity: { includeSubdomains: true, preload: true } })],
  desyncMitigationMode: [() => elbv2.DesyncMitigationMode.STRICTEST, () => elbv2.DesyncMitigationMode.MONITOR],
  xffHeaderProcessingMode: [() => elbv2.XffHeaderProcessingMode.REMOVE],
  http2: [() => true, () => false],
  tlsHeaders: [() => true, () => false],
  zonalShift: [() => true, () => false],
  reservedCapacityUnits: [() => 100, () => 2500],
  webAclFailOpen: [() => true],
  associateWebAcl: [() => true, () => false],
  deletionProtection: [() => true, () => false],
  logs: [() => EdgeLogs.none('A test has none'), () => EdgeLogs.newBucket({ prefix: 'edge/shops' })],
  loadBalancerName: [() => 'shops'],
  quotas: [() => ({ rules: 200, certificates: 50 })],
  idleTimeoutSeconds: [() => 30, () => 120],
  clientKeepAliveSeconds: [() => 600],
  vpcSubnets: [() => ({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS })],
  allowFrom: [() => [ec2.Peer.ipv4('203.0.113.0/24')]],
};

export const TRUST_STORE = 'arn:aws:elasticloadbalancing:us-west-2:111122223333:truststore/clients/0123456789abcdef';

/** How a route is spread over its pods, in ways that AWS takes. */
export const SPREADS: Partial<EdgeRoutingOptions>[] = [
  {},
  { algorithm: ROUND_ROBIN, slowStartSeconds: 60 },
  { algorithm: ROUND_ROBIN, stickinessSeconds: 3600 },
  { algorithm: LEAST_OUTSTANDING_REQUESTS, stickinessSeconds: 60 },
  { algorithm: WEIGHTED_RANDOM },
  { crossZone: false },
  { crossZone: true, minimumHealthyPercentage: 25 },
];

/** What the load balancer does itself. */
export const ACTIONS: Partial<EdgeRoutingOptions>[] = [
  {},
  { authentication: cognito({}) },
  {
    authentication: cognito({
      onUnauthenticated: UnauthenticatedRequest.DENY,
      scope: 'openid email',
      sessionSeconds: 3600,
      sessionCookieName: 'shop',
      extraParameters: { prompt: 'login' },
    }),
  },
  {
    rules: [
      EdgeRule.fixedResponse({ name: 'admin', paths: ['/admin', '/admin/*'], statusCode: 404, body: 'Not here' }),
      EdgeRule.fixedResponse({
        name: 'Uploads',
        paths: ['/upload*'],
        methods: ['POST', 'PUT'],
        sourceCidrs: ['203.0.113.0/24'],
        statusCode: 503,
        contentType: 'application/json',
        body: '{"down":true,"until":"noon"}',
      }),
    ],
  },
];

function cognito(options: Partial<Parameters<typeof EdgeAuthentication.cognito>[0]>): EdgeAuthentication {
  return EdgeAuthentication.cognito({
    userPoolArn: 'arn:aws:cognito-idp:us-west-2:111122223333:userpool/us-west-2_Abc123',
    userPoolClientId: '0123456789abcdefghij',
    userPoolDomain: 'shop',
    ...options,
  });
}

/** Any of the options together. Objects are made anew for each run, as constructs are bound to their stack. */
export function edgeChoices(controller: IngressController): fc.Arbitrary<() => EdgeChoice> {
  const makers = takenBy(controller).map(([name, values]) =>
    fc.option(fc.constantFrom(...(values as (() => unknown)[])), { nil: undefined }).map((make) => ({ name, make })),
  );
  return fc
    .tuple(...makers)
    .map((chosen) => () => Object.fromEntries(chosen.flatMap(({ name, make }) => (make ? [[name, make()]] : []))));
}

/** Each option alone, with each of its values. */
export function singleChoices(controller: IngressController): [string, () => EdgeChoice][] {
  return takenBy(controller).flatMap(([name, values]) =>
    (values as (() => unknown)[]).map((make, i): [string, () => EdgeChoice] => [
      `${name} (${i + 1})`,
      () => ({ [name]: make() }),
    ]),
  );
}

/** The options that a controller takes: EKS Auto Mode has no listener attributes. */
function takenBy(controller: IngressController): [string, unknown][] {
  const lacking = controller === IngressController.EKS_AUTO_MODE ? ['responseHeaders'] : [];
  return Object.entries(EDGE_VALUES).filter(([name]) => !lacking.includes(name));
}
