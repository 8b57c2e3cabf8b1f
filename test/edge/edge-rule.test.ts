import { SecretValue } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { EdgeAuthentication, UnauthenticatedRequest } from '../../lib/edge/edge-authentication';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import type { EdgeRule } from '../../lib/edge/edge-rule';
import { PumaEdge as Edge } from '../../lib/edge/puma-edge';
import { expectRefusal } from '../support/refusal';
import { edgeAlone, network, route, RULE } from './fixture';
import { OIDC, plainEdge, fixed, admin } from './rule-fixture';

describe('a rule for some paths', () => {
  test('is answered by the load balancer', () => {
    const { stack, edge } = plainEdge();
    const made = route(edge, stack, 'api.example.com', {
      rules: [fixed(['/old/*'], { methods: ['GET', 'HEAD'], contentType: 'text/html', body: '<p>Gone</p>' })],
    });
    expect(Object.keys(made.rules)).toEqual(['fixed']);
    Template.fromStack(stack).hasResourceProperties(RULE, {
      Conditions: [
        { Field: 'host-header', HostHeaderConfig: { Values: ['api.example.com'] } },
        { Field: 'path-pattern', PathPatternConfig: { Values: ['/old/*'] } },
        { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET', 'HEAD'] } },
      ],
      Actions: [
        {
          Type: 'fixed-response',
          FixedResponseConfig: { StatusCode: '503', ContentType: 'text/html', MessageBody: '<p>Gone</p>' },
        },
      ],
    });
  });

  test('lets nobody sign in where the load balancer has no way out by IPv4', () => {
    const { stack, edge } = edgeAlone({
      logs: EdgeLogs.none('A test of rules alone.'),
      ipAddressType: elbv2.IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4,
    });
    expectRefusal(() => route(edge, stack, 'www.example.com', { rules: [admin()] }), 'SignInNeedsIpv4');
    const authentication = EdgeAuthentication.oidc(OIDC);
    expectRefusal(() => route(edge, stack, 'api.example.com', { authentication }), 'SignInNeedsIpv4');
  });

  test('lets through who has signed in, and the load balancer to the identity provider', () => {
    const { stack, edge } = plainEdge();
    route(edge, stack, 'www.example.com', { rules: [admin({ sourceCidrs: ['192.0.2.0/24'] })] });
    const template = Template.fromStack(stack);
    template.hasResourceProperties(RULE, {
      Conditions: Match.arrayWith([{ Field: 'source-ip', SourceIpConfig: { Values: ['192.0.2.0/24'] } }]),
      Actions: [
        {
          Order: 1,
          Type: 'authenticate-oidc',
          AuthenticateOidcConfig: {
            Issuer: 'https://login.example.com',
            ClientId: 'edge',
            ClientSecret: '{{resolve:secretsmanager:Oidc:SecretString:secret::}}',
            OnUnauthenticatedRequest: 'authenticate',
          },
        },
        { Order: 2, Type: 'forward', TargetGroupArn: Match.anyValue() },
      ],
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }],
    });
  });

  test('a whole route may be for those who have signed in', () => {
    const { stack, edge } = plainEdge();
    route(edge, stack, 'www.example.com', {
      authentication: EdgeAuthentication.cognito({
        userPoolArn: 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abcdefghi',
        userPoolClientId: 'client',
        userPoolDomain: 'example-users',
        onUnauthenticated: UnauthenticatedRequest.DENY,
        sessionSeconds: 3600,
        extraParameters: { prompt: 'login' },
      }),
    });
    Template.fromStack(stack).hasResourceProperties(RULE, {
      Actions: [
        {
          Type: 'authenticate-cognito',
          AuthenticateCognitoConfig: {
            UserPoolDomain: 'example-users',
            OnUnauthenticatedRequest: 'deny',
            SessionTimeout: 3600,
            AuthenticationRequestExtraParams: { prompt: 'login' },
          },
        },
        { Type: 'forward' },
      ],
    });
  });

  test('leaves security groups alone that are not ours', () => {
    const { stack, vpc } = network();
    const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333';
    const edge = Edge.fromPumaEdgeAttributes(stack, 'Edge', {
      vpc,
      loadBalancerArn: `${ARN}:loadbalancer/app/shared/50dc6c495c0c9188`,
      listenerArn: `${ARN}:listener/app/shared/50dc6c495c0c9188/f2f7dc8efc522ab2`,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0aaa'),
      idleTimeoutSeconds: 60,
      manageSecurityGroupRules: false,
    });
    route(edge, stack, 'www.example.com', { rules: [admin()] });
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });
});

