import { App, Stack } from 'aws-cdk-lib';
import { PumaWorkload } from '../../lib/workload/puma-workload';
import type { PumaWorkloadProps } from '../../lib/workload/puma-workload-props';
import { PumaImage } from '../../lib/workload/puma-image';
import { Timing } from '../../lib/model/timing';
import { warningsOf } from '../support/annotations';
import { existingCluster } from '../support/platform';

const HERE = { account: '111122223333', region: 'us-west-2' };

function workload(stack: Stack, id: string, props: Partial<PumaWorkloadProps> = {}): void {
  new PumaWorkload(stack, id, {
    cluster: existingCluster(new Stack(stack.node.root, `${id}Cluster`)),
    serviceName: 'shop',
    namespace: id.toLowerCase(),
    image: PumaImage.fromRegistry('registry.example.com/shop:v42'),
    components: [{ name: 'web', hostname: 'www.example.com', port: 9292, certificateSecretName: '/Cert/www' }],
    timing: Timing.derive(),
    ...props,
  });
}

/** The warnings of the second of two workloads of one name, in stacks of these places. */
function warnings(first: object, second: object, props: Partial<PumaWorkloadProps> = {}): string[] {
  const app = new App();
  workload(new Stack(app, 'A', { env: first }), 'Blue');
  const stack = new Stack(app, 'B', { env: second });
  workload(stack, 'Green', props);
  return warningsOf(stack).filter((text) => text.includes('adds up'));
}

test('two workloads of one name in one account and Region are told that their figures add up', () => {
  expect(warnings(HERE, HERE)).toEqual([expect.stringContaining('A/Blue publishes to CdkPumaEks as shop too')]);
});

test('so are those of one stack, wherever it goes', () => {
  const stack = new Stack(new App(), 'Test');
  workload(stack, 'Blue');
  workload(stack, 'Green');
  expect(warningsOf(stack).filter((text) => text.includes('adds up'))).toHaveLength(1);
});

test.each([
  ['another metric namespace', HERE, HERE, { metricNamespace: 'Staging' }],
  ['another name', HERE, HERE, { serviceName: 'blog' }],
  ['another Region', HERE, { ...HERE, region: 'eu-west-1' }, {}],
  ['places that nobody knows', {}, {}, {}],
  ['Prometheus alone', HERE, HERE, { metrics: { cloudWatch: false, prometheus: true } }],
])('not with %s', (_, first, second, props) => {
  expect(warnings(first, second, props)).toEqual([]);
});
