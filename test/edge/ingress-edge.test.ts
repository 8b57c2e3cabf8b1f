import { Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { IngressController } from '../../lib/edge/ingress-edge-props';
import { LOAD_BALANCER_ATTRIBUTES, TARGET_GROUP_ATTRIBUTES } from '../../lib/edge/alb-attributes';
import { PumaEdge } from '../../lib/edge/puma-edge';
import { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Timing } from '../../lib/model/timing';
import { expectControllerTakes } from '../support/alb-controller';
import { expectKubernetesValid } from '../support/kubernetes-api';
import { existingVpc, LISTENER_CERTIFICATE } from '../support/platform';
import { nagFindings } from '../support/nag';
import { attributesOf, LISTENER, LOAD_BALANCER, TARGET_GROUP } from './fixture';
import type { MadeIngress } from './ingress-fixture';
import { annotationsOf, BOTH, ingressEdge, pairsOf, parametersOf } from './ingress-fixture';
import { ACTIONS, edgeChoices, singleChoices, SPREADS, TRUST_STORE } from './ingress-options';

const { AWS_LOAD_BALANCER_CONTROLLER: OPEN_SOURCE } = IngressController;

function expectTaken(made: MadeIngress): void {
  const objects = made.objects();
  expectControllerTakes(objects);
  expectKubernetesValid(objects);
}

/** The load balancer's attributes, as the controller of the edge would read them. */
function attributesFor(made: MadeIngress): Record<string, string> {
  if (made.edge.controller === OPEN_SOURCE) return pairsOf(annotationsOf(made)['load-balancer-attributes']);
  const { loadBalancerAttributes } = parametersOf(made.objects());
  return Object.fromEntries(loadBalancerAttributes.map(({ key, value }) => [key, value]));
}

const anyText = expect.any(String) as string;

describe.each(BOTH)('an edge of %s', (controller) => {
  test.each(singleChoices(controller))('is taken with %s', (_name, choose) => {
    const made = ingressEdge({ controller, ...choose() });
    made.route('www.example.com');
    expectTaken(made);
  });

  test('is taken with any options together', () => {
    fc.assert(
      fc.property(
        edgeChoices(controller),
        fc.constantFrom(...SPREADS),
        fc.constantFrom(...ACTIONS),
        (choose, spread, actions) => {
          const made = ingressEdge({ controller, ...choose() });
          made.route('www.example.com', { ...spread, ...actions });
          made.route('*.example.com', spread);
          expectTaken(made);
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each(singleChoices(controller))('has the attributes that an edge of CDK has, with %s', (_name, choose) => {
    const made = ingressEdge({ controller, ...choose() });
    made.route('www.example.com');
    const stack = new Stack(new App(), 'Test');
    new PumaEdge(stack, 'Edge', { vpc: existingVpc(stack), certificates: [LISTENER_CERTIFICATE], ...choose() });
    const expected = attributesOf(Template.fromStack(stack), LOAD_BALANCER, 'LoadBalancerAttributes');
    const plain = Object.fromEntries(
      // The bucket's name is a reference in either.
      Object.entries(expected).map(([key, value]) => [key, key.endsWith('.bucket') ? anyText : value]),
    );
    expect(attributesFor(made)).toEqual(plain);
    expect(LOAD_BALANCER_ATTRIBUTES).toEqual(expect.arrayContaining(Object.keys(plain)));
  });

  test.each([...SPREADS, ...ACTIONS])('has the target group that a route of CDK has, with %j', (options) => {
    const made = ingressEdge({ controller });
    made.route('www.example.com', { ...options, healthCheckPort: 9190, healthCheckPath: '/up' });
    const values = annotationsOf(made);
    const stack = new Stack(new App(), 'Test');
    const edge = new PumaEdge(stack, 'Edge', { vpc: existingVpc(stack), certificates: [LISTENER_CERTIFICATE] });
    edge.addRoute(stack, 'Route', {
      ...options,
      hostname: 'www.example.com',
      port: 9292,
      timing: Timing.derive(),
      healthCheckPort: 9190,
      healthCheckPath: '/up',
    });
    const template = Template.fromStack(stack);
    expect(pairsOf(values['target-group-attributes'])).toEqual(
      attributesOf(template, TARGET_GROUP, 'TargetGroupAttributes'),
    );
    expect(TARGET_GROUP_ATTRIBUTES).toEqual(
      expect.arrayContaining(Object.keys(pairsOf(values['target-group-attributes']))),
    );
    template.hasResourceProperties(TARGET_GROUP, {
      TargetType: values['target-type'],
      Protocol: values['backend-protocol'],
      ProtocolVersion: values['backend-protocol-version'],
      HealthCheckProtocol: values['healthcheck-protocol'],
      HealthCheckPort: values['healthcheck-port'],
      HealthCheckPath: values['healthcheck-path'],
      HealthCheckIntervalSeconds: Number(values['healthcheck-interval-seconds']),
      HealthCheckTimeoutSeconds: Number(values['healthcheck-timeout-seconds']),
      HealthyThresholdCount: Number(values['healthy-threshold-count']),
      UnhealthyThresholdCount: Number(values['unhealthy-threshold-count']),
      Matcher: { HttpCode: values['success-codes'] },
    });
  });

  test('listens on 443, sends 80 there, and admits nobody else than CDK lets in', () => {
    const made = ingressEdge({ controller });
    made.route('www.example.com');
    made.edge.allowTraffic(made.stack, made.edge.securityGroup, 9292);
    const values = annotationsOf(made);
    expect(JSON.parse(values['listen-ports'])).toEqual([{ HTTP: 80 }, { HTTPS: 443 }]);
    expect(values).toMatchObject({ 'ssl-redirect': '443', 'manage-backend-security-group-rules': 'false' });
    const template = Template.fromStack(made.stack);
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
    template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 1);
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 0);
    expect(values['security-groups']).toMatch(/^<Fn::GetAtt:EdgeSecurityGroup\w+\.GroupId>$/);
  });

  test('has the web ACL put in front by the controller, unless another does', () => {
    for (const associateWebAcl of [true, false]) {
      const webAcl = PumaWebAcl.fromWebAclArn(new Stack(new App(), 'Elsewhere'), 'Acl', WEB_ACL);
      const guarded = ingressEdge({ controller, webAcl, associateWebAcl });
      guarded.route('www.example.com');
      expectTaken(guarded);
      expect(annotationsOf(guarded)['wafv2-acl-arn']).toBe(associateWebAcl ? WEB_ACL : undefined);
      expect(attributesFor(guarded)['waf.fail_open.enabled']).toBe('false');
      expect(guarded.edge.requireWebAcl('rateRules')).toBe(webAcl);
      Template.fromStack(guarded.stack).resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
    }
  });

  test('asks clients for certificates', () => {
    const [, verify] = singleChoices(controller).filter(([name]) => name.startsWith('clientCertificates'));
    const made = ingressEdge({ controller, ...verify[1]() });
    made.route('www.example.com');
    expect(JSON.parse(annotationsOf(made)['mutual-authentication'])).toEqual([
      {
        port: 443,
        mode: 'verify',
        trustStore: TRUST_STORE,
        ignoreClientCertificateExpiry: false,
        advertiseTrustStoreCaNames: 'on',
      },
    ]);
  });

  test('speaks TLS as an edge of CDK does', () => {
    const made = ingressEdge({ controller });
    made.route('www.example.com');
    const stack = new Stack(new App(), 'Test');
    new PumaEdge(stack, 'Edge', { vpc: existingVpc(stack), certificates: [LISTENER_CERTIFICATE] });
    Template.fromStack(stack).hasResourceProperties(LISTENER, {
      Port: 443,
      SslPolicy: annotationsOf(made)['ssl-policy'],
      Certificates: [{ CertificateArn: annotationsOf(made)['certificate-arn'] }],
    });
  });

  test('holds ready a number of units that only CloudFormation knows', () => {
    const made = ingressEdge({ controller, reservedCapacityUnits: Lazy.number({ produce: () => 250 }) });
    made.route('www.example.com');
    expect(annotationsOf(made)['minimum-load-balancer-capacity']).toBe('CapacityUnits=250');
    expectTaken(made);
  });

  test('waits with its Ingresses until logs can be delivered', () => {
    const made = ingressEdge({ controller });
    made.route('www.example.com');
    const manifests = Template.fromStack(made.stack).findResources('Custom::AWSCDK-EKS-KubernetesResource') as Record<
      string,
      { DependsOn?: string[] }
    >;
    const policy = expect.stringMatching(/^EdgeLogBucketPolicy/) as string;
    for (const { DependsOn } of Object.values(manifests)) expect(DependsOn).toEqual(expect.arrayContaining([policy]));
  });

  test('has no finding of cdk-nag', () => {
    const made = ingressEdge({ controller });
    made.route('www.example.com');
    expect(nagFindings(made.stack)).toEqual([]);
  });

  test('looks at rules in the order they are written, before the route itself', () => {
    const made = ingressEdge({ controller });
    made.route('www.example.com', ACTIONS[3]);
    const [ingress] = made.objects().filter(({ kind }) => kind === 'Ingress');
    const { rules } = ingress.spec as { rules: { http: { paths: { path: string; pathType: string }[] } }[] };
    expect(rules[0].http.paths.map(({ path }) => path)).toEqual(['/admin', '/admin/*', '/upload*', '/*']);
    expect(new Set(rules[0].http.paths.map(({ pathType }) => pathType))).toEqual(new Set(['ImplementationSpecific']));
    const values = annotationsOf(made);
    expect(JSON.parse(values['actions.rule-uploads'])).toEqual({
      type: 'fixed-response',
      fixedResponseConfig: {
        statusCode: '503',
        contentType: 'application/json',
        messageBody: '{"down":true,"until":"noon"}',
      },
    });
    expect(JSON.parse(values['conditions.rule-uploads'])).toEqual([
      { field: 'http-request-method', httpRequestMethodConfig: { values: ['POST', 'PUT'] } },
      { field: 'source-ip', sourceIpConfig: { values: ['203.0.113.0/24'] } },
    ]);
  });

  test('lets users sign in, and itself reach whom they sign in at', () => {
    const made = ingressEdge({ controller });
    made.route('www.example.com', ACTIONS[2]);
    expect(annotationsOf(made)).toMatchObject({
      'auth-type': 'cognito',
      'auth-on-unauthenticated-request': 'deny',
      'auth-scope': 'openid email',
      'auth-session-cookie': 'shop',
      'auth-session-timeout': '3600',
    });
    expect(JSON.parse(annotationsOf(made)['auth-idp-cognito'])).toMatchObject({
      userPoolDomain: 'shop',
      authenticationRequestExtraParams: { prompt: 'login' },
    });
    Template.fromStack(made.stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 }],
    });
  });
});

const WEB_ACL = 'arn:aws:wafv2:us-west-2:111122223333:regional/webacl/shops/01234567-89ab-cdef-0123-456789abcdef';

test('answers with the headers that an edge of CDK answers with', () => {
  const responseHeaders = { noSniff: true, strictTransportSecurity: { includeSubdomains: true } };
  const made = ingressEdge({ controller: OPEN_SOURCE, responseHeaders });
  made.route('www.example.com');
  const stack = new Stack(new App(), 'Test');
  const vpc = existingVpc(stack);
  new PumaEdge(stack, 'Edge', { vpc, certificates: [LISTENER_CERTIFICATE], responseHeaders });
  const listeners = Object.values(Template.fromStack(stack).findResources(LISTENER)) as {
    Properties: { Port: number; ListenerAttributes: { Key: string; Value: string }[] };
  }[];
  expect(listeners).toHaveLength(2);
  for (const { Properties } of listeners) {
    const expected = Object.fromEntries(Properties.ListenerAttributes.map(({ Key, Value }) => [Key, Value]));
    const name = Properties.Port === 80 ? 'HTTP-80' : 'HTTPS-443';
    const found = pairsOf(annotationsOf(made)[`listener-attributes.${name}`]);
    expect(found).toEqual(expected);
  }
});
