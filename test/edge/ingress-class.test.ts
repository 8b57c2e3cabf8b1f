import { IngressController } from '../../lib/edge/ingress-edge-props';
import { warningsOf } from '../support/annotations';
import { annotationsOf, ingressEdge, parametersOf } from './ingress-fixture';
import { singleChoices, SPREADS } from './ingress-options';

const { AWS_LOAD_BALANCER_CONTROLLER: OPEN_SOURCE, EKS_AUTO_MODE } = IngressController;

test('the class of EKS Auto Mode is the group', () => {
  const { edge, objects } = ingressEdge({ controller: EKS_AUTO_MODE, tags: { team: 'shops' } });
  expect(edge.ingressClassName).toBe('shops');
  expect(edge.ingressClass).toBeDefined();
  expect(objects().map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
    'IngressClassParams/shops',
    'IngressClass/shops',
  ]);
  expect(parametersOf(objects())).toMatchObject({
    group: { name: 'shops' },
    tags: [{ key: 'team', value: 'shops' }],
  });
});

test('with EKS Auto Mode what its class has no documented field for stands in annotations, and listeners have no attributes', () => {
  const made = ingressEdge({ controller: EKS_AUTO_MODE, reservedCapacityUnits: 100, loadBalancerName: 'shops' });
  made.route('www.example.com');
  const values = annotationsOf(made);
  expect(values).toMatchObject({
    'ssl-policy': 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
    'minimum-load-balancer-capacity': 'CapacityUnits=100',
    'load-balancer-name': 'shops',
  });
  expect(Object.keys(values).filter((name) => name.startsWith('listener-attributes'))).toEqual([]);
  expect(Object.keys(parametersOf(made.objects())).sort()).toEqual([
    'group',
    'loadBalancerAttributes',
    'scheme',
    'subnets',
  ]);
});

test('the class of the AWS Load Balancer Controller is one that exists', () => {
  const { edge, objects } = ingressEdge({ controller: OPEN_SOURCE });
  expect([edge.ingressClassName, edge.ingressClass, objects()]).toEqual(['alb', undefined, []]);
});

test('warnings are those of an edge of CDK', () => {
  const made = ingressEdge({
    webAclFailOpen: true,
    ...singleChoices(OPEN_SOURCE).find(([name]) => name.startsWith('clientC'))![1](),
  });
  made.route('www.example.com', SPREADS[3]);
  expect(warningsOf(made.stack).join('\n')).toMatch(/webAclFailsOpen[^]*clientCertificatesUnverified[^]*leastOutst/);
});
