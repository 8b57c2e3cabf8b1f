import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { parse } from 'yaml';
import { exampleStack } from '../support/example';
import type { AnyObject } from '../support/kubernetes-api';
import { expectKubernetesValid } from '../support/kubernetes-api';

const home = process.cwd();
afterEach(() => process.chdir(home));

test('the example for Argo CD writes every Kubernetes object into a file, and leaves none to CloudFormation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manifests-'));
  process.chdir(folder);
  const template = Template.fromStack(exampleStack('manifests'));
  template.resourceCountIs('Custom::AWSCDK-EKS-KubernetesResource', 0);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { Protocol: 'HTTPS' });

  const files = readdirSync(join(folder, 'manifests', 'web')).sort();
  expect(files).toEqual([
    'configmap-web.yaml',
    'deployment-web.yaml',
    'namespace-web.yaml',
    'networkpolicy-web.yaml',
    'poddisruptionbudget-web.yaml',
    'scaledobject-web.yaml',
    'service-web.yaml',
    'serviceaccount-web.yaml',
    expect.stringMatching(/^targetgroupbinding-web-web-[0-9a-f]{8}\.yaml$/),
  ]);
  expectKubernetesValid(
    files.map((name) => parse(readFileSync(join(folder, 'manifests', 'web', name), 'utf8')) as AnyObject),
  );
});
