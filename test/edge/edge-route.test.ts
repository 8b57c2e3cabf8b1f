import { Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import fc from 'fast-check';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import { EdgeRoute } from '../../lib/edge/edge-route';
import type { PumaEdge } from '../../lib/edge/puma-edge';
import { Timing } from '../../lib/model/timing';
import { expectRefusal } from '../support/refusal';
import { attributesOf, edgeAlone, edgeIn, network, route, RULE, someOf, TARGET_GROUP, TIMING } from './fixture';

const { LEAST_OUTSTANDING_REQUESTS, WEIGHTED_RANDOM } = elbv2.TargetGroupLoadBalancingAlgorithmType;

function plainEdge(): { stack: Stack; edge: PumaEdge } {
  return edgeAlone({ logs: EdgeLogs.none('A test of routes alone.') });
}

describe('target group', () => {
  test('sends TLS to the pods and asks them over TLS whether they are ready', () => {
    const { stack, edge } = plainEdge();
    route(edge, stack, 'api.example.com', { healthCheckPort: 9190 });
    Template.fromStack(stack).hasResourceProperties(TARGET_GROUP, {
      TargetType: 'ip',
      Protocol: 'HTTPS',
      ProtocolVersion: 'HTTP1',
      Port: 9292,
      VpcId: { Ref: Match.stringLikeRegexp('^Vpc') },
      HealthCheckEnabled: true,
      HealthCheckProtocol: 'HTTPS',
      HealthCheckPath: '/readyz',
      HealthCheckPort: '9190',
      HealthCheckIntervalSeconds: TIMING.healthCheck.intervalSeconds,
      HealthCheckTimeoutSeconds: TIMING.healthCheck.timeoutSeconds,
      HealthyThresholdCount: TIMING.healthCheck.healthyThreshold,
      UnhealthyThresholdCount: TIMING.healthCheck.unhealthyThreshold,
      Matcher: { HttpCode: '200' },
      Name: Match.absent(),
      Tags: Match.absent(),
    });
    expect(attributesOf(Template.fromStack(stack), TARGET_GROUP, 'TargetGroupAttributes')).toEqual({
      'deregistration_delay.timeout_seconds': `${TIMING.deregistrationDelaySeconds}`,
      'load_balancing.algorithm.type': 'round_robin',
      'stickiness.enabled': 'false',
    });
  });

  test('moves with the timing it is given', () => {
    const { stack, edge } = plainEdge();
    const timing = Timing.derive({
      healthCheckIntervalSeconds: 15,
      healthCheckTimeoutSeconds: 7,
      unhealthyThreshold: 3,
    });
    route(edge, stack, 'api.example.com', { timing });
    Template.fromStack(stack).hasResourceProperties(TARGET_GROUP, {
      HealthCheckIntervalSeconds: 15,
      HealthCheckTimeoutSeconds: 7,
      UnhealthyThresholdCount: 3,
      HealthCheckPort: 'traffic-port',
    });
  });

  test("is tagged for EKS Auto Mode's controller, named and slow to start when asked", () => {
    const { stack, edge } = plainEdge();
    route(edge, stack, 'api.example.com', {
      clusterName: 'production',
      targetGroupName: 'mail-api',
      slowStartSeconds: 30,
      healthCheckPath: '/health?deep=1',
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties(TARGET_GROUP, {
      Name: 'mail-api',
      HealthCheckPath: '/health?deep=1',
      Tags: [{ Key: 'eks:eks-cluster-name', Value: 'production' }],
    });
    expect(attributesOf(template, TARGET_GROUP, 'TargetGroupAttributes')['slow_start.duration_seconds']).toBe('30');
  });

  test('gives up slow start and zones that leave when told so: AWS keeps what a template no longer names', () => {
    const { stack, edge } = plainEdge();
    const algorithm = LEAST_OUTSTANDING_REQUESTS;
    route(edge, stack, 'api.example.com', { algorithm, slowStartSeconds: 0, minimumHealthyPercentage: 0 });
    expect(attributesOf(Template.fromStack(stack), TARGET_GROUP, 'TargetGroupAttributes')).toMatchObject({
      'slow_start.duration_seconds': '0',
      'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
    });
  });

  test('weighs pods with anomaly mitigation', () => {
    const { stack, edge } = plainEdge();
    route(edge, stack, 'api.example.com', { algorithm: WEIGHTED_RANDOM });
    expect(attributesOf(Template.fromStack(stack), TARGET_GROUP, 'TargetGroupAttributes')).toMatchObject({
      'load_balancing.algorithm.type': 'weighted_random',
      'load_balancing.algorithm.anomaly_mitigation': 'on',
    });
  });

  test('warns of the pod that fails fast', () => {
    const { stack, edge } = plainEdge();
    route(edge, stack, 'api.example.com', { algorithm: LEAST_OUTSTANDING_REQUESTS });
    route(edge, stack, 'www.example.com', { algorithm: WEIGHTED_RANDOM });
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('leastOutstandingRequests'));
    expect(warnings.map(({ id }) => id)).toEqual(['/Network/Route-api.example.com']);
  });
});

describe('rule', () => {
  test('sends the hostnames to the target group', () => {
    const { stack, edge } = plainEdge();
    const { priority, hostnames } = route(edge, stack, 'api.example.com', { additionalHostnames: ['api.example.org'] });
    Template.fromStack(stack).hasResourceProperties(RULE, {
      ListenerArn: { Ref: Match.stringLikeRegexp('^EdgeLoadBalancerListener') },
      Priority: priority,
      Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['api.example.com', 'api.example.org'] } }],
      Actions: [{ Type: 'forward', TargetGroupArn: { Ref: Match.stringLikeRegexp('^RouteapiexamplecomTargetGroup') } }],
    });
    expect(hostnames).toEqual(['api.example.com', 'api.example.org']);
  });

  test('takes a priority by hand, and then a hostname that is not known yet', () => {
    const { stack, edge } = plainEdge();
    const hostname = Token.asString({ Ref: 'Hostname' });
    const made = edge.addRoute(stack, 'Route', { hostname, port: 9292, timing: TIMING, priority: 7 });
    expect(made.priority).toBe(7);
    Template.fromStack(stack).hasResourceProperties(RULE, {
      Priority: 7,
      Conditions: [{ HostHeaderConfig: { Values: [{ Ref: 'Hostname' }] } }],
    });
  });

  test('stands in its own stack, whether made by the edge or by hand', () => {
    const { app, vpc } = network();
    const edge = edgeIn(new Stack(app, 'EdgeStack'), vpc);
    const [mail, web] = [new Stack(app, 'Mail'), new Stack(app, 'Web')];
    route(edge, mail, 'api.example.com');
    new EdgeRoute(web, 'Route', { edge, hostname: 'www.example.com', port: 9292, timing: TIMING });
    for (const stack of [mail, web]) {
      Template.fromStack(stack).resourceCountIs(RULE, 1);
      Template.fromStack(stack).hasResourceProperties(RULE, {
        ListenerArn: { 'Fn::ImportValue': Match.stringLikeRegexp('^EdgeStack:') },
      });
    }
  });
});

