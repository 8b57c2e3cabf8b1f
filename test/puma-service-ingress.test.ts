import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { parse } from 'yaml';
import { EdgeLogs } from '../lib/edge/edge-logs';
import { IngressController } from '../lib/edge/ingress-edge-props';
import { PumaWebAcl } from '../lib/edge/puma-web-acl';
import { RateRule } from '../lib/edge/rate-rule';
import { ManifestSink } from '../lib/kubernetes/manifest-sink';
import type { PumaServiceProps } from '../lib/puma-service-props';
import { PumaService } from '../lib/puma-service';
import { expectControllerTakes } from './support/alb-controller';
import type { AnyObject } from './support/kubernetes-api';
import { expectKubernetesValid, renderedManifests, renderedObjects } from './support/kubernetes-api';
import { existingCluster, smallProps } from './support/platform';
import { expectRefusal } from './support/refusal';
import { behindIngress } from './edge/ingress-service-fixture';

test.each([
  [IngressController.AWS_LOAD_BALANCER_CONTROLLER, 'elbv2.k8s.aws/pod-readiness-gate-inject'],
  [IngressController.EKS_AUTO_MODE, 'eks.amazonaws.com/pod-readiness-gate-inject'],
])('with %s a service has an Ingress for each component and no target group of ours', (controller, gate) => {
  const { stack, service } = behindIngress({ controller });
  const { ingressRoutes, routes, workload } = service('Shop', {
    components: [
      { name: 'web', hostname: 'www.example.com', port: 9292 },
      { name: 'api', hostname: 'api.example.com', port: 9293, healthCheckPath: '/up' },
      { name: 'any', hostname: '*.example.com', port: 9294, rulePriority: 12 },
    ],
  });
  const template = Template.fromStack(stack);
  for (const type of ['LoadBalancer', 'Listener', 'ListenerRule', 'TargetGroup']) {
    template.resourceCountIs(`AWS::ElasticLoadBalancingV2::${type}`, 0);
  }
  const objects = renderedObjects(template);
  expectControllerTakes(objects);
  expectKubernetesValid(objects);
  expect(objects.map(({ kind }) => kind)).not.toContain('TargetGroupBinding');
  expect(objects.find(({ kind }) => kind === 'Namespace')?.metadata.labels).toMatchObject({ [gate]: 'enabled' });
  expect(ingressRoutes.map(({ ingressName, groupOrder }) => [ingressName, groupOrder])).toEqual([
    ['shop-web', undefined],
    ['shop-api', undefined],
    ['shop-any', 12],
  ]);
  expect([routes, workload.bindings]).toEqual([[], []]);
});

test("an Ingress's backend is a port of the service's own Service, and its health check the probe's", () => {
  const { stack, service } = behindIngress();
  service('Shop');
  const objects = renderedObjects(Template.fromStack(stack));
  const [ingress] = objects.filter(({ kind }) => kind === 'Ingress');
  const [{ metadata, spec }] = objects.filter(({ kind }) => kind === 'Service');
  const { rules } = ingress.spec as { rules: { http: { paths: { backend: object }[] } }[] };
  expect(rules[0].http.paths).toMatchObject([
    { backend: { service: { name: metadata.name, port: { number: 9292 } } } },
  ]);
  expect((spec as { ports: object[] }).ports).toMatchObject([{ port: 9292 }]);
  expect(ingress.metadata).toMatchObject({
    namespace: metadata.namespace,
    annotations: {
      'alb.ingress.kubernetes.io/healthcheck-port': '9190',
      'alb.ingress.kubernetes.io/healthcheck-path': '/readyz',
    },
  });
});

test("a component's routing is that of its Ingress", () => {
  const { stack, service } = behindIngress();
  const component = { name: 'web', hostname: 'www.example.com', port: 9292 };
  service('Shop', { components: [{ ...component, routing: { stickinessSeconds: 60 } }] });
  const [ingress] = renderedObjects(Template.fromStack(stack)).filter(({ kind }) => kind === 'Ingress');
  expect(ingress.metadata.annotations?.['alb.ingress.kubernetes.io/target-group-attributes']).toContain(
    'stickiness.lb_cookie.duration_seconds=60',
  );
  const components = [{ ...component, routing: { issueListenerCertificate: true } }];
  expectRefusal(() => behindIngress().service('Shop', { components }), 'IngressIssuesNoCertificate');
});

