import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { BlastProtection } from '../lib/edge/blast-protection';
import { EdgeAuthentication, UnauthenticatedRequest } from '../lib/edge/edge-authentication';
import { EdgeRule } from '../lib/edge/edge-rule';
import type { EdgeRoutingOptions } from '../lib/edge/edge-routing-options';
import type { PumaComponent } from '../lib/puma-component';
import type { PumaService } from '../lib/puma-service';
import { smallService } from './support/platform';
import { expectRefusal } from './support/refusal';

function serviceWith(routing: EdgeRoutingOptions): PumaService {
  return smallService({ components: [{ name: 'web', hostname: 'www.example.com', port: 9292, routing }] });
}

test('a component says how its requests are spread over the pods, and which never reach them', () => {
  const service = serviceWith({
    algorithm: elbv2.TargetGroupLoadBalancingAlgorithmType.WEIGHTED_RANDOM,
    crossZone: false,
    rules: [EdgeRule.fixedResponse({ name: 'old', paths: ['/old/*'], statusCode: 404 })],
  });
  expect(Object.keys(service.routes[0].rules)).toEqual(['old']);
  const template = Template.fromStack(Stack.of(service));
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    TargetGroupAttributes: Match.arrayWith([
      { Key: 'load_balancing.algorithm.type', Value: 'weighted_random' },
      { Key: 'load_balancing.algorithm.anomaly_mitigation', Value: 'on' },
      { Key: 'load_balancing.cross_zone.enabled', Value: 'false' },
    ]),
  });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
    Actions: [{ Type: 'fixed-response' }],
  });
});

test.each<[string, string, EdgeRoutingOptions]>([
  ['routing.slowStartSeconds', 'SlowStartInvalid', { slowStartSeconds: 1 }],
  ['routing.stickinessSeconds', 'StickinessInvalid', { stickinessSeconds: 0 }],
  ['routing.stickinessSeconds', 'StickinessExcluded', { stickinessSeconds: 60, crossZone: false }],
  ['routing.minimumHealthyPercentage', 'HealthyPercentageInvalid', { minimumHealthyPercentage: 101 }],
  ['routing.issueListenerCertificate', 'CertificateNeedsZone', { issueListenerCertificate: true }],
  [
    'routing.rules[0].priority',
    'PriorityInvalid',
    { rules: [EdgeRule.fixedResponse({ name: 'old', paths: ['/old'], statusCode: 404, priority: 0 })] },
  ],
])('a refusal names %s: %s', (path, code, routing) => {
  expect(expectRefusal(() => serviceWith(routing), code).path).toBe(`components[0].${path}`);
});

describe('where programs ask', () => {
  const signIn = (onUnauthenticated?: UnauthenticatedRequest): EdgeAuthentication =>
    EdgeAuthentication.cognito({
      userPoolArn: 'arn:aws:cognito-idp:us-west-2:111122223333:userpool/us-west-2_abcdefghi',
      userPoolClientId: '1h57kf5cpq17m0eml12EXAMPLE',
      userPoolDomain: 'example-users',
      onUnauthenticated,
    });
  const onPaths = (...paths: string[]): EdgeRoutingOptions => ({
    rules: [EdgeRule.authenticate({ name: 'pages', paths, authentication: signIn() })],
  });

  function warnings(component: Partial<PumaComponent>): string[] {
    const service = smallService({
      components: [{ name: 'web', hostname: 'www.example.com', port: 9292, programPaths: ['/api/'], ...component }],
    });
    const found = Annotations.fromStack(Stack.of(service)).findWarning(
      '*',
      Match.stringLikeRegexp('programsMeetSignIn'),
    );
    return found.map(({ entry }) => entry.data as string);
  }

  test.each<[string, Partial<PumaComponent>, string]>([
    ['all must sign in', { routing: { authentication: signIn() } }, 'programs ask for /api/, and'],
    [
      'all are denied',
      { routing: { authentication: signIn(UnauthenticatedRequest.DENY) } },
      'programs ask for /api/, and',
    ],
    ['a rule has them sign in', { routing: onPaths('/admin/*', '/a*') }, 'programs ask for /api/, and'],
    [
      'links are protected',
      {
        routing: { authentication: signIn() },
        blastProtection: BlastProtection.forLinkScanners({ paths: ['/t/'] }),
      },
      'programs ask for /api/, /t/, and',
    ],
  ])('and %s, synth warns', (_, component, text) => {
    expect(warnings(component)).toEqual([expect.stringContaining(text)]);
  });

  test.each<[string, Partial<PumaComponent>]>([
    ['nobody signs in', {}],
    ['nobody must', { routing: { authentication: signIn(UnauthenticatedRequest.ALLOW) } }],
    ['users sign in elsewhere', { routing: onPaths('/admin/*', '/api') }],
    ['no program asks', { routing: { authentication: signIn() }, programPaths: undefined }],
  ])('and %s, it does not', (_, component) => {
    expect(warnings(component)).toEqual([]);
  });
});
