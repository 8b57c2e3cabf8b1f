import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { RateRule } from '../lib/edge/rate-rule';
import { PumaAlarms } from '../lib/monitoring/puma-alarms';
import type { PumaServiceProps } from '../lib/puma-service-props';
import { PumaService } from '../lib/puma-service';
import { BindingFlavor } from '../lib/workload/binding-flavor';
import { LISTENER_CERTIFICATE, smallProps } from './support/platform';
import { expectRefusal } from './support/refusal';
import { behindIngress } from './edge/ingress-service-fixture';

test('alarms on Puma stay, and those on the load balancer are given up on purpose', () => {
  const topic = (stack: Stack): PumaAlarms =>
    PumaAlarms.notify([sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-west-2:111122223333:on-call')]);
  const refused = behindIngress();
  expectRefusal(() => refused.service('Shop', { alarms: topic(refused.stack) }), 'IngressHasNoAlarms');
  const made = behindIngress();
  const { monitoring } = made.service('Shop', { alarms: topic(made.stack), loadBalancerAlarms: false });
  expect(monitoring.alarms.map(({ node }) => node.id)).toEqual([
    'Saturated',
    'Silent',
    'Certificate',
    'CertificateRefused',
    'Issuer',
  ]);
  expectRefusal(() => monitoring.metricElb502(), 'LoadBalancerUnknown');
  const [dashboard] = Object.values(Template.fromStack(made.stack).findResources('AWS::CloudWatch::Dashboard'));
  expect(JSON.stringify(dashboard)).toContain('makes the load balancer');
});

test('what only a load balancer of CDK has is refused', () => {
  const { service, ingress } = behindIngress();
  const made = service('Shop');
  expect(made.ingress).toBe(ingress);
  expectRefusal(() => made.edge, 'EdgeIsIngress');
});

test.each<[string, Partial<PumaServiceProps>, string]>([
  ['certificates of a listener', { listenerCertificates: [LISTENER_CERTIFICATE] }, 'ListenerCertificatesUnused'],
  ['a flavour of bindings', { bindingFlavor: BindingFlavor.EKS_AUTO_MODE }, 'BindingFlavorUnused'],
  ['timing of its own', { timing: { idleTimeoutSeconds: 30 } }, 'TimingDiffersFromEdge'],
  [
    'a priority beyond the orders of a group',
    { components: [{ name: 'web', hostname: 'www.example.com', port: 9292, rulePriority: 40_000 }] },
    'GroupOrderInvalid',
  ],
  [
    'rate rules without a web ACL',
    {
      components: [
        {
          name: 'web',
          hostname: 'www.example.com',
          port: 9292,
          rateRules: [RateRule.perIp({ name: 'ip', limit: 100 })],
        },
      ],
    },
    'EdgeHasNoWebAcl',
  ],
])('a service behind an Ingress is refused %s', (_title, props, code) => {
  const { service } = behindIngress();
  expectRefusal(() => service('Shop', props), code);
});

test('a service has one edge or the other', () => {
  const stack = new Stack(new App(), 'Test');
  const { service } = behindIngress({}, stack);
  const other = new PumaService(new Stack(new App(), 'Other'), 'Other', smallProps(new Stack(new App(), 'Third')));
  expectRefusal(() => service('Shop', { edge: other.edge }), 'IngressAndEdge');
});
