import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Timing } from '../../lib/model/timing';
import { BindingFlavor } from '../../lib/workload/binding-flavor';
import { PodIdentity } from '../../lib/workload/pod-identity';
import { PumaImage } from '../../lib/workload/puma-image';
import { PumaWorkload } from '../../lib/workload/puma-workload';
import type { PumaWorkloadProps } from '../../lib/workload/puma-workload-props';
import { expectKubernetesValid, renderedManifests, renderedObjects } from '../support/kubernetes-api';
import { nagFindings } from '../support/nag';
import { existingCluster, existingVpc } from '../support/platform';
import { expectRefusal } from '../support/refusal';

interface Made {
  readonly stack: Stack;
  readonly workload: PumaWorkload;
}

function make(props: Partial<PumaWorkloadProps> = {}, stack = new Stack(new App(), 'Test')): Made {
  const cluster = props.cluster ?? existingCluster(stack);
  const targetGroup = new elbv2.ApplicationTargetGroup(stack, 'Group', {
    vpc: cluster.vpc,
    port: 9292,
    protocol: elbv2.ApplicationProtocol.HTTPS,
    targetType: elbv2.TargetType.IP,
  });
  const workload = new PumaWorkload(stack, 'Workload', {
    cluster,
    serviceName: 'shop',
    image: PumaImage.fromRegistry('registry.example.com/shop:v42'),
    components: [
      {
        name: 'web',
        hostname: 'www.example.com',
        port: 9292,
        certificateSecretName: '/Cert/www.example.com',
        targetGroup,
      },
    ],
    timing: Timing.derive(),
    ...props,
  });
  return { stack, workload };
}

/** The one object of a kind, loosely typed: a test names the fields that it is about. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test walks into it
function object(stack: Stack, kind: string): any {
  return renderedObjects(Template.fromStack(stack)).find((one) => one.kind === kind);
}

/** An imported cluster of the older module. */
function v1Cluster(stack: Stack): eks.ICluster {
  const provider = iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(
    stack,
    'Oidc',
    'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/ABC',
  );
  return eks.Cluster.fromClusterAttributes(stack, 'V1', {
    clusterName: 'older',
    clusterSecurityGroupId: 'sg-0123456789abcdef0',
    kubectlRoleArn: 'arn:aws:iam::111122223333:role/Kubectl',
    kubectlLayer: lambda.LayerVersion.fromLayerVersionArn(
      stack,
      'Layer',
      'arn:aws:lambda:us-west-2:111122223333:layer:kubectl:1',
    ),
    openIdConnectProvider: provider,
    vpc: existingVpc(stack),
  });
}

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

test('a rollout never has fewer ready pods than before it', () => {
  expect(object(make().stack, 'Deployment').spec.strategy.rollingUpdate).toEqual({
    maxUnavailable: 0,
    maxSurge: '25%',
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
  const { data } = object(stack, 'ConfigMap');
  const [config] = object(stack, 'Deployment').spec.template.spec.volumes;
  const paths = config.configMap.items.map(({ path }: { path: string }) => path);
  expect(paths).toEqual(expect.arrayContaining(['settings.json', 'puma.rb', 'puma/plugin/cdk_puma_eks.rb']));
  expect(config.configMap.items.map(({ key }: { key: string }) => key).sort()).toEqual(Object.keys(data).sort());
  expect(data['puma.rb']).toMatch(/^# frozen_string_literal: true\n/);
});

test('a change of settings rolls the pods', () => {
  const checksum = (props: Partial<PumaWorkloadProps>): unknown =>
    object(make(props).stack, 'Deployment').spec.template.metadata.annotations['cdk-puma-eks/config-checksum'];
  expect(checksum({})).toBe(checksum({}));
  expect(checksum({ puma: { workers: 4 } })).not.toBe(checksum({}));
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
  expect(find('Deployment').dependsOn).toEqual(expect.arrayContaining([binding.logicalId, find('Service').logicalId]));
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

test('a cluster of the older module is taken too, and its controller is the open-source one', () => {
  const stack = new Stack(new App(), 'Test');
  make({ cluster: v1Cluster(stack) }, stack);
  expect(object(stack, 'TargetGroupBinding').apiVersion).toBe('elbv2.k8s.aws/v1beta1');
  expectKubernetesValid(renderedObjects(Template.fromStack(stack)));
});

test('the role is for this service account alone and publishes to one namespace', () => {
  const { stack } = make({ metricNamespace: 'Staging' });
  const template = Template.fromStack(stack);
  const condition = {
    StringEquals: {
      'aws:RequestTag/kubernetes-namespace': 'shop',
      'aws:RequestTag/kubernetes-service-account': 'shop',
    },
  };
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        Match.objectLike({ Action: 'sts:AssumeRole', Condition: condition }),
        Match.objectLike({ Action: 'sts:TagSession', Condition: condition }),
      ],
    },
  });
  template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', { Namespace: 'shop', ServiceAccount: 'shop' });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Action: 'cloudwatch:PutMetricData',
          Condition: { StringEquals: { 'cloudwatch:namespace': 'Staging' } },
          Effect: 'Allow',
          Resource: '*',
        },
      ],
    },
  });
  expect(nagFindings(stack)).toEqual([]);
});

