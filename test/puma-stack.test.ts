import { App } from 'aws-cdk-lib';
import { PumaAlarms } from '../lib/monitoring/puma-alarms';
import type { PumaServiceOptions } from '../lib/puma-service-options';
import { PumaStack } from '../lib/puma-stack';
import { ClusterChoice } from '../lib/stack/cluster-choice';
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
  expect(made({ cluster: existing, installKeda: true }).keda).toBeDefined();
});

test("a timeout of the edge is refused under the name that it has in the service's timing", () => {
  const wrong = { ...service, timing: { idleTimeoutSeconds: 0 } };
  const error = expectRefusal(() => new PumaStack(new App(), 'Shop', { edge, service: wrong }), 'EdgeTimeoutInvalid');
  expect(error.path).toBe('timing.idleTimeoutSeconds');
});
