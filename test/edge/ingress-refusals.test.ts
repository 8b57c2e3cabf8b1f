import { Lazy, SecretValue } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { EdgeAuthentication } from '../../lib/edge/edge-authentication';
import { EdgeRule } from '../../lib/edge/edge-rule';
import type { IngressEdgeProps, IngressRouteOptions } from '../../lib/edge/ingress-edge-props';
import { IngressController } from '../../lib/edge/ingress-edge-props';
import { Timing } from '../../lib/model/timing';
import { expectRefusal } from '../support/refusal';
import { existingVpc, LISTENER_CERTIFICATE } from '../support/platform';
import { App, Stack } from 'aws-cdk-lib';
import { ingressEdge } from './ingress-fixture';
import { ACTIONS } from './ingress-options';

const elsewhere = (): Stack => new Stack(new App(), 'Elsewhere');

test.each<[string, () => Partial<IngressEdgeProps>, string]>([
  ['no certificate', () => ({ certificates: [] }), 'CertificateMissing'],
  ['a group in capitals', () => ({ groupName: 'Shops' }), 'GroupNameInvalid'],
  ['a group of 64 characters', () => ({ groupName: 'a'.repeat(64) }), 'GroupNameInvalid'],
  ['a class in capitals', () => ({ ingressClassName: 'ALB' }), 'GroupNameInvalid'],
  ['a group that is a token', () => ({ groupName: Lazy.string({ produce: () => 'a' }) }), 'MustBeKnownAtSynth'],
  ['hosted zones', () => ({ hostedZones: [zone()] }), 'IngressHasNoAliases'],
  [
    "clients for another's security group",
    () => ({ allowFrom: [ec2.Peer.anyIpv4()], securityGroup: group() }),
    'AllowFromUnused',
  ],
  ['a comma in a tag', () => ({ tags: { team: 'shops, blogs' } }), 'AnnotationCannotHold'],
  [
    'a comma in a header',
    () => ({ responseHeaders: { cors: { allowOrigin: '*', allowMethods: 'GET, PUT' } } }),
    'AnnotationCannotHold',
  ],
  [
    'headers with EKS Auto Mode',
    () => ({ controller: IngressController.EKS_AUTO_MODE, responseHeaders: { noSniff: true } }),
    'IngressHasNoResponseHeaders',
  ],
  ['a name of 33 characters', () => ({ loadBalancerName: 'a'.repeat(33) }), 'ElbNameInvalid'],
  ['an idle timeout of none', () => ({ idleTimeoutSeconds: 0 }), 'EdgeTimeoutInvalid'],
  [
    '27 certificates',
    () => ({ certificates: Array<elbv2.IListenerCertificate>(27).fill(LISTENER_CERTIFICATE) }),
    'TooManyCertificates',
  ],
])('an edge of a controller is refused with %s', (_title, props, code) => {
  expectRefusal(() => ingressEdge(props()).route('www.example.com'), code);
});

function zone(): route53.IHostedZone {
  return route53.HostedZone.fromHostedZoneAttributes(elsewhere(), 'Zone', {
    hostedZoneId: 'Z1',
    zoneName: 'example.com',
  });
}

function group(): ec2.ISecurityGroup {
  return ec2.SecurityGroup.fromSecurityGroupId(elsewhere(), 'Group', 'sg-0123456789abcdef1');
}

test('nobody signs in where the load balancer has no way out by IPv4', () => {
  const made = ingressEdge({ ipAddressType: elbv2.IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4 });
  expectRefusal(() => made.route('www.example.com', ACTIONS[1]), 'SignInNeedsIpv4');
});

test('a class of EKS Auto Mode holds commas', () => {
  const made = ingressEdge({
    controller: IngressController.EKS_AUTO_MODE,
    tags: { team: 'shops, blogs' },
  });
  expect(JSON.stringify(made.objects())).toContain('shops, blogs');
});

