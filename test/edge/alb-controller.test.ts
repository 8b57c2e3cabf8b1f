import type { AnyObject } from '../support/kubernetes-api';
import { kubernetesErrors } from '../support/kubernetes-api';
import { controllerErrors } from '../support/alb-controller';
import { IngressController } from '../../lib/edge/ingress-edge-props';
import { ingressEdge } from './ingress-fixture';
import { ACTIONS } from './ingress-options';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a patch makes an object wrong, which no type would allow
type Draft = Record<string, any>;

const PREFIX = 'alb.ingress.kubernetes.io/';

/** The two Ingresses of a group, and the class where there is one. */
function objects(controller = IngressController.AWS_LOAD_BALANCER_CONTROLLER): AnyObject[] {
  const made = ingressEdge({ controller });
  made.route('www.example.com', ACTIONS[3]);
  made.route('*.example.com');
  return made.objects();
}

/** What the check finds once an annotation of the first Ingress reads otherwise; undefined takes it away. */
function found(changes: Record<string, string | undefined>, given = objects()): string {
  const [ingress] = given.filter(({ kind }) => kind === 'Ingress');
  const annotations = ingress.metadata.annotations!;
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete annotations[PREFIX + name];
    else annotations[PREFIX + name] = value;
  }
  return controllerErrors(given).join('\n');
}

test.each<[string, Record<string, string | undefined>, string]>([
  ['a name misspelt', { 'sll-policy': 'x' }, 'sll-policy: no such annotation'],
  ['a value that is none of a few', { scheme: 'public' }, 'scheme: public is none of internal, internet-facing'],
  ['a number out of range', { 'healthcheck-interval-seconds': '4' }, 'no whole number from 5 to 300'],
  ['words for a number', { 'healthy-threshold-count': 'two' }, 'healthy-threshold-count: two'],
  ['a half-truth', { 'manage-backend-security-group-rules': 'no' }, 'neither true nor false'],
  ['one subnet', { subnets: 'subnet-0123456789abcdef3' }, 'subnets: fewer than 2'],
  ['a comma too many', { 'certificate-arn': 'arn:aws:acm:us-west-2:111122223333:certificate/a,' }, 'certificate-arn'],
  ['a pair without a key', { 'load-balancer-attributes': '=60' }, 'load-balancer-attributes: =60'],
  ['a comma in a value', { 'listener-attributes.HTTPS-443': 'routing.http.response.x=GET, POST' }, ' POST'],
  ['a key twice', { 'target-group-attributes': 'a.b=1,a.b=2' }, 'target-group-attributes: a key twice'],
  ['what is no JSON', { 'listen-ports': '[{"HTTP": 80' }, 'is no JSON'],
  ['a port twice', { 'listen-ports': '[{"HTTP":443},{"HTTPS":443}]' }, 'listen-ports: a port twice'],
  ['HTTPS without a certificate', { 'certificate-arn': undefined }, 'certificate-arn: HTTPS without'],
  ['a redirect to nowhere', { 'ssl-redirect': '8443' }, 'ssl-redirect: no such port'],
  ['what is ignored', { 'inbound-cidrs': '0.0.0.0/0' }, 'inbound-cidrs: ignored with security-groups'],
  ['rules for no group', { 'security-groups': undefined }, 'manage-backend-security-group-rules: only with'],
  ['a timeout as long as the interval', { 'healthcheck-timeout-seconds': '10' }, 'not under the interval'],
  [
    'stickiness without addresses',
    { 'target-group-attributes': 'stickiness.enabled=true', 'target-type': 'instance' },
    'type ip',
  ],
  ['mutual TLS elsewhere', { 'mutual-authentication': '[{"port":80,"mode":"passthrough"}]' }, 'no such HTTPS port'],
  [
    'mutual TLS without a trust store',
    { 'mutual-authentication': '[{"port":443,"mode":"verify"}]' },
    'trustStore with verify alone',
  ],
  ['a sign-in nowhere', { 'auth-type': 'cognito' }, 'auth-type: no auth-idp-cognito'],
  ['a pool half named', { 'auth-type': 'cognito', 'auth-idp-cognito': '{"userPoolARN":"a"}' }, 'no userPoolClientID'],
  ['a scope of no sign-in', { 'auth-scope': 'openid' }, 'auth-type: missing'],
  ['an action that is missing', { 'actions.rule-admin': undefined }, 'backend rule-admin: no such action'],
  ['an action of no backend', { 'actions.other': '{"type":"fixed-response"}' }, 'actions.other: no backend'],
  [
    'a status that is a number',
    { 'actions.rule-admin': '{"type":"fixed-response","fixedResponseConfig":{"statusCode":404}}' },
    'statusCode',
  ],
  ['a condition of no backend', { 'conditions.other': '[]' }, 'conditions.other: no backend'],
  [
    'a condition of the wrong shape',
    { 'conditions.rule-admin': '[{"field":"source-ip","values":["10.0.0.0/8"]}]' },
    'without values',
  ],
  ['a field twice', { 'conditions.shop': condition(['GET'], ['PUT']) }, 'conditions.shop: a field twice'],
  ['too many values', { 'conditions.shop': condition(['A', 'B', 'C', 'D', 'E', 'F']) }, 'more than five values'],
  ['what differs over the group', { 'ssl-policy': 'ELBSecurityPolicy-Other' }, 'group: ssl-policy differs'],
  ['an order twice', { 'group.order': '981' }, 'group: an order twice'],
  ['another group', { 'group.name': 'others' }, 'group: several: others, shops'],
])('the check of annotations finds %s', (_title, changes, error) => {
  expect(controllerErrors(objects())).toEqual([]);
  expect(found(changes)).toContain(error);
});

