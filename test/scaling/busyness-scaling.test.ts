import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { parse } from 'yaml';
import { ManifestSink } from '../../lib/kubernetes/manifest-sink';
import { Timing } from '../../lib/model/timing';
import { BusynessScaling } from '../../lib/scaling/busyness-scaling';
import { KedaIdentity } from '../../lib/scaling/keda-identity';
import { MetricSource } from '../../lib/scaling/metric-source';
import { expectKubernetesValid, renderedManifests, renderedObjects } from '../support/kubernetes-api';
import { nagFindings } from '../support/nag';
import { expectRefusal } from '../support/refusal';
import { renderedScaledObject, scalingStack } from './scaling-stack';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'scaling-'));
afterAll(() => fs.rmSync(directory, { recursive: true }));

describe('what is rendered by default', () => {
  const object = renderedScaledObject();

  test('the API server would take it', () => {
    expectKubernetesValid([object]);
  });

  test('3 to 30 pods of the Deployment, and an HPA of its name', () => {
    expect(object.metadata).toMatchObject({ name: 'email', namespace: 'mail' });
    expect(object.spec).toMatchObject({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'email' },
      minReplicaCount: 3,
      maxReplicaCount: 30,
    });
    expect(object.spec.advanced.horizontalPodAutoscalerConfig.name).toBe('email');
  });

  test('one fleet-wide value by target type Value, never AverageValue, which would divide a percentage by pods', () => {
    expect(object.spec.advanced.scalingModifiers).toEqual({
      formula: 'threads > 0 ? max(0, (1 - capacity / threads) * 100) : 60',
      target: '60',
      metricType: 'Value',
    });
    expect(JSON.stringify(object)).not.toContain('AverageValue');
  });

  test('an outage of the metric never shrinks the fleet', () => {
    expect(object.spec.fallback).toEqual({ failureThreshold: 3, replicas: 3, behavior: 'currentReplicasIfHigher' });
    expect(object.spec.triggers.map(({ metadata }) => metadata.ignoreNullValues)).toEqual(['false', 'false']);
  });

  test('up at once and at most doubling, down after five minutes by a fifth, or one pod', () => {
    expect(object.spec.advanced.horizontalPodAutoscalerConfig.behavior).toEqual({
      scaleUp: {
        stabilizationWindowSeconds: 0,
        selectPolicy: 'Max',
        policies: [
          { type: 'Percent', value: 100, periodSeconds: 60 },
          { type: 'Pods', value: 4, periodSeconds: 60 },
        ],
      },
      scaleDown: {
        stabilizationWindowSeconds: 300,
        selectPolicy: 'Max',
        policies: [
          { type: 'Percent', value: 20, periodSeconds: 80 },
          { type: 'Pods', value: 1, periodSeconds: 80 },
        ],
      },
    });
  });

  test('what KEDA ignores from one pod on, and warns about, is left out', () => {
    expect(object.spec).not.toHaveProperty('pollingInterval');
    expect(object.spec).not.toHaveProperty('cooldownPeriod');
  });
});

test('the target moves the formula, the HPA target and what is held without threads', () => {
  const { scalingModifiers } = renderedScaledObject({ targetBusyness: 45 }).spec.advanced;
  expect(scalingModifiers?.target).toBe('45');
  expect(scalingModifiers?.formula).toMatch(/ : 45$/);
});

test('warm-up and drain move the pace', () => {
  const timing = Timing.derive({ warmUpSeconds: 200, drainSeconds: 120 });
  const { scaleUp, scaleDown } = renderedScaledObject({ timing }).spec.advanced.horizontalPodAutoscalerConfig.behavior;
  expect(scaleUp.policies[0].periodSeconds).toBe(timing.applicationBootSeconds + 200);
  expect(scaleDown.policies[0].periodSeconds).toBe(timing.terminationGracePeriodSeconds);
});

test('more pods at least than the default most: the most follows', () => {
  expect(renderedScaledObject({ minPods: 40 }).spec).toMatchObject({ minReplicaCount: 40, maxReplicaCount: 40 });
});

test("the longest name of a Deployment passes KEDA's webhook, which prefixes an HPA's name and then finds it too long", () => {
  const deploymentName = 'e'.repeat(63);
  const object = renderedScaledObject({ deploymentName });
  expect(object.spec.advanced.horizontalPodAutoscalerConfig.name).toHaveLength(63);
});

test('the Region is the stack’s, known or not', () => {
  expect(renderedScaledObject().spec.triggers[0].metadata.awsRegion).toBe('<Ref:AWS::Region>');
});

test('optional objects have manifests of their own, and the ScaledObject waits for its authentication', () => {
  const { stack, scaling } = scalingStack({
    metric: MetricSource.cloudWatch({ identity: KedaIdentity.podIdentity() }),
  });
  const manifests = renderedManifests(Template.fromStack(stack));
  expect(manifests.map(({ objects }) => objects.map(({ kind }) => kind))).toEqual([
    ['TriggerAuthentication'],
    ['ScaledObject'],
  ]);
  expectKubernetesValid(renderedObjects(Template.fromStack(stack)));
  expect(manifests[1].dependsOn).toContain(manifests[0].logicalId);
  expect(scaling.authentication).toBeDefined();
});