test('IRSA binds the role to the service account by the OpenID Connect provider', () => {
  const stack = new Stack(new App(), 'Test');
  make({ cluster: v1Cluster(stack), identity: PodIdentity.irsa() }, stack);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::EKS::PodIdentityAssociation', 0);
  expect(object(stack, 'ServiceAccount').metadata.annotations).toHaveProperty(['eks.amazonaws.com/role-arn']);
  expect(JSON.stringify(template.findResources('Custom::AWSCDKCfnJson'))).toContain('system:serviceaccount:shop:shop');
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
      ports: [
        { port: 9292, protocol: 'TCP' },
        { port: 9190, protocol: 'TCP' },
      ],
    },
  ]);
  const named = object(make({ pod: { allowFromCidrs: ['10.0.1.0/24'] } }).stack, 'NetworkPolicy');
  expect(named.spec.ingress[0].from).toEqual([{ ipBlock: { cidr: '10.0.1.0/24' } }]);
});

const component = { name: 'web', hostname: 'www.example.com', port: 9292, certificateSecretName: 'c' };

test.each<[string, Partial<PumaWorkloadProps>]>([
  ['NameInvalid', { serviceName: 'Shop' }],
  ['NameInvalid', { namespace: '-apps' }],
  ['PortInvalid', { puma: { probePort: 80 } }],
  ['ProbePortTaken', { components: [{ ...component, port: 9190 }] }],
  ['ComponentPortTwice', { components: [component, { ...component, name: 'api', hostname: 'api.example.com' }] }],
  ['WorkersInvalid', { puma: { workers: 2.5 } }],
  ['ThreadsInvalid', { puma: { maxThreads: 0 } }],
  ['ThreadsInvalid', { puma: { minThreads: 6 } }],
  ['FileNameEmpty', { puma: { warmUpFiles: [''] } }],
  ['ReplicasInvalid', { replicas: 0 }],
  ['UserInvalid', { pod: { runAsUser: 0 } }],
  ['QuantityInvalid', { pod: { cpu: '2 cores' } }],
  ['QuantityInvalid', { pod: { memory: '0Mi' } }],
  ['WritablePathInvalid', { pod: { writablePaths: ['tmp'] } }],
  ['WritablePathInvalid', { pod: { writablePaths: ['/etc/cdk-puma-eks'] } }],
  ['CommandEmpty', { pod: { command: [] } }],
  ['CidrInvalid', { pod: { allowFromCidrs: ['everyone'] } }],
  ['EnvironmentNameReserved', { environment: { AWS_REGION: 'eu-west-1' } }],
])('refuses with %s: %j', (code, props) => {
  expectRefusal(() => make(props), code);
});
