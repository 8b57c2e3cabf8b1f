import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Timing } from '../../lib/model/timing';
import { BindingFlavor } from '../../lib/workload/binding-flavor';
import type { PumaWorkloadProps } from '../../lib/workload/puma-workload-props';
import { renderedManifests, renderedObjects } from '../support/kubernetes-api';
import { mountedBy } from '../support/mounted';
import { nagFindings } from '../support/nag';
import { existingCluster } from '../support/platform';

import { make, object } from './make-workload';

test('pods are restricted, end in order, and are watched by probes that differ', () => {
  const { spec } = object(make().stack, 'Deployment').spec.template;
  const [puma] = spec.containers;
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 75,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(puma).toMatchObject({
    command: ['bundle', 'exec', 'puma', '-C', '/etc/cdk-puma-eks/puma.rb'],
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    lifecycle: { preStop: { sleep: { seconds: 40 } } },
    resources: { requests: { cpu: '2', memory: '1024Mi' }, limits: { memory: '1024Mi' } },
  });
  expect(puma.resources.limits.cpu).toBeUndefined();
  expect(puma.livenessProbe.httpGet.path).not.toBe(puma.readinessProbe.httpGet.path);
  expect(puma.livenessProbe.failureThreshold).toBeGreaterThan(puma.readinessProbe.failureThreshold);
  expect(JSON.stringify(puma)).not.toContain('tcpSocket');
});

test('numbers of Puma that only CloudFormation knows reach its settings', () => {
  const stack = new Stack(new App(), 'Test');
  const { valueAsNumber: maxThreads } = new CfnParameter(stack, 'Threads', { type: 'Number' });
  const { valueAsNumber: workers } = new CfnParameter(stack, 'Workers', { type: 'Number' });
  make({ puma: { workers, minThreads: 3, maxThreads }, pod: { cpu: '2', memory: '1Gi' } }, stack);
  expect(object(stack, 'Deployment').spec.template.metadata.annotations['cdk-puma-eks/settings']).toMatch(
    /"workers":<Ref:Workers>,"threads":{"min":3,"max":<Ref:Threads>}/,
  );
});

test('a rollout never has fewer ready pods than before it', () => {
  expect(object(make().stack, 'Deployment').spec.strategy.rollingUpdate).toEqual({
    maxUnavailable: 0,
    maxSurge: '25%',
  });
});

test('without a readiness gate of ours a rollout waits until the load balancer must have the new pod', () => {
  const spec = (props: Partial<PumaWorkloadProps>): { minReadySeconds?: number; progressDeadlineSeconds: number } =>
    object(make(props).stack, 'Deployment').spec;
  const { deregistrationPropagationSeconds, healthCheck } = Timing.derive();
  const wait = deregistrationPropagationSeconds + healthCheck.intervalSeconds * healthCheck.healthyThreshold;
  const gated = spec({});
  expect(gated.minReadySeconds).toBeUndefined();
  expect(spec({ namespace: 'apps' })).toMatchObject({
    minReadySeconds: wait,
    progressDeadlineSeconds: gated.progressDeadlineSeconds + wait,
  });
});

test('pods are spread over zones and nodes, the pods of each revision by themselves', () => {
  const { topologySpreadConstraints } = object(make().stack, 'Deployment').spec.template.spec;
  expect(topologySpreadConstraints).toMatchObject([
    { topologyKey: 'topology.kubernetes.io/zone', matchLabelKeys: ['pod-template-hash'] },
    { topologyKey: 'kubernetes.io/hostname', matchLabelKeys: ['pod-template-hash'] },
  ]);
});

