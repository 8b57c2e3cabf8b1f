import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { LISTENER_ATTRIBUTES, LOAD_BALANCER_ATTRIBUTES, TARGET_GROUP_ATTRIBUTES } from '../../lib/edge/alb-attributes';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import type { PumaEdgeProps } from '../../lib/edge/puma-edge-props';
import { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import { LISTENER, LOAD_BALANCER, edgeIn, network, route, TARGET_GROUP } from './fixture';

const { LEAST_OUTSTANDING_REQUESTS, WEIGHTED_RANDOM } = elbv2.TargetGroupLoadBalancingAlgorithmType;

/** Two services behind one edge, with every option that writes attributes. */
function twoServices(props: Partial<PumaEdgeProps> = {}): Stack {
  const { stack, vpc } = network();
  const edge = edgeIn(stack, vpc, { webAcl: new PumaWebAcl(stack, 'WebAcl'), ...props });
  const pods = new ec2.SecurityGroup(stack, 'Pods', { vpc, description: 'Pods', allowAllOutbound: false });
  route(edge, stack, 'api.example.com', { slowStartSeconds: 60, healthCheckPort: 9190, minimumHealthyPercentage: 30 });
  route(edge, stack, 'old.example.com', { port: 9295, stickinessSeconds: 600, crossZone: true });
  route(edge, stack, 'www.example.com', { port: 9293, algorithm: WEIGHTED_RANDOM });
  route(edge, stack, '*.example.com', { port: 9294, algorithm: LEAST_OUTSTANDING_REQUESTS });
  for (const port of [9190, 9292, 9293, 9294, 9295]) edge.allowTraffic(stack, pods, port);
  return stack;
}

/** Every option that writes an attribute which is not written anyway. */
const EVERYTHING: Partial<PumaEdgeProps> = {
  tlsHeaders: true,
  responseHeaders: {
    strictTransportSecurity: {},
    noSniff: true,
    frameOptions: 'DENY',
    contentSecurityPolicy: "default-src 'self'",
    cors: {
      allowOrigin: 'https://www.example.com',
      allowMethods: 'GET, POST',
      allowHeaders: 'Authorization',
      allowCredentials: true,
      exposeHeaders: 'ETag',
      maxAgeSeconds: 600,
    },
  },
};

function findings(scope: IConstruct): string[] {
  return new AwsSolutionsChecks()
    .validateScope(scope)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
}

describe('cdk-nag AwsSolutions has no finding that is not acknowledged', () => {
  test.each<[string, Partial<PumaEdgeProps>]>([
    ['by default', {}],
    ['internal', { internetFacing: false }],
    ['without logs', { logs: EdgeLogs.none('A laboratory without users.') }],
    ['with every option', { ...EVERYTHING, ipAddressType: elbv2.IpAddressType.DUAL_STACK, reservedCapacityUnits: 100 }],
    ['for some clients', { allowFrom: [ec2.Peer.ipv4('192.0.2.0/24')] }],
  ])('%s', (_, props) => {
    const stack = twoServices(props);
    const ours = findings(stack).filter((finding) => !finding.includes(' Network/Vpc/'));
    expect(ours).toEqual([]);
  });

  test('and would have some, were they not', () => {
    const stack = twoServices({ allowFrom: [ec2.Peer.anyIpv4()] });
    expect(findings(stack)).toContain('AwsSolutions-EC23 Network/Edge/SecurityGroup/Resource');
  });
});

describe('attributes, which neither CDK nor cfn-lint checks', () => {
  test.each<[string, string, readonly string[]]>([
    [LOAD_BALANCER, 'LoadBalancerAttributes', LOAD_BALANCER_ATTRIBUTES],
    [TARGET_GROUP, 'TargetGroupAttributes', TARGET_GROUP_ATTRIBUTES],
    [LISTENER, 'ListenerAttributes', LISTENER_ATTRIBUTES],
  ])('%s: only names that AWS documents, and all of ours', (type, property, known) => {
    const written = Object.values(Template.fromStack(twoServices(EVERYTHING)).findResources(type)).flatMap(
      (resource) => {
        const { Properties } = resource as { Properties: Record<string, { Key: string; Value: unknown }[]> };
        const keys = Properties[property].map(({ Key }) => Key);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.length).toBeLessThanOrEqual(20);
        return keys;
      },
    );
    expect([...new Set(written)].sort()).toEqual([...known].sort());
  });
});