describe('refuses', () => {
  test.each<[string, () => unknown]>([
    ['RuleNameInvalid', () => fixed(['/a'], { name: 'a b' })],
    ['RulePathInvalid', () => fixed([])],
    ['RulePathInvalid', () => fixed(['a'])],
    ['RulePathInvalid', () => fixed(['/a b'])],
    ['RulePathInvalid', () => fixed([`/${'a'.repeat(128)}`])],
    ['RuleMethodInvalid', () => fixed(['/a'], { methods: ['get'] })],
    ['RuleMethodInvalid', () => fixed(['/a'], { methods: ['G'.repeat(41)] })],
    ['RuleCidrInvalid', () => fixed(['/a'], { sourceCidrs: ['192.0.2.1'] })],
    ['RuleCidrInvalid', () => fixed(['/a'], { sourceCidrs: ['192.0.2.0/33'] })],
    ['RuleCidrInvalid', () => fixed(['/a'], { sourceCidrs: ['2001:db8::/129'] })],
    ['FixedResponseInvalid', () => fixed(['/a'], { statusCode: 301 })],
    ['FixedResponseInvalid', () => fixed(['/a'], { contentType: 'text/xml' })],
    ['FixedResponseInvalid', () => fixed(['/a'], { body: 'a'.repeat(1025) })],
    ['EndpointInvalid', () => EdgeAuthentication.oidc({ ...OIDC, issuer: 'http://login.example.com' })],
    ['EndpointInvalid', () => EdgeAuthentication.oidc({ ...OIDC, tokenEndpoint: 'login.example.com/token' })],
    ['SecretInTemplate', () => EdgeAuthentication.oidc({ ...OIDC, clientSecret: SecretValue.unsafePlainText('abc') })],
    ['SessionInvalid', () => EdgeAuthentication.oidc({ ...OIDC, sessionSeconds: 604_801 })],
    ['SignInNameEmpty', () => EdgeAuthentication.oidc({ ...OIDC, clientId: '' })],
    ['SignInNameEmpty', () => EdgeAuthentication.oidc({ ...OIDC, scope: ' ' })],
    [
      'TooManyAuthenticationParameters',
      () =>
        EdgeAuthentication.oidc({
          ...OIDC,
          extraParameters: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`p${i}`, ''])),
        }),
    ],
  ])('%s', (code, attempt) => {
    expectRefusal(attempt, code);
  });

  test('a plain secret without showing it', () => {
    const attempt = (): unknown =>
      EdgeAuthentication.oidc({ ...OIDC, clientSecret: SecretValue.unsafePlainText('hush') });
    expect(expectRefusal(attempt, 'SecretInTemplate').message).not.toContain('hush');
    const secure = SecretValue.ssmSecure('/oidc/client-secret');
    expectRefusal(() => EdgeAuthentication.oidc({ ...OIDC, clientSecret: secure }), 'SecretNotResolvable');
  });

  test.each<[string, EdgeRule[], string]>([
    ['more values than a rule may have', [fixed(['/a', '/b', '/c', '/d', '/e'])], 'TooManyConditionValues'],
    ['more wildcards than a rule may have', [fixed(['/*/*/*', '/?/?/?'])], 'TooManyWildcards'],
    ['a name twice', [fixed(['/a']), fixed(['/b'])], 'RuleNameTaken'],
    ['a priority that no rule has', [fixed(['/a'], { priority: 0 })], 'PriorityInvalid'],
    ['a rule behind its route', [fixed(['/a'], { priority: 50_000 })], 'RuleHidden'],
    [
      'a rule behind one that takes all of it',
      [fixed(['/a/*'], { priority: 1 }), admin({ paths: ['/a/b'], priority: 2 })],
      'RuleHidden',
    ],
    ['a priority twice', [fixed(['/a'], { priority: 1 }), admin({ priority: 1 })], 'PriorityTaken'],
  ])('%s', (_, rules, code) => {
    const { stack, edge } = plainEdge();
    const refused = expectRefusal(() => route(edge, stack, 'api.example.com', { rules }), code);
    expect(refused.path).toMatch(/^rules\[[01]\]\./);
  });

  test('a rule where its route leaves no number', () => {
    const { stack, edge } = plainEdge();
    expectRefusal(
      () => route(edge, stack, 'api.example.com', { priority: 1, rules: [fixed(['/a'])] }),
      'NoRoomForRule',
    );
  });

  test('a rule of a wildcard before the name that it would take from', () => {
    const { stack, edge } = plainEdge();
    route(edge, stack, 'api.example.com');
    const rules = [fixed(['/a'], { priority: 1 })];
    expectRefusal(() => route(edge, stack, '*.example.com', { rules }), 'RouteShadowed');
  });

  test('nothing of a narrower rule before a wider one', () => {
    const { stack, edge } = plainEdge();
    const rules = [
      fixed(['/a/*'], { priority: 1, sourceCidrs: ['2001:db8::/32'] }),
      admin({ paths: ['/a/*'], priority: 2 }),
    ];
    expect(() => route(edge, stack, 'api.example.com', { rules })).not.toThrow();
  });
});
