import { Template } from 'aws-cdk-lib/assertions';
import { expectControllerTakes } from '../support/alb-controller';
import { exampleStack } from '../support/example';
import { expectKubernetesValid, renderedObjects } from '../support/kubernetes-api';
import { nagFindings } from '../support/nag';

const stack = exampleStack('ingress');

test('the controller and every Kubernetes that EKS offers take the objects of the Ingress example', () => {
  const objects = renderedObjects(Template.fromStack(stack));
  expect(objects.filter(({ kind }) => kind === 'Ingress')).toHaveLength(2);
  expectKubernetesValid(objects);
  expectControllerTakes(objects);
});

test('cdk-nag AwsSolutions has no unacknowledged finding on the Ingress example', () => {
  expect(nagFindings(stack)).toEqual([]);
});