test('every file of the runtime is mounted where Ruby looks for it', () => {
  const { stack } = make();
  const files = mountedBy(renderedObjects(Template.fromStack(stack)));
  expect(Object.keys(files)).toEqual(['puma.rb', 'cdk_puma_eks.rb', 'settings.json']);
  expect(files['puma.rb']).toMatch(/^# frozen_string_literal: true\n/);
  expect(JSON.parse(files['settings.json'])).toMatchObject({ service: 'shop', workers: 2 });
});

test('how often a process looks for new certificates reaches its settings, an hour by default', () => {
  const polls = [{}, { certificatePollSeconds: 60 }].map(
    (puma) =>
      JSON.parse(mountedBy(renderedObjects(Template.fromStack(make({ puma }).stack)))['settings.json']) as unknown,
  );
  expect(polls).toMatchObject([{ certificates: { pollSeconds: 3600 } }, { certificates: { pollSeconds: 60 } }]);
});

test('settings are of a revision of the Deployment: a change of them rolls the pods, and leaves alone what older pods mount', () => {
  const [before, same, after] = [{}, {}, { workers: 4 }].map((puma) => make({ puma }).stack);
  const template = (stack: Stack): object => object(stack, 'Deployment').spec.template;
  expect(template(same)).toEqual(template(before));
  expect(template(after)).not.toEqual(template(before));
  expect(object(after, 'ConfigMap')).toEqual(object(before, 'ConfigMap'));
});

test('bindings stand before the pods, and their names follow what would replace the target group', () => {
  const nameAt = (port: number): string => {
    const stack = new Stack(new App(), 'Test');
    const cluster = existingCluster(stack);
    const targetGroup = new elbv2.ApplicationTargetGroup(stack, 'G', {
      vpc: cluster.vpc,
      port,
      protocol: elbv2.ApplicationProtocol.HTTPS,
      targetType: elbv2.TargetType.IP,
    });
    const component = { name: 'web', hostname: 'www.example.com', port, certificateSecretName: 'c', targetGroup };
    return object(make({ cluster, components: [component] }, stack).stack, 'TargetGroupBinding').metadata.name;
  };
  expect(nameAt(9292)).toBe(nameAt(9292));
  expect(nameAt(9292)).not.toBe(nameAt(9393));

  const manifests = renderedManifests(Template.fromStack(make().stack));
  const find = (kind: string): (typeof manifests)[number] =>
    manifests.find(({ objects }) => objects.some((one) => one.kind === kind))!;
  const binding = find('TargetGroupBinding');
  expect(binding.dependsOn).toContain(find('Service').logicalId);
  expect(find('Deployment').dependsOn).toEqual(
    expect.arrayContaining(['Service', 'TargetGroupBinding', 'NetworkPolicy'].map((kind) => find(kind).logicalId)),
  );
});

test.each([
  [BindingFlavor.EKS_AUTO_MODE, 'eks.amazonaws.com/v1', 'eks.amazonaws.com/pod-readiness-gate-inject'],
  [BindingFlavor.AWS_LOAD_BALANCER_CONTROLLER, 'elbv2.k8s.aws/v1beta1', 'elbv2.k8s.aws/pod-readiness-gate-inject'],
])('the binding speaks the language of %s', (bindingFlavor, apiVersion, label) => {
  const { stack } = make({ bindingFlavor });
  const binding = object(stack, 'TargetGroupBinding');
  expect(binding).toMatchObject({ apiVersion, spec: { targetType: 'ip', serviceRef: { name: 'shop', port: 9292 } } });
  expect(binding.spec.networking).toBeUndefined();
  expect(object(stack, 'Namespace').metadata.labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
    [label]: 'enabled',
  });
});

test('pods wait for all that their role is granted in its own policy', () => {
  const { stack, workload } = make();
  workload.role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] }));
  const { dependsOn } = renderedManifests(Template.fromStack(stack)).find(({ logicalId }) =>
    logicalId.startsWith('WorkloadDeployment'),
  )!;
  for (const part of ['[0-9A-F]{8}$', 'DefaultPolicy', 'Association']) {
    expect(dependsOn).toContainEqual(expect.stringMatching(`^WorkloadRole${part}`));
  }
});