function condition(...methods: string[][]): string {
  return JSON.stringify(
    methods.map((values) => ({ field: 'http-request-method', httpRequestMethodConfig: { values } })),
  );
}

test.each<[string, Record<string, string>, string]>([
  ['what it does not read', { 'group.name': 'shops' }, 'group.name: EKS Auto Mode does not read it'],
  [
    'attributes of listeners',
    { 'listener-attributes.HTTPS-443': 'routing.http.response.server.enabled=false' },
    'listener-attributes.HTTPS-443: EKS Auto Mode does not read it',
  ],
  ['what the class overrides', { scheme: 'internal' }, 'scheme: spec.scheme of the class overrides it'],
])('with EKS Auto Mode it finds %s', (_title, changes, error) => {
  expect(found(changes, objects(IngressController.EKS_AUTO_MODE))).toContain(error);
});

test('with EKS Auto Mode it finds a class without a group', () => {
  const given = objects(IngressController.EKS_AUTO_MODE);
  delete (given.find(({ kind }) => kind === 'IngressClassParams')!.spec as Draft).group;
  expect(controllerErrors(given).join()).toContain('class shops: no group');
});

test.each<[string, (spec: Draft) => unknown, string]>([
  ['a host with a port', (spec) => (spec.rules[0].host = 'www.example.com:443'), 'host: www.example.com:443'],
  ['a wildcard in the middle', (spec) => (spec.rules[0].host = 'www.*.com'), 'host: www.*.com'],
  ['a relative path', (spec) => (path(spec).path = 'admin'), 'admin is not absolute'],
  ['no path type', (spec) => delete path(spec).pathType, 'pathType'],
  ['a port by name and number', (spec) => (path(spec).backend.service.port.number = 1), 'a port by name or by number'],
  ['a service that has no name', (spec) => (path(spec).backend.service.name = 'Rule_1'), 'service name Rule_1'],
  ['an unknown field', (spec) => (spec.defaultBackends = {}), 'unknown field defaultBackends'],
])('the check of Kubernetes objects finds an Ingress of %s', (_title, patch, error) => {
  const [ingress] = objects();
  patch(ingress.spec as Draft);
  expect(kubernetesErrors([ingress], { versions: ['1.36'] }).join('\n')).toContain(error);
});

function path(spec: Draft): Draft {
  return spec.rules[0].http.paths[0] as Draft;
}

test.each<[string, (spec: Draft) => unknown, string]>([
  ["the open-source controller's field", (spec) => (spec.wafv2AclArn = 'arn'), 'unknown field wafv2AclArn'],
  ['another scheme', (spec) => (spec.scheme = 'public'), 'not one of internal, internet-facing'],
  ['attributes of listeners', (spec) => (spec.listeners = []), 'unknown field listeners'],
  ['a number for a value', (spec) => (spec.loadBalancerAttributes = [{ key: 'a', value: 1 }]), 'must be string'],
])('the check of Kubernetes objects finds IngressClassParams of %s', (_title, patch, error) => {
  const params = objects(IngressController.EKS_AUTO_MODE).find(({ kind }) => kind === 'IngressClassParams')!;
  patch(params.spec as Draft);
  expect(kubernetesErrors([params], { versions: ['1.36'] }).join('\n')).toContain(error);
});
