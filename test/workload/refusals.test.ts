import { App, Aws, Stack, Token } from 'aws-cdk-lib';
import { Timing } from '../../lib/model/timing';
import { PumaImage } from '../../lib/workload/puma-image';
import { PumaWorkload } from '../../lib/workload/puma-workload';
import type { PumaWorkloadProps } from '../../lib/workload/puma-workload-props';
import { existingCluster } from '../support/platform';
import { expectRefusal } from '../support/refusal';

import { make } from './make-workload';

const component = { name: 'web', hostname: 'www.example.com', port: 9292, certificateSecretName: 'c' };

test.each<[string, Partial<PumaWorkloadProps>]>([
  ['NameInvalid', { serviceName: 'Shop' }],
  ['NameInvalid', { namespace: '-apps' }],
  ['NamespaceReserved', { namespace: 'default', createNamespace: true }],
  ['NamespaceReserved', { serviceName: 'kube-system' }],
  ['PortInvalid', { puma: { probePort: 80 } }],
  ['ProbePortTaken', { components: [{ ...component, port: 9190 }] }],
  ['ComponentPortTwice', { components: [component, { ...component, name: 'api', hostname: 'api.example.com' }] }],
  ['ComponentCountInvalid', { components: [] }],
  ['BacklogOverSomaxconn', { components: [{ ...component, backlog: 8192 }] }],
  ['WorkersInvalid', { puma: { workers: 2.5 } }],
  ['ThreadsInvalid', { puma: { maxThreads: 0 } }],
  ['ThreadsInvalid', { puma: { minThreads: 6 } }],
  ['CertificatePollInvalid', { puma: { certificatePollSeconds: 59 } }],
  ['CertificatePollInvalid', { puma: { certificatePollSeconds: 86_401 } }],
  ['FileNameEmpty', { puma: { warmUpFiles: [''] } }],
  ['ReplicasInvalid', { replicas: 0 }],
  ['UserInvalid', { pod: { runAsUser: 0 } }],
  ['QuantityInvalid', { pod: { cpu: '2 cores' } }],
  ['QuantityInvalid', { pod: { memory: '0Mi' } }],
  ['WritablePathInvalid', { pod: { writablePaths: ['tmp'] } }],
  ['WritablePathInvalid', { pod: { writablePaths: ['/etc/cdk-puma-eks'] } }],
  ['WritablePathInvalid', { pod: { writablePaths: ['/etc'] } }],
  ['WritablePathInvalid', { pod: { writablePaths: ['/tmp/'] } }],
  ['WritablePathInvalid', { pod: { writablePaths: ['/app/../tmp'] } }],
  ['WritablePathInvalid', { pod: { writablePaths: ['/app:tmp'] } }],
  ['MustBeKnownAtSynth', { puma: { workers: Token.asNumber({}) } }],
  ['CommandEmpty', { pod: { command: [] } }],
  ['CommandEmpty', { pod: { command: ['', 'puma'] } }],
  ['CidrInvalid', { pod: { allowFromCidrs: ['everyone'] } }],
  ['WritablePathInvalid', { pod: { writablePaths: ['/tmp', '/tmp'] } }],
  ['MustBeKnownAtSynth', { components: [{ ...component, name: Aws.STACK_NAME }] }],
  ['ComponentNameReserved', { components: [{ ...component, name: 'cdk-puma-probes' }] }],
  ['SecretInEnvironment', { environment: { AWS_SECRET_ACCESS_KEY: 'x' } }],
  ['EnvironmentNameReserved', { environment: { AWS_REGION: 'eu-west-1' } }],
])('refuses with %s: %j', (code, props) => {
  expectRefusal(() => make(props), code);
});

test('a second workload of one name in one namespace is refused, in another it is taken', () => {
  const { stack, workload } = make();
  const props = {
    cluster: existingCluster(new Stack(new App(), 'Platform')),
    serviceName: 'shop',
    image: PumaImage.fromRegistry('registry.example.com/shop:v42'),
    components: [component],
    timing: Timing.derive(),
  };
  expect(workload.serviceName).toBe('shop');
  new PumaWorkload(stack, 'First', props);
  const error = expectRefusal(() => new PumaWorkload(stack, 'Second', props), 'ServiceNameTaken');
  expect(error.message).toContain('Test/First has this one');
  new PumaWorkload(stack, 'Third', { ...props, namespace: 'apps' });
});
