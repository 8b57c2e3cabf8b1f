import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PumaEdge } from '../../lib/edge/puma-edge';
import type { PumaComponent } from '../../lib/puma-component';
import { PumaService } from '../../lib/puma-service';
import { existingCluster, existingVpc, LISTENER_CERTIFICATE, smallProps } from '../support/platform';

// The README's way to give a service another name: a second one beside it, and the hosts handed over.

type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>;

const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';

/** One stack of an edge and of services, by their construct ids. */
function deployed(services: Record<string, Partial<PumaComponent>>): Resources {
  const stack = new Stack(new App(), 'Shop');
  const vpc = existingVpc(stack);
  const cluster = existingCluster(stack, vpc);
  const edge = new PumaEdge(stack, 'Edge', { vpc, certificates: [LISTENER_CERTIFICATE] });
  for (const [id, component] of Object.entries(services)) {
    const components = [{ name: 'web', hostname: 'www.example.com', port: 9292, ...component }];
    const sharing = { cluster, edge, components, loadBalancerAlarms: false };
    new PumaService(stack, id, smallProps(stack, sharing));
  }
  return (Template.fromStack(stack).toJSON() as { Resources: Resources }).Resources;
}

const of = (resources: Resources, prefix: string): Resources =>
  Object.fromEntries(Object.entries(resources).filter(([id]) => id.startsWith(prefix)));

const rulesOf = (resources: Resources): [string, number][] =>
  Object.entries(resources)
    .filter(([, { Type }]) => Type === RULE)
    .map(([id, { Properties }]) => [id, Properties.Priority as number]);

const before = deployed({ Shop: {} });
const beside = deployed({ Shop: {}, Store: { hostname: 'next.example.com' } });
const after = deployed({
  Store: { hostname: 'next.example.com', additionalHostnames: ['www.example.com'], rulePriority: 1 },
});

test('first: the second service stands beside the first, of which nothing changes', () => {
  expect(of(beside, 'Shop')).toEqual(of(before, 'Shop'));
  expect(of(beside, 'Store')).not.toEqual({});
});

test('then: the hosts go over to pods that run already, before the first service goes', () => {
  // CloudFormation deletes at the end: until then both rules match, and the new one comes first.
  const [[store, priority]] = rulesOf(after);
  const others = rulesOf(beside).filter(([id]) => id !== store);
  expect(others.every(([, taken]) => priority < taken)).toBe(true);
  expect(after[store].Properties.Conditions).toEqual([
    { Field: 'host-header', HostHeaderConfig: { Values: ['next.example.com', 'www.example.com'] } },
  ]);
  expect(of(after, 'Shop')).toEqual({});
  const changed = Object.keys(after).filter((id) => JSON.stringify(after[id]) !== JSON.stringify(beside[id]));
  // The rule, and a certificate with one name more; no pod is rolled.
  expect(changed.map((id) => after[id].Type).sort()).toEqual([
    RULE,
    'AWS::Lambda::Function',
    'Custom::ServerCertificate',
  ]);
});

test('a service that changes its edge in place keeps its target group, which AWS lets belong to one load balancer', () => {
  // So the README sends it the way of a rename; were the group another one, the way in place would be open.
  const at = (id: string): Resources => {
    const stack = new Stack(new App(), 'Shop');
    const vpc = existingVpc(stack);
    const edges = ['Edge', 'Other'].map(
      (each) => [each, new PumaEdge(stack, each, { vpc, certificates: [LISTENER_CERTIFICATE] })] as const,
    );
    const cluster = existingCluster(stack, vpc);
    new PumaService(stack, 'Shop', smallProps(stack, { cluster, edge: new Map(edges).get(id) }));
    return (Template.fromStack(stack).toJSON() as { Resources: Resources }).Resources;
  };
  const [one, other] = [at('Edge'), at('Other')];
  const [[rule]] = rulesOf(one);
  expect(one[rule].Properties.ListenerArn).not.toEqual(other[rule].Properties.ListenerArn);
  expect(one[rule].Properties.Actions).toEqual(other[rule].Properties.Actions);
});
