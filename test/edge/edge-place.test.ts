import type { Environment } from 'aws-cdk-lib';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ClientCertificates } from '../../lib/edge/client-certificates';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import { PumaEdge } from '../../lib/edge/puma-edge';
import type { PumaEdgeProps } from '../../lib/edge/puma-edge-props';
import { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import { existingCluster, existingVpc, smallService } from '../support/platform';
import { expectRefusal } from '../support/refusal';
import { edgeIn, route, TIMING } from './fixture';
import { ingressEdge } from './ingress-fixture';

const HOME = { account: '111122223333', region: 'eu-west-1' };
const ABROAD = { ...HOME, region: 'us-west-2' };
const STRANGERS = { ...HOME, account: '444455556666' };

const arn = (service: string, resource: string, { account, region }: typeof HOME): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

function made(env: Environment = HOME, props: Partial<PumaEdgeProps> = {}): { app: App; edge: PumaEdge } {
  const app = new App();
  const stack = new Stack(app, 'Edge', { env });
  return { app, edge: edgeIn(stack, existingVpc(stack), { logs: EdgeLogs.none('A test of places alone.'), ...props }) };
}

test.each<[string, typeof HOME]>([
  ['Region', ABROAD],
  ['account', STRANGERS],
])('a route in another %s than its load balancer is refused', (what, env) => {
  const { app, edge } = made();
  const { message } = expectRefusal(
    () => route(edge, new Stack(app, 'Service', { env }), 'api.example.com'),
    'ElsewhereThanLoadBalancer',
  );
  expect(message).toContain(`in the ${what} `);
});

test('where nobody knows yet, or both are in one place, nothing is refused', () => {
  const { app, edge } = made();
  expect(() => route(edge, new Stack(app, 'Here', { env: HOME }), 'a.example.com')).not.toThrow();
  expect(() => route(edge, new Stack(app, 'Anywhere'), 'b.example.com')).not.toThrow();
  const agnostic = made({});
  const abroad = new Stack(agnostic.app, 'Abroad', { env: ABROAD });
  expect(() => route(agnostic.edge, abroad, 'c.example.com')).not.toThrow();
});

test('an imported load balancer is where its ARN says', () => {
  const stack = new Stack(new App(), 'Service', { env: ABROAD });
  const id = '50dc6c495c0c9188';
  const edge = PumaEdge.fromPumaEdgeAttributes(stack, 'Edge', {
    vpc: existingVpc(stack),
    loadBalancerArn: arn('elasticloadbalancing', `loadbalancer/app/shared/${id}`, HOME),
    listenerArn: arn('elasticloadbalancing', `listener/app/shared/${id}/f2f7dc8efc522ab2`, HOME),
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0aaa'),
    idleTimeoutSeconds: 60,
  });
  expectRefusal(() => route(edge, stack, 'api.example.com'), 'ElsewhereThanLoadBalancer');
});

test('logs go to a bucket of the same Region', () => {
  const app = new App();
  const stack = new Stack(app, 'Edge', { env: HOME });
  const bucket = new s3.Bucket(new Stack(app, 'Logs', { env: ABROAD }), 'Bucket', { bucketName: 'logs-abroad' });
  expectRefusal(
    () => edgeIn(stack, existingVpc(stack), { logs: EdgeLogs.bucket(bucket) }),
    'ElsewhereThanLoadBalancer',
  );
});

test('a web ACL, certificates and a trust store are beside the load balancer', () => {
  const acl = (env: typeof HOME): PumaEdge => {
    const app = new App();
    const stack = new Stack(app, 'Edge', { env: HOME });
    return edgeIn(stack, existingVpc(stack), { webAcl: new PumaWebAcl(new Stack(app, 'Guard', { env }), 'WebAcl') });
  };
  expect(() => acl(HOME)).not.toThrow();
  expectRefusal(() => acl(ABROAD), 'ElsewhereThanLoadBalancer');
  const imported = new Stack(new App(), 'Imported', { env: HOME });
  const webAcl = PumaWebAcl.fromWebAclArn(imported, 'WebAcl', arn('wafv2', 'regional/webacl/a/b', STRANGERS));
  expectRefusal(() => edgeIn(imported, existingVpc(imported), { webAcl }), 'ElsewhereThanLoadBalancer');
  const certificate = elbv2.ListenerCertificate.fromArn(arn('acm', 'certificate/1', ABROAD));
  const { path } = expectRefusal(() => made(HOME, { certificates: [certificate] }), 'ElsewhereThanLoadBalancer');
  expect(path).toBe('certificates[0]');
  const { app, edge } = made(HOME, {
    certificates: [elbv2.ListenerCertificate.fromArn(arn('acm', 'certificate/1', HOME))],
  });
  const listenerCertificates = [certificate];
  const service = new Stack(app, 'Service', { env: HOME });
  expectRefusal(() => route(edge, service, 'api.example.com', { listenerCertificates }), 'ElsewhereThanLoadBalancer');
  const verify = (env: typeof HOME): ClientCertificates =>
    ClientCertificates.verify({ trustStoreArn: arn('elasticloadbalancing', 'truststore/clients/1', env) });
  expectRefusal(() => made(HOME, { clientCertificates: verify(ABROAD) }), 'ElsewhereThanLoadBalancer');
  // One of another account may be shared with ours.
  expect(() => made(HOME, { clientCertificates: verify(STRANGERS) })).not.toThrow();
});

test("a controller's edge keeps to the same", () => {
  const app = new App();
  const stack = new Stack(app, 'Edge', { env: ABROAD });
  const edge = ingressEdge({}, stack).edge;
  const options = {
    hostname: 'www.example.com',
    port: 9292,
    timing: TIMING,
    serviceName: 'shop',
    namespaceName: 'shop',
    ingressName: 'shop',
  };
  const listenerCertificates = [elbv2.ListenerCertificate.fromArn(arn('acm', 'certificate/1', HOME))];
  expectRefusal(() => edge.addRoute(stack, 'Far', { ...options, listenerCertificates }), 'ElsewhereThanLoadBalancer');
  const home = new Stack(app, 'Service', { env: HOME });
  expectRefusal(() => edge.addRoute(home, 'Route', options), 'ElsewhereThanLoadBalancer');
  const other = new Stack(app, 'Other', { env: HOME });
  expectRefusal(() => ingressEdge({}, other), 'ElsewhereThanLoadBalancer');
});

test('a service says so of its edge, not of its components', () => {
  const { app, edge } = made();
  const stack = new Stack(app, 'Service', { env: ABROAD });
  const cluster = existingCluster(stack);
  const { path } = expectRefusal(
    () => smallService({ cluster, edge, listenerCertificates: undefined }, stack),
    'ElsewhereThanLoadBalancer',
  );
  expect(path).toBe('edge');
});
