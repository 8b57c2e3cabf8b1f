import { App, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import { expectRefusal } from '../support/refusal';
import { edgeIn, imported, network, route, zoned } from './fixture';

const RECORD = 'AWS::Route53::RecordSet';
const logs = EdgeLogs.none('A test of names alone.');

describe('names', () => {
  test('point at the load balancer, in the deepest zone that has them', () => {
    const { stack, edge } = zoned();
    route(edge, stack, 'api.eu.example.com', { additionalHostnames: ['example.com', 'www.example.org'] });
    route(edge, stack, '*.example.com');
    const template = Template.fromStack(stack);
    const names = Object.values(template.findResources(RECORD)).map(({ Properties }) => {
      const { Name, Type, HostedZoneId } = Properties as Record<string, string>;
      return `${HostedZoneId} ${Type} ${Name}`;
    });
    expect(names.sort()).toEqual(['Z0 A *.example.com.', 'Z0 A example.com.', 'Z1 A api.eu.example.com.']);
    template.hasResourceProperties(RECORD, {
      AliasTarget: { DNSName: { 'Fn::Join': ['', ['dualstack.', Match.anyValue()]] }, HostedZoneId: Match.anyValue() },
    });
  });

  test('keep their records when a zone comes beside theirs, or the zones change places', () => {
    const records = (...zoneIds: string[]): Record<string, string> => {
      const { stack, vpc } = network();
      const hostedZones = zoneIds.map((hostedZoneId) =>
        route53.HostedZone.fromHostedZoneAttributes(stack, hostedZoneId, { zoneName: 'example.com', hostedZoneId }),
      );
      const edge = edgeIn(stack, vpc, { logs, hostedZones, ipAddressType: elbv2.IpAddressType.DUAL_STACK });
      route(edge, stack, 'api.example.com');
      const found = Object.entries(Template.fromStack(stack).findResources(RECORD));
      return Object.fromEntries(
        found.map(([id, { Properties }]) => {
          const { HostedZoneId, Type } = Properties as Record<string, string>;
          return [`${HostedZoneId} ${Type}`, id];
        }),
      );
    };
    // A record that is made a second time, before the first goes, is refused by Route 53.
    const both = records('Z0', 'Z1');
    expect(Object.keys(both)).toHaveLength(4);
    expect(records('Z1', 'Z0')).toEqual(both);
    expect(both).toMatchObject(records('Z0'));
    expect(both).toMatchObject(records('Z1'));
  });

  test('have IPv6 addresses where the load balancer has', () => {
    const { stack, edge } = zoned({ ipAddressType: elbv2.IpAddressType.DUAL_STACK });
    route(edge, stack, 'api.example.com');
    const types = Object.values(Template.fromStack(stack).findResources(RECORD)).map(
      ({ Properties }) => (Properties as { Type: string }).Type,
    );
    expect(types.sort()).toEqual(['A', 'AAAA']);
  });

  test('get no records without zones', () => {
    const { stack, vpc } = network();
    route(edgeIn(stack, vpc, { logs }), stack, 'api.example.com');
    Template.fromStack(stack).resourceCountIs(RECORD, 0);
  });

  test('of an imported load balancer need its own', () => {
    const stack = new Stack(new App(), 'Service');
    const hostedZones = [
      route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { zoneName: 'example.com', hostedZoneId: 'Z0' }),
    ];
    expectRefusal(() => imported(stack, { hostedZones }, 'without-names'), 'AliasTargetUnknown');
    const known = { loadBalancerDnsName: 'shared.example.net', loadBalancerCanonicalHostedZoneId: 'Z9' };
    route(imported(stack, { hostedZones, dualStack: true, ...known }), stack, 'api.example.com');
    Template.fromStack(stack).resourceCountIs(RECORD, 2);
  });

  test('have each zone once', () => {
    const { stack, vpc } = network();
    const hostedZones = ['A', 'B'].map((id) =>
      route53.HostedZone.fromHostedZoneAttributes(stack, id, { zoneName: 'example.com', hostedZoneId: 'Z0' }),
    );
    expect(expectRefusal(() => edgeIn(stack, vpc, { logs, hostedZones }), 'HostedZoneTwice').path).toBe(
      'hostedZones[1]',
    );
    const known = { loadBalancerDnsName: 'shared.example.net', loadBalancerCanonicalHostedZoneId: 'Z9' };
    expectRefusal(() => imported(stack, { hostedZones, ...known }, 'twice'), 'HostedZoneTwice');
  });

  test('cannot be told from zones whose names are not known', () => {
    const zoneName = Token.asString({ Ref: 'ZoneName' });
    const { stack, vpc } = network();
    const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { zoneName, hostedZoneId: 'Z0' });
    expectRefusal(() => edgeIn(stack, vpc, { logs, hostedZones: [zone] }), 'MustBeKnownAtSynth');
  });
});
