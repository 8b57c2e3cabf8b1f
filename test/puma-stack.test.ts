import { App } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { PumaAlarms } from '../lib/monitoring/puma-alarms';
import type { PumaServiceOptions } from '../lib/puma-service-options';
import { PumaStack } from '../lib/puma-stack';
import type { ScalingTolerance } from '../lib/scaling/busyness-scaling-options';
import { MetricSource } from '../lib/scaling/metric-source';
import { ClusterChoice } from '../lib/stack/cluster-choice';
import { KubectlLayer } from '../lib/stack/kubectl-layer';
import { PumaImage } from '../lib/workload/puma-image';
import { LISTENER_CERTIFICATE } from './support/platform';
import { expectRefusal } from './support/refusal';

const service: PumaServiceOptions = {
  image: PumaImage.fromRegistry('registry.example.com/shop:v42'),
  components: [{ name: 'web', hostname: 'www.example.com', port: 9292 }],
  alarms: PumaAlarms.none('A test has nobody on call'),
};
const edge = { certificateArns: [LISTENER_CERTIFICATE.certificateArn] };
const existing = ClusterChoice.existing({
  clusterName: 'platform',
  clusterSecurityGroupId: 'sg-0123456789abcdef0',
  kubectlServiceToken: 'arn:aws:lambda:us-west-2:111122223333:function:kubectl',
});

test('KEDA comes with a new cluster whose pods it scales, and else only when asked', () => {
  const made = (props: object): PumaStack => new PumaStack(new App(), 'Shop', { edge, service, ...props });
  expect(made({}).keda).toBeDefined();
  expect(made({ service: { ...service, replicas: 4 } }).keda).toBeUndefined();
  expect(made({ cluster: existing }).keda).toBeUndefined();
  // A cluster has one server of external metrics.
  const scaling = { metric: MetricSource.external({ metricName: 'puma_busyness' }) };
  expect(made({ service: { ...service, scaling } }).keda).toBeUndefined();
  expect(made({ cluster: existing, installKeda: true }).keda).toBeDefined();
});

test('a tolerance that the cluster would drop without a word is warned of', () => {
  const warnings = (version: string, tolerance?: ScalingTolerance): unknown[] => {
    const kubectlLayer = KubectlLayer.fromArn('arn:aws:lambda:us-west-2:111122223333:layer:kubectl:1');
    const cluster = ClusterChoice.create({ version, kubectlLayer });
    const stack = new PumaStack(new App(), 'Shop', { edge, cluster, service: { ...service, scaling: { tolerance } } });
    return Annotations.fromStack(stack).findWarning(
      '/Shop',
      Match.stringLikeRegexp('Kubernetes 1.34.+toleranceIgnored'),
    );
  };
  expect(warnings('1.34', { scaleUpPercent: 5 })).toHaveLength(1);
  expect(warnings('1.35', { scaleUpPercent: 5 })).toEqual([]);
  expect([...warnings('1.34'), ...warnings('1.34', {})]).toEqual([]);
});

test("a timeout of the edge is refused under the name that it has in the service's timing", () => {
  const wrong = { ...service, timing: { idleTimeoutSeconds: 0 } };
  const error = expectRefusal(() => new PumaStack(new App(), 'Shop', { edge, service: wrong }), 'EdgeTimeoutInvalid');
  expect(error.path).toBe('timing.idleTimeoutSeconds');
});

test('a name in a public and a private zone of one name gets its record in both', () => {
  const hostedZones = ['Z0123456789ABCDEFGHIJ', 'Z1123456789ABCDEFGHIJ'].map((hostedZoneId) => ({
    hostedZoneId,
    zoneName: 'example.com',
  }));
  const stack = new PumaStack(new App(), 'Shop', { edge: { ...edge, hostedZones }, cluster: existing, service });
  const records = Object.values(Template.fromStack(stack).findResources('AWS::Route53::RecordSet'));
  expect(records.map(({ Properties }) => (Properties as { HostedZoneId: string }).HostedZoneId).sort()).toEqual(
    hostedZones.map(({ hostedZoneId }) => hostedZoneId),
  );
  const twice = [hostedZones[0], hostedZones[0]];
  expectRefusal(
    () => new PumaStack(new App(), 'Shop', { edge: { ...edge, hostedZones: twice }, service }),
    'HostedZoneTwice',
  );
});
