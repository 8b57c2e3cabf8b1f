import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { PumaAlarms } from '../lib/monitoring/puma-alarms';
import type { PumaServiceProps } from '../lib/puma-service-props';
import { PumaService } from '../lib/puma-service';
import { MetricSource } from '../lib/scaling/metric-source';
import { ServerCertificate } from '../lib/tls/server-certificate';
import { PumaImage } from '../lib/workload/puma-image';
import { warningsOf } from './support/annotations';
import { renderedObjects } from './support/kubernetes-api';
import { settingsIn } from './support/mounted';
import { expectRefusal } from './support/refusal';
import { existingCluster, smallProps, smallService } from './support/platform';

test('every prop but five has a default', () => {
  const template = Template.fromStack(Stack.of(smallService()));
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    Protocol: 'HTTPS',
    Port: 9292,
    HealthCheckPort: '9190',
    HealthCheckPath: '/readyz',
  });
  template.hasResourceProperties('AWS::SecretsManager::Secret', { Name: '/Cert/www.example.com' });
  template.hasResourceProperties('AWS::CloudWatch::Dashboard', {});
});

test("CDK's grants and connections take the service itself: its pods' role, and their security group", () => {
  const service = smallService();
  expect(service.grantPrincipal).toBe(service.workload.role);
  expect(service.connections.securityGroups.map(({ securityGroupId }) => securityGroupId)).toEqual([
    'sg-0123456789abcdef0',
  ]);
});

test("the name follows the construct's id", () => {
  const stack = new Stack(new App(), 'Test');
  expect(new PumaService(stack, 'EmailDelivery', smallProps(stack)).serviceName).toBe('email-delivery');
});

test('the load balancer reaches each port of the pods, and the probes, and nothing else', () => {
  const template = Template.fromStack(
    Stack.of(
      smallService({
        components: [
          { name: 'web', hostname: 'www.example.com', port: 9292 },
          { name: 'api', hostname: 'api.example.com', port: 9293 },
        ],
      }),
    ),
  );
  const ports = Object.values(
    template.findResources('AWS::EC2::SecurityGroupIngress', { Properties: { GroupId: 'sg-0123456789abcdef0' } }),
  ).map((rule) => (rule as { Properties: { FromPort: number } }).Properties.FromPort);
  expect(ports.sort()).toEqual([9190, 9292, 9293]);
  template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 3);
});

test('how many pods a drain takes follows the tolerance that the autoscaler is given', () => {
  const budget = (scaleUpPercent?: number): unknown => {
    const scaling = { minPods: 6, tolerance: { scaleUpPercent } };
    const objects = renderedObjects(Template.fromStack(Stack.of(smallService({ scaling }))));
    const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget') as unknown[];
    return (budgets[0] as { spec: { maxUnavailable: unknown } }).spec.maxUnavailable;
  };
  expect([budget(), budget(30)]).toEqual(['20%', 1]);
});

test('a component with a health endpoint of its own is asked there, on its own port', () => {
  const template = Template.fromStack(
    Stack.of(
      smallService({ components: [{ name: 'web', hostname: 'www.example.com', port: 9292, healthCheckPath: '/up' }] }),
    ),
  );
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    HealthCheckPath: '/up',
    HealthCheckPort: 'traffic-port',
  });
});

test("pods read their own certificates, publish to their namespace, and have Asherah's settings and grants", () => {
  const stack = new Stack(new App(), 'Test');
  const service = smallService({ asherah: { serviceName: 'shop', productId: 'orders' } }, stack);
  const template = Template.fromStack(stack);
  const [deployment] = renderedObjects(template).filter(({ kind }) => kind === 'Deployment');
  const text = JSON.stringify(deployment);
  expect(text).toContain('ASHERAH_REGION_MAP');
  expect(service.keys.metastore).toBeDefined();
  const policies = JSON.stringify(['Policy', 'Role'].map((type) => template.findResources(`AWS::IAM::${type}`)));
  for (const action of [
    'secretsmanager:GetSecretValue',
    'cloudwatch:PutMetricData',
    'dynamodb:PutItem',
    'kms:GenerateDataKey',
  ]) {
    expect(policies).toContain(action);
  }
});

test('a scaled service leaves the number of pods to the autoscaler, a fixed one states it', () => {
  const replicasOf = (service: PumaService): unknown => {
    const deployment = renderedObjects(Template.fromStack(Stack.of(service))).find(({ kind }) => kind === 'Deployment');
    return (deployment as unknown as { spec: { replicas?: number } }).spec.replicas;
  };
  expect(replicasOf(smallService())).toBeUndefined();
  const fixed = smallService({ replicas: 4 });
  expect(replicasOf(fixed)).toBe(4);
  expect(fixed.scaling).toBeUndefined();
});

test('alarms tell the topics', () => {
  const stack = new Stack(new App(), 'Test');
  smallService({ alarms: PumaAlarms.notify([new sns.Topic(stack, 'OnCall')]) }, stack);
  const template = Template.fromStack(stack);
  template.allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: [{ Ref: Match.stringLikeRegexp('OnCall') }],
  });
});

