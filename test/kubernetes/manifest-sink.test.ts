import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { KubernetesObject } from '../../lib/kubernetes/kubernetes-object';
import { ManifestSink } from '../../lib/kubernetes/manifest-sink';
import { renderedManifests } from '../support/kubernetes-api';
import { expectRefusal } from '../support/refusal';
import { importedV1, importedV2, testStack } from './clusters';

interface ConfigMap extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

const configMap = (name = 'email', value = 'x'): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'email' },
  data: { value },
});

describe('a cluster', () => {
  test.each([
    ['v2', importedV2],
    ['v1', importedV1],
  ])('of eks %s gets one manifest resource for the objects, in the caller’s stack', (_, importCluster) => {
    const app = new App();
    const platform = new Stack(app, 'Platform');
    const service = new Stack(app, 'Service');
    ManifestSink.cluster(importCluster(platform))._add(service, 'Base', [configMap('a'), configMap('b')]);

    const [manifest, ...others] = renderedManifests(Template.fromStack(service));
    expect(others).toEqual([]);
    expect(manifest?.objects.map((object) => object.metadata.name)).toEqual(['a', 'b']);
    expect(Template.fromStack(platform).toJSON().Resources).toBeUndefined();
  });

  test('made new, of v2, is told apart and applied to', () => {
    const stack = testStack();
    const cluster = new eksv2.Cluster(stack, 'Cluster', {
      version: eksv2.KubernetesVersion.V1_33,
      kubectlProviderOptions: { kubectlLayer: layer(stack) },
    });
    ManifestSink.cluster(cluster)._add(stack, 'Base', [configMap()]);
    expect(renderedManifests(Template.fromStack(stack))).toHaveLength(1);
  });

  test('made new, of v1, and subclassed, is told apart and applied to', () => {
    class OurCluster extends eks.Cluster {}
    const stack = testStack();
    const cluster = new OurCluster(stack, 'Cluster', {
      version: eks.KubernetesVersion.V1_33,
      kubectlLayer: layer(stack),
    });
    ManifestSink.cluster(cluster)._add(stack, 'Base', [configMap()]);
    const resources = Template.fromStack(stack).findResources('Custom::AWSCDK-EKS-KubernetesResource');
    expect(Object.values(resources).filter((resource) => 'RoleArn' in (resource.Properties as object))).not.toEqual([]);
  });

  test.each([
    ['v1', { kubectlProvider: { handlerRole: {}, serviceToken: 't' } }],
    ['v1', { kubectlRole: {} }],
    ['v2', { kubectlProvider: { serviceToken: 't' } }],
  ])('of another implementation is told apart by its members: %s', (_, members) => {
    expect(() => ManifestSink.cluster(members as unknown as eks.ICluster)).not.toThrow();
  });

  test.each([[{}], [undefined], ['prod'], [null]])('that is none is refused: %p', (given) => {
    expectRefusal(() => ManifestSink.cluster(given as unknown as eks.ICluster), 'ClusterUnknown');
  });

  test('without a kubectl provider is refused, and the message says what to pass', () => {
    const stack = testStack();
    const v2 = eksv2.Cluster.fromClusterAttributes(stack, 'V2', { clusterName: 'prod' });
    const v1 = eks.Cluster.fromClusterAttributes(stack, 'V1', { clusterName: 'prod' });
    const made = new eksv2.Cluster(stack, 'Made', { version: eksv2.KubernetesVersion.V1_33 });
    expect(expectRefusal(() => ManifestSink.cluster(v2), 'KubectlProviderMissing').message).toContain('kubectlLayer');
    expect(expectRefusal(() => ManifestSink.cluster(made), 'KubectlProviderMissing').path).toBe('cluster');
    expect(expectRefusal(() => ManifestSink.cluster(v1), 'KubectlProviderMissing').message).toContain('kubectlRoleArn');
  });

  test('does not take over what exists, unless told to', () => {
    const stack = testStack();
    const cluster = importedV2(stack);
    ManifestSink.cluster(cluster)._add(stack, 'Ours', [configMap()]);
    ManifestSink.cluster(cluster, { overwrite: true })._add(stack, 'Adopted', [configMap()]);
    const template = Template.fromStack(stack);
    template.resourcePropertiesCountIs('Custom::AWSCDK-EKS-KubernetesResource', { Overwrite: Match.absent() }, 1);
    template.resourcePropertiesCountIs('Custom::AWSCDK-EKS-KubernetesResource', { Overwrite: true }, 1);
  });

  test.each([importedV1, importedV2])(
    'prunes nothing: what it would find is what runs under an earlier name',
    (clusterIn) => {
      const stack = testStack();
      ManifestSink.cluster(clusterIn(stack))._add(stack, 'Base', [{ ...configMap(), kind: 'Deployment' }]);
      Template.fromStack(stack).hasResourceProperties('Custom::AWSCDK-EKS-KubernetesResource', {
        PruneLabel: Match.absent(),
      });
    },
  );

  test('leaves the objects it is given as they are', () => {
    const stack = testStack();
    const object = configMap();
    ManifestSink.cluster(importedV2(stack))._add(stack, 'Base', [object]);
    expect(object).toEqual(configMap());
  });

  test('orders manifests by dependencies', () => {
    const stack = testStack();
    const sink = ManifestSink.cluster(importedV2(stack));
    const first = sink._add(stack, 'First', [configMap('a')]);
    sink._add(stack, 'Second', [configMap('b')]).node.addDependency(first);
    const [a, b] = renderedManifests(Template.fromStack(stack));
    expect(b?.dependsOn).toEqual([a?.logicalId]);
  });

  test('gets no manifest over 64 KB', () => {
    const stack = testStack();
    const sink = ManifestSink.cluster(importedV2(stack));
    const refusal = expectRefusal(
      () => sink._add(stack, 'Big', [configMap('a', 'x'.repeat(64 * 1024))]),
      'ManifestTooLarge',
    );
    expect(refusal.path).toBe('Test/Big');
    expect(() => sink._add(stack, 'Fits', [configMap('a', 'x'.repeat(60 * 1024))])).not.toThrow();
  });
});

function layer(scope: Construct): lambda.ILayerVersion {
  return lambda.LayerVersion.fromLayerVersionArn(scope, 'Layer', 'arn:aws:lambda:eu-west-1:111122223333:layer:k:1');
}
