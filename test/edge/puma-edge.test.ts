import { App, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import { expectRefusal } from '../support/refusal';
import { attributesOf, edgeAlone, edgeIn, LISTENER, LOAD_BALANCER, network } from './fixture';

const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';

describe('listeners', () => {
  const template = edgeAlone().template();

  test('HTTPS speaks a current TLS policy and answers 404 to a host that nobody routes', () => {
    template.hasResourceProperties(LISTENER, {
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
      Certificates: [{ CertificateArn: Match.stringLikeRegexp(':certificate/') }],
      DefaultActions: [
        { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain' } },
      ],
    });
  });

  test('HTTP does nothing but send the client to HTTPS', () => {
    template.hasResourceProperties(LISTENER, {
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [
        { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
      ],
    });
  });

  test('neither says what it runs on', () => {
    template.allResourcesProperties(LISTENER, {
      ListenerAttributes: [{ Key: 'routing.http.response.server.enabled', Value: 'false' }],
    });
    template.resourceCountIs(LISTENER, 2);
  });

  test('further certificates are served by SNI', () => {
    const more = elbv2.ListenerCertificate.fromArn('arn:aws:acm:eu-west-1:111122223333:certificate/more');
    const { stack, vpc } = network();
    edgeIn(stack, vpc, {
      certificates: [elbv2.ListenerCertificate.fromArn('arn:aws:acm:eu-west-1:111122223333:certificate/main'), more],
    });
    Template.fromStack(stack).hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerCertificate', {
      Certificates: [{ CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/more' }],
    });
  });
});

describe('attributes', () => {
  const attributes = (props: Parameters<typeof edgeAlone>[0] = {}): Record<string, unknown> =>
    attributesOf(edgeAlone(props).template(), LOAD_BALANCER, 'LoadBalancerAttributes');

  test('are all set on purpose', () => {
    expect(attributes()).toEqual({
      'access_logs.s3.bucket': { Ref: expect.stringMatching(/^EdgeLogBucket/) as unknown },
      'access_logs.s3.enabled': 'true',
      'access_logs.s3.prefix': 'access',
      'client_keep_alive.seconds': '3600',
      'connection_logs.s3.bucket': { Ref: expect.stringMatching(/^EdgeLogBucket/) as unknown },
      'connection_logs.s3.enabled': 'true',
      'connection_logs.s3.prefix': 'connection',
      'deletion_protection.enabled': 'true',
      'health_check_logs.s3.bucket': { Ref: expect.stringMatching(/^EdgeLogBucket/) as unknown },
      'health_check_logs.s3.enabled': 'true',
      'health_check_logs.s3.prefix': 'health-check',
      'idle_timeout.timeout_seconds': '60',
      'routing.http.desync_mitigation_mode': 'defensive',
      'routing.http.drop_invalid_header_fields.enabled': 'true',
      'routing.http.preserve_host_header.enabled': 'false',
      'routing.http.xff_header_processing.mode': 'append',
      'routing.http2.enabled': 'true',
      'zonal_shift.config.enabled': 'true',
    });
  });

  test('follow the props', () => {
    expect(attributes({ idleTimeoutSeconds: 4000, deletionProtection: false })).toMatchObject({
      'idle_timeout.timeout_seconds': '4000',
      'client_keep_alive.seconds': '4000',
      'deletion_protection.enabled': 'false',
    });
    expect(attributes({ clientKeepAliveSeconds: 604_800 })).toMatchObject({ 'client_keep_alive.seconds': '604800' });
  });
});

describe('who may connect', () => {
  const ingressOf = (template: Template, description: string): unknown => {
    const [group] = Object.values(
      template.findResources(SECURITY_GROUP, { Properties: { GroupDescription: description } }),
    ) as { Properties: { SecurityGroupIngress: unknown } }[];
    return group.Properties.SecurityGroupIngress;
  };
  const DESCRIPTION = 'Load balancer: clients on 443 and 80 in, the pods out';

  test('anyone, when internet-facing, and the pods alone on the way out', () => {
    const template = edgeAlone().template();
    template.hasResourceProperties(LOAD_BALANCER, { Scheme: 'internet-facing' });
    expect(ingressOf(template, DESCRIPTION)).toEqual([
      expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 }),
      expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 80, ToPort: 80 }),
    ]);
    template.hasResourceProperties(SECURITY_GROUP, {
      GroupDescription: DESCRIPTION,
      SecurityGroupEgress: [{ CidrIp: '255.255.255.255/32' }],
    });
  });

  test("the VPC's own addresses, when internal", () => {
    const template = edgeAlone({ internetFacing: false }).template();
    template.hasResourceProperties(LOAD_BALANCER, { Scheme: 'internal' });
    expect(ingressOf(template, DESCRIPTION)).toEqual([
      expect.objectContaining({
        CidrIp: { 'Fn::GetAtt': [expect.stringMatching(/^Vpc/), 'CidrBlock'] },
        FromPort: 443,
      }),
      expect.objectContaining({ CidrIp: { 'Fn::GetAtt': [expect.stringMatching(/^Vpc/), 'CidrBlock'] }, FromPort: 80 }),
    ]);
  });

  test('those named', () => {
    const template = edgeAlone({
      allowFrom: [ec2.Peer.ipv4('192.0.2.0/24'), ec2.Peer.prefixList('pl-1234')],
    }).template();
    expect(ingressOf(template, DESCRIPTION)).toEqual([
      expect.objectContaining({ CidrIp: '192.0.2.0/24', FromPort: 443 }),
      expect.objectContaining({ CidrIp: '192.0.2.0/24', FromPort: 80 }),
    ]);
    for (const FromPort of [443, 80]) {
      template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { SourcePrefixListId: 'pl-1234', FromPort });
    }
  });
});

