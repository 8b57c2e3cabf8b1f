import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parse } from 'yaml';
import { ManifestSink } from '../lib/kubernetes/manifest-sink';
import { BindingFlavor } from '../lib/workload/binding-flavor';
import type { AnyObject } from './support/kubernetes-api';
import { expectKubernetesValid } from './support/kubernetes-api';
import { expectRefusal } from './support/refusal';
import { smallService } from './support/platform';

test('the objects of a service can be YAML files, for Argo CD or Flux', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-'));
  const app = new App();
  const stack = new Stack(app, 'Test', { env: { region: 'us-west-2' } });
  smallService(
    {
      sink: ManifestSink.directory(directory),
      bindingFlavor: BindingFlavor.AWS_LOAD_BALANCER_CONTROLLER,
      scaling: { minPods: 2 },
    },
    stack,
  );
  app.synth();
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const objects = files.map((name) => parse(readFileSync(join(directory, name), 'utf8')) as AnyObject);
  expect(objects.map(({ kind }) => kind).sort()).toEqual([
    'ConfigMap',
    'Deployment',
    'Namespace',
    'NetworkPolicy',
    'PodDisruptionBudget',
    'ScaledObject',
    'Service',
    'ServiceAccount',
    'TargetGroupBinding',
  ]);
  expectKubernetesValid(objects);
  expect(Template.fromStack(stack).findResources('Custom::AWSCDK-EKS-KubernetesResource')).toEqual({});
});

test('what only CloudFormation knows cannot be written into a file', () => {
  const app = new App();
  const stack = new Stack(app, 'Test', { env: { region: 'us-west-2' } });
  const sink = ManifestSink.directory(mkdtempSync(join(tmpdir(), 'cdk-puma-eks-')));
  expectRefusal(() => {
    smallService({ sink }, stack);
    app.synth();
  }, 'TokenInYaml');
});
