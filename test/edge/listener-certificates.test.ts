import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import fc from 'fast-check';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import { PumaEdge } from '../../lib/edge/puma-edge';
import { warningsOf } from '../support/annotations';
import { CERTIFICATE, edgeIn, LISTENER, network, route, someOf } from './fixture';

const LISTENER_CERTIFICATE = 'AWS::ElasticLoadBalancingV2::ListenerCertificate';
const BALANCER = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333';
const logs = EdgeLogs.none('A test of certificates alone.');
const arn = (name: string): string => `arn:aws:acm:eu-west-1:111122223333:certificate/${name}`;
const brought = (names: readonly string[]): elbv2.IListenerCertificate[] =>
  names.map((name) => elbv2.ListenerCertificate.fromArn(arn(name)));

/** Logical id of the resource by the certificate in it. */
function resources(...stacks: Stack[]): Record<string, string> {
  const all = stacks.flatMap((stack) => Object.entries(Template.fromStack(stack).findResources(LISTENER_CERTIFICATE)));
  return Object.fromEntries(
    all.map(([id, { Properties }]) => {
      const { Certificates } = Properties as { Certificates: { CertificateArn: unknown }[] };
      expect(Certificates).toHaveLength(1);
      return [JSON.stringify(Certificates[0].CertificateArn), id];
    }),
  );
}

/** Certificates of the edge beside its first, and of two services. */
function listener(edgeNames: readonly string[], apiNames: readonly string[], wwwNames: readonly string[]): Stack {
  const { stack, vpc } = network();
  const edge = edgeIn(stack, vpc, { logs, certificates: [CERTIFICATE, ...brought(edgeNames)] });
  route(edge, stack, 'api.example.com', { listenerCertificates: brought(apiNames) });
  route(edge, stack, 'www.example.com', { listenerCertificates: brought(wwwNames) });
  return stack;
}

// CloudFormation adds what a changed or new resource names, and then takes away what an old one named: a certificate that
// is in one resource before and in another after is missing from the listener, and clients of its hosts are turned away.
test('a certificate keeps its resource, whoever asks for it and whatever stands beside it', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
  fc.assert(
    fc.property(someOf(names), someOf(names), someOf(names), (edge, api, www) => {
      const before = resources(listener(edge[0], api[0], www[0]));
      const after = resources(listener(edge[1], api[1], www[1]));
      const changed = Object.entries(before).filter(
        ([certificate, id]) => certificate in after && after[certificate] !== id,
      );
      const reused = Object.entries(after).filter(
        ([certificate, id]) => !(certificate in before) && Object.values(before).includes(id),
      );
      expect({ changed, reused }).toEqual({ changed: [], reused: [] });
      const wanted = [...edge[1], ...api[1], ...www[1]].map((name) => JSON.stringify(arn(name)));
      expect(Object.keys(after).sort()).toEqual([...new Set(wanted)].sort());
    }),
    {
      numRuns: 6,
      examples: [
        [
          [[], []],
          [['c', 'a'], ['a']],
          [['c'], []],
        ],
      ],
    },
  );
});

test('the first certificate needs no resource of its own', () => {
  const { stack, vpc } = network();
  const edge = edgeIn(stack, vpc, { logs, certificates: [CERTIFICATE, CERTIFICATE] });
  route(edge, stack, 'api.example.com', { listenerCertificates: [CERTIFICATE] });
  expect(resources(stack)).toEqual({});
  Template.fromStack(stack).hasResourceProperties(LISTENER, {
    Certificates: [{ CertificateArn: CERTIFICATE.certificateArn }],
  });
});

test('services in stacks of their own that bring one certificate share its resource, with the edge', () => {
  const { app, stack, vpc } = network();
  const edge = edgeIn(stack, vpc, { logs });
  const stacks = ['api', 'www'].map((name) => {
    const own = new Stack(app, name);
    route(edge, own, `${name}.example.com`, { listenerCertificates: brought(['shared']) });
    return own;
  });
  expect(Object.keys(resources(stack))).toEqual([JSON.stringify(arn('shared'))]);
  expect(resources(...stacks)).toEqual({});
});

test("a certificate of a service's own stack stays there, and no stack needs another that needs it", () => {
  const { app, stack, vpc } = network();
  const edge = edgeIn(stack, vpc, { logs });
  const own = new Stack(app, 'Own');
  const certificate = new acm.Certificate(own, 'Certificate', { domainName: 'api.example.com' });
  route(edge, own, 'api.example.com', { listenerCertificates: [certificate] });
  expect(resources(stack)).toEqual({});
  expect(Object.keys(resources(own))).toEqual([JSON.stringify(own.resolve(certificate.certificateArn))]);
});

test('two stacks that import one listener and bring one certificate are warned: it goes with whichever goes first', () => {
  const app = new App();
  const stacks = ['api', 'www'].map((name) => {
    const stack = new Stack(app, name);
    const edge = PumaEdge.fromPumaEdgeAttributes(stack, 'Edge', {
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123', availabilityZones: ['a', 'b'] }),
      loadBalancerArn: `${BALANCER}:loadbalancer/app/shared/50dc6c495c0c9188`,
      listenerArn: `${BALANCER}:listener/app/shared/50dc6c495c0c9188/f2f7dc8efc522ab2`,
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0aaa'),
      idleTimeoutSeconds: 60,
    });
    route(edge, stack, `${name}.example.com`, { listenerCertificates: brought(['shared', name]) });
    return stack;
  });
  stacks.forEach((stack) => expect(Object.keys(resources(stack))).toHaveLength(2));
  const warnings = stacks.map((stack) => warningsOf(stack).filter((text) => text.includes('listenerCertificateTwice')));
  expect(warnings).toEqual([[], [expect.stringContaining('api/Edge')]]);
});
