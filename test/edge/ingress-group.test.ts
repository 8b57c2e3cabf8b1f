import { Lazy } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as fc from 'fast-check';
import { groupOrder } from '../../lib/edge/ingress/order';
import { PumaEksError } from '../../lib/model/errors';
import { expectControllerTakes } from '../support/alb-controller';
import { expectRefusal } from '../support/refusal';
import type { IngressRouteOptions } from '../../lib/edge/ingress-edge-props';
import { annotationsOf, ingressEdge } from './ingress-fixture';

const label = fc.constantFrom('a', 'b', 'www', 'shop', 'mail', 'eu');
const hostname = fc
  .tuple(fc.boolean(), fc.array(label, { minLength: 0, maxLength: 3 }))
  .filter(([wildcard, labels]) => wildcard || labels.length > 0)
  .map(([wildcard, labels]) => [...(wildcard ? ['*'] : []), ...labels, 'example.com'].join('.'));
const hostnames = fc.uniqueArray(hostname, { minLength: 1, maxLength: 8 });

interface Placed {
  readonly host: string;
  readonly order: number;
  readonly name: string;
}

/** The Ingresses of a group as the controller goes through them: by order, those without first, then by name. */
function inOrder(hosts: readonly string[]): Placed[] {
  return hosts
    .map((host) => ({ host, order: groupOrder([host]) ?? 0, name: host.replace('*', 'any') }))
    .sort((one, other) => one.order - other.order || (one.name < other.name ? -1 : 1));
}

function takes(pattern: string, host: string): boolean {
  return pattern.startsWith('*') ? host.endsWith(pattern.slice(1)) : pattern === host;
}

test('the most specific Ingress that takes a host is the first that does', () => {
  fc.assert(
    fc.property(hostnames, fc.array(label, { minLength: 1, maxLength: 4 }), (hosts, labels) => {
      const asked = [...labels, 'example.com'].join('.');
      const taking = inOrder(hosts).filter(({ host }) => takes(host, asked));
      const best = [...taking].sort((a, b) => rank(b.host) - rank(a.host)).at(0);
      expect(taking.at(0)?.host).toBe(best?.host);
    }),
    { numRuns: 500 },
  );
});

/** An exact name before all, then the deeper wildcard. */
function rank(host: string): number {
  return host.startsWith('*') ? host.split('.').length : Infinity;
}

test('a place never moves when others come, go or are listed otherwise', () => {
  fc.assert(
    fc.property(hostnames, fc.infiniteStream(fc.nat()), (hosts, picks) => {
      const orders = routed(hosts);
      const shuffled = hosts
        .map((host) => ({ host, at: picks.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ host }) => host);
      const fewer = shuffled.slice(0, Math.ceil(hosts.length / 2));
      for (const some of [shuffled, fewer]) {
        const again = routed(some);
        const common = some.filter(() => orders && again);
        expect(common.map((host) => again?.[host])).toEqual(common.map((host) => orders?.[host]));
      }
    }),
    { numRuns: 60 },
  );
});

/** The order of each Ingress in a group of these hosts; undefined where two wildcards meet on one number. */
function routed(hosts: readonly string[]): Record<string, number | undefined> | undefined {
  const made = ingressEdge();
  try {
    return Object.fromEntries(hosts.map((host) => [host, made.route(host).groupOrder]));
  } catch (error) {
    if (error instanceof PumaEksError && error.code === 'GroupOrderTaken') return undefined;
    throw error;
  }
}

test('every place is one that the controller takes', () => {
  fc.assert(
    fc.property(hostnames, (hosts) => {
      const order = groupOrder(hosts);
      expect(order === undefined).toBe(!hosts.some((host) => host.startsWith('*')));
      expect(order === undefined || (order >= 1 && order <= 1000 && Number.isInteger(order))).toBe(true);
    }),
  );
});

describe('a group', () => {
  test('is one load balancer for services of several namespaces', () => {
    const made = ingressEdge();
    made.route('www.example.com');
    made.route('blog.example.com', { serviceName: 'blog', namespaceName: 'blog' });
    made.route('*.example.com', { serviceName: 'site', namespaceName: 'site' });
    expectControllerTakes(made.objects());
  });

  test.each<[string, string, Partial<IngressRouteOptions>, string]>([
    ['a name twice', 'b.example.com', { additionalHostnames: ['www.example.com'] }, 'HostnameAlreadyRouted'],
    ['an order twice', 'b.example.com', { groupOrder: 7 }, 'GroupOrderTaken'],
    ['a wildcard before a name of its', '*.example.com', { groupOrder: 6 }, 'RouteShadowed'],
    ['a name behind a wildcard that takes it', 'a.example.org', { groupOrder: 10 }, 'RouteShadowed'],
  ])('is refused %s', (_title, hostname, options, code) => {
    const made = ingressEdge();
    made.route('www.example.com', { groupOrder: 7 });
    made.route('*.example.org', { groupOrder: 9 });
    expectRefusal(() => made.route(hostname, options), code);
  });

  test('takes an order that only CloudFormation knows', () => {
    const made = ingressEdge();
    made.route('www.example.com', { groupOrder: Lazy.number({ produce: () => 12 }) });
    made.route('a.example.com', { groupOrder: Lazy.number({ produce: () => 13 }) });
    expect(annotationsOf(made)['group.order']).toBe('12');
  });

  test('is refused more rules than a load balancer has', () => {
    const made = ingressEdge({ quotas: { rules: 3 } });
    made.route('www.example.com', { additionalHostnames: ['example.com', 'shop.example.com'] });
    expectRefusal(() => made.route('blog.example.com'), 'TooManyRules');
  });

  test('is refused more target groups than a load balancer has', () => {
    const made = ingressEdge({ quotas: { rules: 1000 } });
    for (let i = 0; i < 100; i += 1) made.route(`host${i}.example.com`);
    expectRefusal(() => made.route('www.example.com'), 'TooManyRoutes');
  });

  test('has further certificates behind its own', () => {
    const made = ingressEdge({ quotas: { certificates: 1 } });
    const [one, two] = ['1', '2'].map((id) =>
      elbv2.ListenerCertificate.fromArn(`arn:aws:acm:us-west-2:111122223333:certificate/${id}`),
    );
    made.route('www.example.com', { listenerCertificates: [one] });
    expect(annotationsOf(made)['certificate-arn']).toMatch(/0000-4000-8000-\d+,arn:.*certificate\/1$/);
    expectRefusal(() => made.route('blog.example.com', { listenerCertificates: [two] }), 'TooManyCertificates');
  });
});