test('that publishing metrics knows no resource is acknowledged, and nothing that is granted later', () => {
  const { stack, workload } = make();
  expect(nagFindings(stack)).toEqual([]);
  workload.role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] }));
  expect(nagFindings(stack)).toEqual([
    expect.stringMatching(/^AwsSolutions-IAM5.* at Test\/Workload\/Role\/Resource\/DefaultPolicy/),
  ]);
});

test('the role is for this service account alone and publishes to one namespace', () => {
  const { stack } = make({ metricNamespace: 'Staging' });
  const template = Template.fromStack(stack);
  const condition = {
    StringEquals: {
      'aws:RequestTag/eks-cluster-name': 'platform',
      'aws:RequestTag/kubernetes-namespace': 'shop',
      'aws:RequestTag/kubernetes-service-account': 'shop',
    },
  };
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [Match.objectLike({ Action: ['sts:AssumeRole', 'sts:TagSession'], Condition: condition })],
    },
  });
  template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', { Namespace: 'shop', ServiceAccount: 'shop' });
  template.hasResourceProperties('AWS::IAM::Role', {
    Policies: [
      {
        PolicyName: 'PublishMetrics',
        PolicyDocument: Match.objectLike({
          Statement: [
            {
              Action: 'cloudwatch:PutMetricData',
              Condition: { StringEquals: { 'cloudwatch:namespace': 'Staging' } },
              Effect: 'Allow',
              Resource: '*',
            },
          ],
        }),
      },
    ],
  });
  expect(nagFindings(stack)).toEqual([]);
});

test('a namespace that is made here stays when its manifest goes, and is taken as it is when it comes back', () => {
  const [[, resource]] = Object.entries(
    Template.fromStack(make().stack).findResources('Custom::AWSCDK-EKS-KubernetesResource'),
  ).filter(([id]) => id.startsWith('WorkloadNamespace'));
  expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  expect((resource as { Properties: object }).Properties).toMatchObject({ Overwrite: true });
});

test('a namespace of others is used as it is', () => {
  const { stack, workload } = make({ namespace: 'apps' });
  expect(object(stack, 'Namespace')).toBeUndefined();
  expect(workload.namespace).toBeUndefined();
  expect(object(stack, 'Deployment').metadata.namespace).toBe('apps');
});

test("the network policy admits the VPC, or who is named, to Puma's ports alone", () => {
  expect(object(make().stack, 'NetworkPolicy').spec.ingress).toEqual([
    {
      from: [{ ipBlock: { cidr: '10.0.0.0/16' } }],
      ports: [{ port: 9292 }, { port: 9190 }],
    },
  ]);
  const named = object(make({ pod: { allowFromCidrs: ['10.0.1.0/24'] } }).stack, 'NetworkPolicy');
  expect(named.spec.ingress[0].from).toEqual([{ ipBlock: { cidr: '10.0.1.0/24' } }]);
});

test('a binding is called so that a readiness gate can be called by it, however long the names are', () => {
  const name = (serviceName: string, component: string): string => {
    const stack = new Stack(new App(), 'Test');
    const targetGroup = elbv2.ApplicationTargetGroup.fromTargetGroupAttributes(stack, 'Imported', {
      targetGroupArn: 'arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/a/0123456789abcdef',
    });
    const faces = [
      { name: component, hostname: 'www.example.com', port: 9292, certificateSecretName: 'c', targetGroup },
    ];
    return object(make({ serviceName, components: faces }, stack).stack, 'TargetGroupBinding').metadata.name;
  };
  expect(name('shop', 'web')).toMatch(/^shop-web-[0-9a-f]{8}$/);
  const long = name('s'.repeat(63), 'tracking-of-links');
  expect(long.length).toBeLessThanOrEqual(63);
  expect(long).not.toBe(name('s'.repeat(63), 'tracking-of-opens'));
});
