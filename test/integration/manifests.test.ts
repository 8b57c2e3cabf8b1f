import { Template } from 'aws-cdk-lib/assertions';
import { BindingFlavor } from '../../lib/workload/binding-flavor';
import { Stack } from 'aws-cdk-lib';
import { exampleStack } from '../support/example';
import type { AnyObject } from '../support/kubernetes-api';
import { expectKubernetesValid, renderedObjects } from '../support/kubernetes-api';
import { smallService } from '../support/platform';

test.each(['email', 'minimal'])(
  'every object of the %s example fits the API of every Kubernetes that EKS offers',
  (name) => {
    const objects = known(renderedObjects(Template.fromStack(exampleStack(name))));
    expect(objects.length).toBeGreaterThanOrEqual(8);
    expectKubernetesValid(objects);
  },
);

test.each([
  ['the AWS Load Balancer Controller', { bindingFlavor: BindingFlavor.AWS_LOAD_BALANCER_CONTROLLER }],
  ['a fixed number of pods', { replicas: 3 }],
  ['single mode and a namespace of others', { puma: { workers: 0 }, namespace: 'apps' }],
  [
    'writable paths and a user',
    { pod: { runAsUser: 10_001, writablePaths: ['/tmp', '/app/tmp'], cpu: '500m', memory: '1Gi' } },
  ],
])('so do they with %s', (_title, props) => {
  expectKubernetesValid(renderedObjects(Template.fromStack(Stack.of(smallService(props)))));
});

/** With an address range where the template refers to a VPC that is yet to be made. */
function known(objects: AnyObject[]): AnyObject[] {
  return JSON.parse(JSON.stringify(objects).replace(/<Fn::GetAtt:\w+\.CidrBlock>/g, '10.0.0.0/16')) as AnyObject[];
}