test('a burst beyond what the pods take within the handshake deadline is a warning with the arithmetic', () => {
  const service = smallService({
    meanServiceTimeSeconds: 0.5,
    components: [{ name: 'web', hostname: 'www.example.com', port: 9292, backlog: 4096, expectedBurst: 5000 }],
  });
  expect(warningsOf(Stack.of(service))).toContainEqual(expect.stringMatching(/5,?000/));
});

test('a certificate that exists takes the place of a new secret', () => {
  const stack = new Stack(new App(), 'Test');
  const certificate = ServerCertificate.fromSecretName(stack, 'Certificate', {
    secretName: 'tls/shop',
    hostnames: ['*.example.com'],
  });
  smallService({ components: [{ name: 'web', hostname: 'www.example.com', port: 9292, certificate }] }, stack);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::SecretsManager::Secret', 0);
  expect(JSON.stringify(renderedObjects(template))).toContain('tls/shop');
});

test('another listener certificate is added at the edge', () => {
  const service = smallService();
  const certificate = elbv2.ListenerCertificate.fromArn('arn:aws:acm:us-west-2:111122223333:certificate/1');
  new elbv2.ApplicationListenerCertificate(Stack.of(service), 'Second', {
    listener: service.edge.listener,
    certificates: [certificate],
  });
  const template = Template.fromStack(Stack.of(service));
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::ListenerCertificate', 1);
});

test('an image by digest needs no tag', () => {
  const digest = `registry.example.com/shop@sha256:${'0'.repeat(64)}`;
  const service = smallService({ image: PumaImage.fromRegistry(digest) });
  expect(JSON.stringify(renderedObjects(Template.fromStack(Stack.of(service))))).toContain(digest);
});

test('a host that only CloudFormation knows is taken, with a priority', () => {
  const stack = new Stack(new App(), 'Test');
  const { valueAsString: hostname } = new CfnParameter(stack, 'Host');
  smallService({ components: [{ name: 'web', hostname, port: 9292, rulePriority: 10 }] }, stack);
  Template.fromStack(stack).hasResourceProperties('AWS::SecretsManager::Secret', {
    Name: { 'Fn::Join': ['', ['/Cert/', { Ref: 'Host' }]] },
  });
});

test('an error of a component says which', () => {
  const components = [
    { name: 'web', hostname: 'www.example.com', port: 9292 },
    { name: 'api', hostname: 'api.example.com', port: 9293, additionalHostnames: ['API.example.com'] },
  ];
  expect(expectRefusal(() => smallService({ components }), 'HostnameInvalid').path).toBe(
    'components[1].additionalHostnames[0]',
  );
});

test('a timeout of its own edge is refused under the name that it has in the timing', () => {
  const error = expectRefusal(() => smallService({ timing: { idleTimeoutSeconds: 0 } }), 'EdgeTimeoutInvalid');
  expect(error.path).toBe('timing.idleTimeoutSeconds');
});

test.each(['vpc', 'clusterSecurityGroup'])('a cluster imported without its %s is refused by that name', (missing) => {
  const stack = new Stack(new App(), 'Test');
  const { vpc, kubectlProvider } = existingCluster(stack);
  const cluster = eks.Cluster.fromClusterAttributes(stack, 'Bare', {
    clusterName: 'platform',
    kubectlProvider,
    ...(missing === 'vpc' ? {} : { vpc }),
  });
  const error = expectRefusal(() => smallService({ cluster }, stack), 'ClusterNetworkUnknown');
  expect(error.path).toBe(`cluster.${missing}`);
});

test('metrics are stored by the second where scaling reads them so', () => {
  const resolution = (props: Partial<PumaServiceProps>): unknown => {
    const objects = renderedObjects(Template.fromStack(Stack.of(smallService(props))));
    return settingsIn(objects).metrics?.storageResolution;
  };
  expect(resolution({})).toBe(60);
  expect(resolution({ highResolutionMetrics: true })).toBe(1);
  expect(resolution({ scaling: { metric: MetricSource.cloudWatch({ periodSeconds: 10 }) } })).toBe(1);
});

test("pods may decrypt an existing certificate's secret with its key, and with no other", () => {
  const component = { name: 'web', hostname: 'www.example.com', port: 9292, certificateSecretName: 'tls/shop' };
  const decrypts = (props: Partial<PumaServiceProps>): unknown[] =>
    Object.values(Template.fromStack(Stack.of(smallService(props))).findResources('AWS::IAM::Policy'))
      .flatMap((policy) => policy.Properties.PolicyDocument.Statement as { Action: unknown; Resource: unknown }[])
      .filter(({ Action }) => Action === 'kms:Decrypt')
      .map(({ Resource }) => Resource);
  expect(decrypts({ components: [component] })).toEqual([
    { 'Fn::GetAtt': [expect.stringContaining('SecretsKey'), 'Arn'] },
  ]);
  const certificateKeyArn = 'arn:aws:kms:us-west-2:111122223333:key/00000000-0000-4000-8000-000000000000';
  expect(decrypts({ components: [{ ...component, certificateKeyArn }] })).toEqual([certificateKeyArn]);
});