test('stands in a stack of its own, without account and Region', () => {
  const { app, vpc } = network();
  const stack = new Stack(app, 'EdgeStack');
  const edge = edgeIn(stack, vpc, { loadBalancerName: 'mail' });
  const template = Template.fromStack(stack);
  template.hasResourceProperties(LOAD_BALANCER, { Name: 'mail', Type: 'application' });
  template.resourceCountIs(LOAD_BALANCER, 1);
  expect(stack.resolve(edge.loadBalancer.loadBalancerDnsName)).toEqual({
    'Fn::GetAtt': [expect.stringMatching(/^EdgeLoadBalancer/), 'DNSName'],
  });
  expect(JSON.stringify(template.toJSON())).not.toMatch(/(eu|us)-(west|east|central)-\d(?!:111122223333:certificate)/);
});

test('keeps its ids, which are a contract', () => {
  const ids = edgeAlone()
    .edge.node.findAll()
    .map((child) => child.node.path.replace('Network/', ''));
  expect(ids).toEqual(
    expect.arrayContaining([
      'Edge/SecurityGroup/Resource',
      'Edge/LoadBalancer/Resource',
      'Edge/LoadBalancer/RedirectListener/Resource',
      'Edge/LoadBalancer/Listener/Resource',
      'Edge/LogBucket/Resource',
    ]),
  );
});

describe('refuses', () => {
  const attempt = (props: Parameters<typeof edgeAlone>[0]) => () => edgeAlone(props);

  test.each([
    ['EdgeTimeoutInvalid', { idleTimeoutSeconds: 0 }],
    ['EdgeTimeoutInvalid', { idleTimeoutSeconds: 4001 }],
    ['EdgeTimeoutInvalid', { idleTimeoutSeconds: 60.5 }],
    ['EdgeTimeoutInvalid', { idleTimeoutSeconds: Number.NaN }],
    ['EdgeTimeoutInvalid', { clientKeepAliveSeconds: 59 }],
    ['EdgeTimeoutInvalid', { clientKeepAliveSeconds: 604_801 }],
    ['ClientKeepAliveTooShort', { idleTimeoutSeconds: 120, clientKeepAliveSeconds: 119 }],
    ['CertificateMissing', { certificates: [] }],
    ['NobodyAllowed', { allowFrom: [] }],
    ['ElbNameInvalid', { loadBalancerName: '-mail' }],
    ['ElbNameInvalid', { loadBalancerName: 'm'.repeat(33) }],
    ['ElbNameInvalid', { loadBalancerName: 'mail.example' }],
    ['ElbNameInvalid', { loadBalancerName: '' }],
    ['LoadBalancerNameReserved', { loadBalancerName: 'internal-mail' }],
  ])('%s: %j', (code, props) => {
    expectRefusal(attempt(props), code);
  });

  test('a timeout that is not known at synth', () => {
    expectRefusal(attempt({ idleTimeoutSeconds: Token.asNumber({ Ref: 'Idle' }) }), 'MustBeKnownAtSynth');
    expectRefusal(attempt({ clientKeepAliveSeconds: Token.asNumber({ Ref: 'Keep' }) }), 'MustBeKnownAtSynth');
  });

  test('a single zone', () => {
    const stack = new Stack(new App(), 'Small');
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0 });
    expectRefusal(() => edgeIn(stack, vpc), 'TooFewSubnets');
  });

  test('nothing of an ordinary name, and nothing of a token', () => {
    for (const loadBalancerName of ['mail-2', Token.asString({ Ref: 'Name' })]) {
      expect(() => edgeAlone({ loadBalancerName, logs: EdgeLogs.none('A test without logs.') })).not.toThrow();
    }
  });
});