test('logical ids are a contract', () => {
  const { stack } = scalingStack();
  expect(renderedManifests(Template.fromStack(stack)).map(({ logicalId }) => logicalId)).toEqual(['Scaling6BFA37B3']);
});

test('as YAML, when the Region is known', () => {
  const app = new App();
  const stack = new Stack(app, 'Test', { env: { region: 'eu-west-1' } });
  new BusynessScaling(stack, 'Scaling', {
    sink: ManifestSink.directory(directory),
    deploymentName: 'email',
    namespaceName: 'mail',
    serviceName: 'email',
    timing: Timing.derive(),
  });
  app.synth();
  const file = fs.readFileSync(path.join(directory, 'mail', 'scaledobject-email.yaml'), 'utf8');
  expectKubernetesValid([parse(file) as object]);
});

describe('permission to read metrics', () => {
  const role = (stack: Stack): iam.Role =>
    new iam.Role(stack, 'Operator', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
  const statement = { Action: 'cloudwatch:GetMetricData', Effect: 'Allow', Resource: '*' };

  test("the operator's role gets the one action, acknowledged where it stands", () => {
    const stack = new Stack(new App(), 'Test');
    const { scaling } = addScaling(stack, { kedaOperatorRole: role(stack) });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [statement] },
      Roles: [{ Ref: Match.stringLikeRegexp('^Operator') }],
    });
    expect(scaling.node.findChild('OperatorReadsMetrics')).toBeDefined();
    expect(nagFindings(stack)).toEqual([]);
  });

  test('Prometheus needs none', () => {
    const stack = new Stack(new App(), 'Test');
    const metric = MetricSource.prometheus({ serverAddress: 'http://prometheus.monitoring:9090' });
    addScaling(stack, { kedaOperatorRole: role(stack), metric });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('grantReadMetrics gives it to anybody else', () => {
    const { stack, scaling } = scalingStack();
    scaling.grantReadMetrics(role(stack)).assertSuccess();
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [statement] } });
  });

  function addScaling(stack: Stack, props: object): { scaling: BusynessScaling } {
    const scaling = new BusynessScaling(stack, 'Scaling', {
      sink: ManifestSink.directory(directory),
      deploymentName: 'email',
      namespaceName: 'mail',
      serviceName: 'email',
      timing: Timing.derive(),
      metric: MetricSource.cloudWatch({ region: 'eu-west-1' }),
      ...props,
    });
    return { scaling };
  }
});

describe('warnings', () => {
  test('one pod is no service', () => {
    const annotations = Annotations.fromStack(scalingStack({ minPods: 1 }).stack);
    annotations.hasWarning('/Test/Scaling', Match.stringLikeRegexp('minPods is 1.+singlePod'));
  });

  test('a point that averages too few samples follows noise', () => {
    const { stack } = scalingStack({ minPods: 1, metric: MetricSource.cloudWatch({ periodSeconds: 10 }) });
    const annotations = Annotations.fromStack(stack);
    annotations.hasWarning('/Test/Scaling', Match.stringLikeRegexp('averages 10 samples.+metricPeriodNoisy'));
  });

  test('none by default', () => {
    const annotations = Annotations.fromStack(scalingStack().stack);
    annotations.hasNoWarning('*', Match.anyValue());
  });
});

describe('refused', () => {
  test.each([
    ['minPods 0', { minPods: 0 }, 'PodRangeInvalid'],
    ['max below min', { minPods: 5, maxPods: 4 }, 'PodRangeInvalid'],
    ['half a pod', { maxPods: 7.5 }, 'PodRangeInvalid'],
    ['target 0', { targetBusyness: 0 }, 'TargetBusynessInvalid'],
    ['target 96', { targetBusyness: 96 }, 'TargetBusynessInvalid'],
    ["a target that switches KEDA's fallback off", { targetBusyness: 62.5 }, 'TargetBusynessInvalid'],
    ['no pods while blind', { fallbackPods: 0 }, 'FallbackPodsInvalid'],
    ['more pods while blind than ever', { maxPods: 10, fallbackPods: 11 }, 'FallbackPodsInvalid'],
    ['a name that Kubernetes would not take', { deploymentName: 'E-Mail' }, 'NameInvalid'],
    ['a namespace that Kubernetes would not take', { namespaceName: 'mail_1' }, 'NameInvalid'],
    ["a service name with KEDA's separator", { serviceName: 'a;b' }, 'DimensionValueInvalid'],
    ['a reserved metric namespace', { metricNamespace: 'AWS/Puma' }, 'MetricNamespaceInvalid'],
    ['points that fill no minute', { publishIntervalSeconds: 45 }, 'PublishIntervalInvalid'],
    [
      'points longer than the period that is read',
      { publishIntervalSeconds: 30, metric: MetricSource.cloudWatch({ periodSeconds: 10 }) },
      'PublishIntervalInvalid',
    ],
  ])('%s', (_, props, code) => {
    expectRefusal(() => scalingStack(props), code);
  });
});
