import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { EdgeRule } from '../lib/edge/edge-rule';
import type { EdgeRoutingOptions } from '../lib/edge/edge-routing-options';
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