test.each<[string, Partial<IngressRouteOptions>, string]>([
  ['an order of none', { groupOrder: 0 }, 'GroupOrderInvalid'],
  ['an order beyond', { groupOrder: 1001 }, 'GroupOrderInvalid'],
  [
    'six names',
    { additionalHostnames: ['a.example.com', 'b.example.com', 'c.example.com', 'd.example.com', 'e.example.com'] },
    'TooManyHosts',
  ],
  ['a name that is a token', { hostname: Lazy.string({ produce: () => 'a.example.com' }) }, 'MustBeKnownAtSynth'],
  ['the timing of another edge', { timing: Timing.derive({ idleTimeoutSeconds: 30 }) }, 'IdleTimeoutMismatch'],
  ['an Ingress in capitals', { ingressName: 'Shop' }, 'NameInvalid'],
  ['a privileged port', { port: 443 }, 'PortInvalid'],
  ['a relative health check', { healthCheckPath: 'up' }, 'HealthCheckPathInvalid'],
  [
    'a slow start at random',
    { slowStartSeconds: 60, algorithm: elbv2.TargetGroupLoadBalancingAlgorithmType.WEIGHTED_RANDOM },
    'SlowStartNeedsRoundRobin',
  ],
  ['a certificate to issue', { issueListenerCertificate: true }, 'IngressIssuesNoCertificate'],
  ['rules beside a sign-in', { ...ACTIONS[1], ...ACTIONS[3] }, 'IngressRulesWouldSignIn'],
  [
    'a rule that signs in',
    { rules: [EdgeRule.authenticate({ name: 'a', paths: ['/a'], authentication: ACTIONS[1].authentication! })] },
    'IngressRuleCannotSignIn',
  ],
  ['a rule with a priority', { rules: [answer('a', ['/a'], { priority: 1 })] }, 'IngressRulesGoAsWritten'],
  ['a rule for a path that is not absolute', { rules: [answer('a', ['*.php'])] }, 'IngressPathNotAbsolute'],
  ['two rules of one name', { rules: [answer('a', ['/a']), answer('A', ['/b'])] }, 'IngressRuleNameTaken'],
  ['a rule that another hides', { rules: [answer('a', ['/a*']), answer('b', ['/a/b'])] }, 'IngressRuleHidden'],
  [
    'too many conditions',
    { rules: [answer('a', ['/a', '/b', '/c'], { methods: ['GET', 'PUT'] })] },
    'TooManyConditionValues',
  ],
  ['an identity provider with a secret', { authentication: oidc() }, 'IngressCannotSignInByOidc'],
])('a route of a controller is refused with %s', (_title, options, code) => {
  expectRefusal(() => ingressEdge().route('www.example.com', options), code);
});

function answer(name: string, paths: string[], options: object = {}): EdgeRule {
  return EdgeRule.fixedResponse({ name, paths, statusCode: 404, ...options });
}

function oidc(): EdgeAuthentication {
  const at = (path: string): string => `https://login.example.com/${path}`;
  return EdgeAuthentication.oidc({
    issuer: 'https://login.example.com',
    authorizationEndpoint: at('authorize'),
    tokenEndpoint: at('token'),
    userInfoEndpoint: at('userinfo'),
    clientId: 'shop',
    clientSecret: SecretValue.secretsManager('shop-oidc'),
  });
}

test('an edge without a web ACL has none for rate rules', () => {
  const refusal = expectRefusal(() => ingressEdge().edge.requireWebAcl('components[0].rateRules'), 'EdgeHasNoWebAcl');
  expect(refusal.message).toContain('components[0].rateRules');
});

test('an edge of a controller is refused in a single zone', () => {
  const vpc = existingVpc(elsewhere());
  expectRefusal(() => ingressEdge({ vpc, vpcSubnets: { subnets: [vpc.publicSubnets[0]] } }), 'TooFewSubnets');
});