test('the Ingress comes after the Service and before the pods', () => {
  const { stack, service } = behindIngress();
  service('Shop');
  const manifests = renderedManifests(Template.fromStack(stack));
  const of = (kind: string): (typeof manifests)[number] =>
    manifests.find(({ objects }) => objects.some((object) => object.kind === kind))!;
  expect(of('Ingress').dependsOn).toContain(of('Service').logicalId);
  expect(of('Deployment').dependsOn).toContain(of('Ingress').logicalId);
});

test('a namespace of others, which may hold nothing back, gives a new pod time to join', () => {
  const seconds = (props: Partial<PumaServiceProps>): unknown => {
    const { stack, service } = behindIngress();
    service('Shop', props);
    const deployment = renderedObjects(Template.fromStack(stack)).find(({ kind }) => kind === 'Deployment');
    return (deployment?.spec as { minReadySeconds?: number }).minReadySeconds;
  };
  expect(seconds({})).toBeUndefined();
  expect(seconds({ namespace: 'apps' })).toBeGreaterThan(0);
});

test('the pods are opened to the load balancer, port by port', () => {
  const { stack, service } = behindIngress();
  service('Shop');
  service('Blog', { components: [{ name: 'web', hostname: 'blog.example.com', port: 9292 }] });
  const template = Template.fromStack(stack);
  const ports = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(
    (rule) => (rule as { Properties: { FromPort: number } }).Properties.FromPort,
  );
  expect(ports.sort()).toEqual([9190, 9292]);
});

test('two services in two stacks share the load balancer', () => {
  const app = new App();
  const { ingress, stack } = behindIngress({}, new Stack(app, 'Platform'));
  const stacks = ['Shop', 'Blog'].map((id, i) => {
    const own = new Stack(app, id);
    const cluster = existingCluster(own);
    new PumaService(own, id, {
      ...smallProps(own, { cluster }),
      components: [{ name: 'web', hostname: `host${i}.example.com`, port: 9292 }],
      listenerCertificates: undefined,
      ingress,
    });
    return own;
  });
  const objects = stacks.flatMap((own) => renderedObjects(Template.fromStack(own)));
  expect(stacks.map(({ dependencies }) => dependencies.map(({ stackName }) => stackName))).toEqual([
    [stack.stackName],
    [stack.stackName],
  ]);
  expectControllerTakes(objects);
  expect(objects.filter(({ kind }) => kind === 'Ingress')).toHaveLength(2);
});

test('rate rules of a component join the web ACL that the controller puts in front', () => {
  const stack = new Stack(new App(), 'Test');
  const webAcl = new PumaWebAcl(stack, 'WebAcl');
  const { service } = behindIngress({ webAcl }, stack);
  service('Shop', {
    components: [
      { name: 'web', hostname: 'www.example.com', port: 9292, rateRules: [RateRule.perIp({ name: 'ip', limit: 100 })] },
    ],
  });
  const template = Template.fromStack(stack);
  expect(JSON.stringify(template.findResources('AWS::WAFv2::WebACL'))).toContain('shop-web-ip');
  template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  const [ingress] = renderedObjects(template).filter(({ kind }) => kind === 'Ingress');
  expect(ingress.metadata.annotations?.['alb.ingress.kubernetes.io/wafv2-acl-arn']).toMatch(/^<Fn::GetAtt:WebAcl/);
});

test('YAML files hold an Ingress when nothing in it is for CloudFormation to make', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cdk-puma-eks-'));
  const stack = new Stack(new App(), 'Test', { env: { account: '111122223333', region: 'us-west-2' } });
  const sink = ManifestSink.directory(directory);
  const { service } = behindIngress(
    {
      sink,
      controller: IngressController.EKS_AUTO_MODE,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef1'),
      webAcl: PumaWebAcl.fromWebAclArn(stack, 'Acl', WEB_ACL),
      logs: EdgeLogs.bucket(s3.Bucket.fromBucketName(stack, 'Logs', 'shop-logs')),
    },
    stack,
  );
  service('Shop', { sink });
  Template.fromStack(stack);
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name));
  const objects = files.map((name) => parse(readFileSync(join(directory, name), 'utf8')) as AnyObject);
  expect(objects.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['Ingress', 'IngressClass', 'IngressClassParams']),
  );
  expectControllerTakes(objects);
});

const WEB_ACL = 'arn:aws:wafv2:us-west-2:111122223333:regional/webacl/shops/01234567-89ab-cdef-0123-456789abcdef';