describe('priorities', () => {
  const label = fc.stringMatching(/^[a-z]{1,6}$/);
  const hostname = fc
    .tuple(fc.boolean(), fc.array(label, { maxLength: 2 }), label)
    .map(([any, below, domain]) => [...(any ? ['*'] : []), ...below, domain, 'example', 'com'].join('.'));
  const services = fc.uniqueArray(hostname, { minLength: 1, maxLength: 6 });

  /** The priority of each service's rule, in an app of its own; undefined where the set is refused. */
  function priorities(hostnames: string[]): Map<string, number> | undefined {
    const { stack, edge } = plainEdge();
    try {
      return new Map(hostnames.map((name) => [name, route(edge, stack, name).priority]));
    } catch {
      return undefined;
    }
  }

  test('do not move when services are added, removed or put in another order', () => {
    fc.assert(
      fc.property(someOf(services), ([all, some]) => {
        const before = priorities(all);
        fc.pre(before !== undefined);
        expect([...(priorities(some) ?? [])]).toEqual(some.map((name) => [name, before.get(name)]));
      }),
      { numRuns: 15 },
    );
  });

  test('put exact names before wildcards and deep wildcards before shallow ones', () => {
    const { stack, edge } = plainEdge();
    const shallow = route(edge, stack, '*.example.com').priority;
    const deep = route(edge, stack, '*.eu.example.com').priority;
    const exact = route(edge, stack, 'api.eu.example.com').priority;
    expect(exact).toBeLessThan(deep);
    expect(deep).toBeLessThan(shallow);
  });

  test('that meet are refused, and a number given by hand helps', () => {
    const { stack, edge } = plainEdge();
    const { priority } = route(edge, stack, 'api.example.com');
    const refused = expectRefusal(() => route(edge, stack, 'www.example.com', { priority }), 'PriorityTaken');
    expect(refused.message).toContain('Network/Route-api.example.com');
    const other = new Stack(undefined, 'Other');
    expect(route(edge, other, 'www.example.com', { priority: priority + 1 }).priority).toBe(priority + 1);
  });
});

