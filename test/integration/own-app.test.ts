import { KubectlV36Layer } from '@aws-cdk/lambda-layer-kubectl-v36';
import { App, RemovalPolicies, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { PumaEdge } from '../../lib/edge/puma-edge';
import { PumaService } from '../../lib/puma-service';
import { recommendedContext } from '../../bin/feature-flags';
import { existingVpc, LISTENER_CERTIFICATE, smallProps } from '../support/platform';

// The service in an app that others wrote: under their feature flags, their kind of cluster, their aspects.

type MakeCluster = (stack: Stack, vpc: ec2.IVpc) => eks.ICluster | eksv2.ICluster;

const clusters: Record<string, MakeCluster> = {
  'aws-eks-v2': (stack, vpc) =>
    new eksv2.Cluster(stack, 'Cluster', {
      vpc,
      version: eksv2.KubernetesVersion.of('1.36'),
      kubectlProviderOptions: { kubectlLayer: new KubectlV36Layer(stack, 'Kubectl') },
    }),
  'aws-eks': (stack, vpc) =>
    new eks.Cluster(stack, 'Cluster', {
      vpc,
      version: eks.KubernetesVersion.of('1.36'),
      kubectlLayer: new KubectlV36Layer(stack, 'Kubectl'),
    }),
};

type Resources = Record<string, { Type: string; DeletionPolicy?: string; Properties?: Record<string, unknown> }>;

/** The resources of a service on a cluster of that kind, in an app with that context. */
function resourcesOf(make: MakeCluster, context: Record<string, unknown>, change?: (stack: Stack) => void): Resources {
  const stack = new Stack(new App({ context: { ...context, 'aws:cdk:disable-asset-staging': true } }), 'Shop');
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
  new PumaService(stack, 'Web', smallProps(stack, { cluster: make(stack, vpc) }));
  change?.(stack);
  return (Template.fromStack(stack).toJSON() as { Resources: Resources }).Resources;
}

/** The service's own resources, without what flags alone decide: the order of a policy's parts, and how they are merged. */
function ownOf(resources: Resources): unknown {
  const own = Object.entries(resources).filter(
    ([id, { Type }]) => id.startsWith('Web') && !Type.startsWith('AWS::IAM::'),
  );
  return sorted(Object.fromEntries(own));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sorted(each)]));
}

describe.each(Object.entries(clusters))('on a cluster of %s', (_, make) => {
  test('an old app, without any flag, gets the service of a fresh app with all that aws-cdk-lib recommends', () => {
    expect(ownOf(resourcesOf(make, {}))).toEqual(ownOf(resourcesOf(make, recommendedContext())));
  });

  test('two synths are the same to the byte', () => {
    const synth = (): string => JSON.stringify(resourcesOf(make, recommendedContext()));
    expect(synth()).toBe(synth());
  });

  test('aspects of the app reach everything: permission boundaries, tags, removal policies', () => {
    const resources = resourcesOf(make, recommendedContext(), (stack) => {
      const boundary = iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'developers');
      iam.PermissionsBoundary.of(stack).apply(boundary);
      Tags.of(stack).add('team', 'shop');
      RemovalPolicies.of(stack).destroy();
    });
    const own = Object.entries(resources).filter(([id]) => id.startsWith('Web'));
    const roles = own.filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(1);
    expect(roles.filter(([, { Properties }]) => !Properties!.PermissionsBoundary)).toEqual([]);
    const tagged = ['KMS::Key', 'SecretsManager::Secret', 'S3::Bucket', 'ElasticLoadBalancingV2::TargetGroup'];
    for (const type of tagged) {
      const found = own.filter(([, { Type }]) => Type === `AWS::${type}`);
      expect({ type, found: found.length > 0 }).toEqual({ type, found: true });
      for (const [, { Properties }] of found) expect(Properties!.Tags).toContainEqual({ Key: 'team', Value: 'shop' });
    }
    expect(
      own.filter(([, resource]) => ['Retain', 'RetainExceptOnCreate'].includes(resource.DeletionPolicy ?? '')),
    ).toEqual([]);
  });
});

test('several services in stacks of a stage share one edge, wherever the stage goes', () => {
  const stage = new Stage(new App({ context: recommendedContext() }), 'Production', {
    env: { account: '111122223333', region: 'us-west-2' },
  });
  const platform = new Stack(stage, 'Platform');
  const vpc = existingVpc(platform);
  const cluster = clusters['aws-eks-v2'](platform, vpc);
  const edge = new PumaEdge(platform, 'Edge', { vpc, certificates: [LISTENER_CERTIFICATE] });
  const stacks = ['shop', 'stock'].map((name) => {
    const stack = new Stack(stage, name);
    const components = [{ name: 'web', hostname: `${name}.example.com`, port: 9292 }];
    new PumaService(stack, 'Web', smallProps(stack, { cluster, edge, components, serviceName: name }));
    return stack;
  });
  for (const stack of stacks) {
    Template.fromStack(stack).resourceCountIs('AWS::ElasticLoadBalancingV2::ListenerRule', 1);
    Template.fromStack(stack).resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 0);
  }
});
