import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { KedaInstallationProps } from '../../lib/scaling/keda';
import { KedaInstallation } from '../../lib/scaling/keda';
import { KEDA_CHART, mergeValues } from '../../lib/scaling/keda-values';
import { importedV1, importedV2 } from '../kubernetes/clusters';
import { nagFindings } from '../support/nag';
import { expectRefusal } from '../support/refusal';

const CHART = 'Custom::AWSCDK-EKS-HelmChart';

function install(props: Partial<KedaInstallationProps> = {}, stack = new Stack(new App(), 'Test')): Stack {
  new KedaInstallation(stack, 'Keda', { ...props, cluster: props.cluster ?? importedV2(stack) });
  return stack;
}

function values(stack: Stack): Record<string, unknown> {
  const [chart] = Object.values(Template.fromStack(stack).findResources(CHART)) as { Properties: { Values: string } }[];
  return JSON.parse(chart.Properties.Values) as Record<string, unknown>;
}

test('the chart is of the KEDA whose code judges what we render, and whose types it is checked against', () => {
  const read = (...path: string[]): string => readFileSync(join(__dirname, '..', ...path), 'utf8');
  expect(read('cluster', 'keda', 'go.mod')).toContain(`github.com/kedacore/keda/v2 v${KEDA_CHART.version}\n`);
  expect(read('kubernetes', 'api', 'generate.ts')).toContain(`const KEDA = 'v${KEDA_CHART.version}';`);
});

test('the pinned chart, waited for, once its role stands', () => {
  const template = Template.fromStack(install());
  template.hasResource(CHART, {
    Properties: {
      Release: 'keda',
      Chart: 'keda',
      Version: '2.21.0',
      Repository: 'https://kedacore.github.io/charts',
      Namespace: 'keda',
      CreateNamespace: true,
      Wait: true,
      Atomic: true,
      Timeout: '600s',
    },
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^KedaIdentity'), Match.stringLikeRegexp('^KedaReadMetrics')]),
  });
});

test("the operator's service account gets a role that may read metrics and nothing else", () => {
  const stack = install();
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', {
    ClusterName: 'prod',
    Namespace: 'keda',
    ServiceAccount: 'keda-operator',
    RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^KedaOperatorRole'), 'Arn'] },
  });
  const trusted = {
    Action: ['sts:AssumeRole', 'sts:TagSession'],
    Effect: 'Allow',
    Principal: { Service: 'pods.eks.amazonaws.com' },
    Condition: {
      StringEquals: {
        'aws:RequestTag/eks-cluster-name': 'prod',
        'aws:RequestTag/kubernetes-namespace': 'keda',
        'aws:RequestTag/kubernetes-service-account': 'keda-operator',
      },
    },
  };
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [trusted],
    },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [{ Action: 'cloudwatch:GetMetricData', Effect: 'Allow', Resource: '*' }] },
  });
  template.resourceCountIs('AWS::IAM::Policy', 1);
  expect(nagFindings(stack)).toEqual([]);
});

test('hardened beyond the chart’s own values', () => {
  expect(values(install())).toMatchObject({
    clusterName: 'prod',
    operator: { replicaCount: 2 },
    metricsServer: { replicaCount: 2 },
    permissions: { operator: { restrict: { secret: true } }, metricServer: { restrict: { secret: true } } },
    rbac: { enabledCustomScaledRefKinds: false },
    podDisruptionBudget: { operator: { maxUnavailable: 1 } },
  });
});

test("the user's values win, map by map", () => {
  const stack = install({
    values: { operator: { replicaCount: 3 }, permissions: { operator: { restrict: { secret: false } } } },
  });
  expect(values(stack)).toMatchObject({
    operator: { replicaCount: 3 },
    permissions: { operator: { restrict: { secret: false } }, metricServer: { restrict: { secret: true } } },
  });
  expect(mergeValues({ list: [1, 2], map: { a: 1 } }, { list: [3], map: null })).toEqual({ list: [3], map: null });
});

test('a role that others manage, another namespace, a mirror', () => {
  const stack = new Stack(new App(), 'Test');
  const operatorRole = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/Keda');
  install({ operatorRole, namespaceName: 'autoscaling', repository: 'https://charts.example.com' }, stack);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::IAM::Role', 0);
  template.hasResourceProperties('AWS::IAM::Policy', { Roles: ['Keda'] });
  template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', {
    Namespace: 'autoscaling',
    RoleArn: 'arn:aws:iam::111122223333:role/Keda',
  });
  template.hasResourceProperties(CHART, { Namespace: 'autoscaling', Repository: 'https://charts.example.com' });
});

test('a cluster of the older module', () => {
  const stack = new Stack(new App(), 'Test');
  install({ cluster: importedV1(stack) }, stack);
  const template = Template.fromStack(stack);
  template.hasResourceProperties(CHART, { Version: '2.21.0', ClusterName: 'prod' });
});

describe('versions', () => {
  test.each(['2.17.3', '2.9.0', '1.99.0', 'latest', '2.21', '^2.21.0'])('refuses %s', (chartVersion) => {
    expectRefusal(() => install({ chartVersion }), 'KedaVersionUnsupported');
  });

  test.each(['2.18.0', '2.20.2'])('warns of %s', (chartVersion) => {
    const annotations = Annotations.fromStack(install({ chartVersion }));
    annotations.hasWarning('/Test/Keda', Match.stringLikeRegexp('CVE-2026-77524'));
  });

  test.each(['2.21.0', '2.21.1', '3.0.0'])('takes %s', (chartVersion) => {
    const annotations = Annotations.fromStack(install({ chartVersion }));
    annotations.hasNoWarning('*', Match.anyValue());
  });
});

test('refuses a cluster that cannot be spoken to, and a namespace that Kubernetes would not take', () => {
  const stack = new Stack(new App(), 'Test');
  const mute = eksv2.Cluster.fromClusterAttributes(stack, 'Mute', { clusterName: 'mute' });
  expectRefusal(() => install({ cluster: mute }, stack), 'KubectlProviderMissing');
  expectRefusal(() => install({ namespaceName: 'Keda' }), 'NameInvalid');
});