describe('refuses', () => {
  const base = { hostname: 'api.example.com', port: 9292, timing: TIMING };

  test.each([
    ['HostnameInvalid', { hostname: 'API.example.com' }],
    ['HostnameInvalid', { additionalHostnames: ['localhost'] }],
    ['HostnameNotRoutable', { hostname: `${'a'.repeat(60)}.${'b'.repeat(60)}.example.com` }],
    ['HostnameNotRoutable', { hostname: 'example.xn--p1ai' }],
    ['HostnameRepeated', { additionalHostnames: ['api.example.com'] }],
    ['TooManyHosts', { additionalHostnames: ['b', 'c', 'd', 'e', 'f'].map((name) => `${name}.example.com`) }],
    ['PortInvalid', { port: 443 }],
    ['PortInvalid', { healthCheckPort: 80 }],
    ['PriorityInvalid', { priority: 0 }],
    ['PriorityInvalid', { priority: 50_001 }],
    ['HealthCheckPathInvalid', { healthCheckPath: 'readyz' }],
    ['HealthCheckPathInvalid', { healthCheckPath: '/ready z' }],
    ['HealthCheckPathInvalid', { healthCheckPath: `/${'z'.repeat(1024)}` }],
    ['ElbNameInvalid', { targetGroupName: 'mail_api' }],
    ['SlowStartInvalid', { slowStartSeconds: 29 }],
    ['SlowStartInvalid', { slowStartSeconds: 901 }],
    ['SlowStartNeedsRoundRobin', { slowStartSeconds: 60, algorithm: WEIGHTED_RANDOM }],
    ['IdleTimeoutMismatch', { timing: Timing.derive({ idleTimeoutSeconds: 70 }) }],
    ['MustBeKnownAtSynth', { hostname: Token.asString({ Ref: 'Hostname' }) }],
  ])('%s', (code, options) => {
    const { stack, edge } = plainEdge();
    expectRefusal(() => edge.addRoute(stack, 'Route', { ...base, ...options }), code);
  });

  test('a name that is routed already', () => {
    const { stack, edge } = plainEdge();
    route(edge, stack, 'api.example.com', { additionalHostnames: ['www.example.com'] });
    const refused = expectRefusal(() => route(edge, stack, 'www.example.com'), 'HostnameAlreadyRouted');
    expect(refused.message).toContain('Network/Route-api.example.com');
  });

  test('a wildcard that would hide a name, whichever came first', () => {
    const first = plainEdge();
    route(first.edge, first.stack, 'api.example.com');
    expectRefusal(() => route(first.edge, first.stack, '*.example.com', { priority: 1 }), 'RouteShadowed');
    const second = plainEdge();
    route(second.edge, second.stack, '*.example.com', { priority: 1 });
    expectRefusal(() => route(second.edge, second.stack, 'api.example.com'), 'RouteShadowed');
  });

  test('more routes than a load balancer may have target groups', () => {
    const { stack, edge } = plainEdge();
    for (let i = 1; i <= 100; i += 1) route(edge, stack, `host${i}.example.com`, { priority: i });
    expectRefusal(() => route(edge, stack, 'late.example.com'), 'TooManyRoutes');
  });

  test('nothing on another edge', () => {
    const { app, stack, vpc } = network();
    const edge = edgeIn(stack, vpc);
    const other = edgeIn(new Stack(app, 'Other'), vpc);
    route(edge, stack, 'api.example.com');
    expect(route(other, Stack.of(other), 'api.example.com').priority).toBeGreaterThan(0);
  });
});
