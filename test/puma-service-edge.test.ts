import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { EdgeLogs } from '../lib/edge/edge-logs';
import { IngressEdge } from '../lib/edge/ingress-edge';
import { IngressController } from '../lib/edge/ingress-edge-props';
import { ManagedRules } from '../lib/edge/managed-rules';
import type { IPumaEdge } from '../lib/edge/puma-edge';
import { PumaEdge } from '../lib/edge/puma-edge';
import { PumaWebAcl } from '../lib/edge/puma-web-acl';
import { RateRule } from '../lib/edge/rate-rule';
import { ManifestSink } from '../lib/kubernetes/manifest-sink';
import type { PumaServiceEdgeOptions } from '../lib/puma-service-edge-options';
import { warningsOf } from './support/annotations';
import { renderedObjects } from './support/kubernetes-api';
import { existingCluster, LISTENER_CERTIFICATE, smallService } from './support/platform';
import { expectRefusal } from './support/refusal';

const components = [
  {
    name: 'web',
    hostname: 'www.example.com',
    port: 9292,
    rateRules: [RateRule.perIp({ name: 'busy', limit: 600 })],
  },
];

/** Ranges that the pods' network policy lets in. */
function admitted(stack: Stack): unknown[] {
  const [policy] = renderedObjects(Template.fromStack(stack)).filter(({ kind }) => kind === 'NetworkPolicy');
  const { ingress } = policy.spec as { ingress: { from: { ipBlock: { cidr: unknown } }[] }[] };
  return ingress.flatMap(({ from }) => from.map(({ ipBlock }) => ipBlock.cidr));
}

describe("a service's own edge", () => {
  test('is set up by the props of the service: web ACL, names, addresses, headers, logs', () => {
    const stack = new Stack(new App(), 'Test');
    const zone = { zoneName: 'example.com', hostedZoneId: 'Z0' };
    const service = smallService(
      {
        components,
        edgeOptions: {
          webAcl: { managedRules: [ManagedRules.ipReputation()], secretHeaders: ['x-api-key'] },
          hostedZones: [route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', zone)],
          ipAddressType: elbv2.IpAddressType.DUAL_STACK,
          allowFrom: [ec2.Peer.ipv4('203.0.113.0/24')],
          responseHeaders: { noSniff: true },
          logs: EdgeLogs.none('A test of options alone.'),
          loadBalancerName: 'shop',
        },
      },
      stack,
    );
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      IpAddressType: 'dualstack',
      Name: 'shop',
    });
    template.hasResourceProperties('AWS::WAFv2::WebACL', {
      Rules: [
        Match.objectLike({ Name: 'AWSManagedRulesAmazonIpReputationList' }),
        Match.objectLike({ Name: 'web-web-busy' }),
      ],
    });
    template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: Match.arrayWith([{ SingleHeader: { Name: 'x-api-key' } }]),
    });
    // Its log is encrypted with the service's key, as that of a web ACL nobody said anything of.
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: Match.objectLike({ 'Fn::Join': Match.anyValue() }),
      KmsKeyId: stack.resolve(service.keys.logsKey.keyArn) as unknown,
    });
    template.resourceCountIs('AWS::Route53::RecordSet', 2);
  });

  test('takes a web ACL that guards others too', () => {
    const stack = new Stack(new App(), 'Test');
    const existingWebAcl = new PumaWebAcl(stack, 'Shared');
    const { edge } = smallService({ components, edgeOptions: { existingWebAcl } }, stack);
    expect(edge.webAcl).toBe(existingWebAcl);
    Template.fromStack(stack).resourceCountIs('AWS::WAFv2::WebACL', 1);
    expect(existingWebAcl.rateRuleMetricNames()).toEqual(['web-web-busy']);
  });

  test('names what is wrong by the place that the user wrote it in', () => {
    const refused = (edgeOptions: PumaServiceEdgeOptions, code: string): string =>
      expectRefusal(() => smallService({ edgeOptions }), code).path;
    expect(refused({ loadBalancerName: 'internal-shop' }, 'LoadBalancerNameReserved')).toBe(
      'edgeOptions.loadBalancerName',
    );
    const both = { webAcl: {}, existingWebAcl: new PumaWebAcl(new Stack(new App(), 'Other'), 'Acl') };
    expect(refused(both, 'WebAclTwice')).toBe('edgeOptions.webAcl');
    const stack = new Stack(new App(), 'Abroad', { env: { account: '111122223333', region: 'eu-west-1' } });
    expect(expectRefusal(() => smallService({}, stack), 'ElsewhereThanLoadBalancer').path).toBe(
      'listenerCertificates[0]',
    );
  });

  test('is not set up where there is none', () => {
    const stack = new Stack(new App(), 'Test');
    const cluster = existingCluster(stack);
    const edge = new PumaEdge(stack, 'Edge', { vpc: cluster.vpc, certificates: [LISTENER_CERTIFICATE] });
    expectRefusal(
      () => smallService({ cluster, edge, edgeOptions: { internetFacing: false } }, stack),
      'EdgeOptionsUnused',
    );
  });
});

describe('an edge in another VPC', () => {
  function elsewhere(attributes: Partial<ec2.VpcAttributes> = {}): { stack: Stack; edge: IPumaEdge } {
    const stack = new Stack(new App(), 'Test');
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Front', {
      vpcId: 'vpc-0fedcba9876543210',
      vpcCidrBlock: '10.9.0.0/16',
      availabilityZones: ['us-west-2a', 'us-west-2b'],
      publicSubnetIds: ['subnet-0fedcba9876543211', 'subnet-0fedcba9876543212'],
      ...attributes,
    });
    return { stack, edge: new PumaEdge(stack, 'Edge', { vpc, certificates: [LISTENER_CERTIFICATE] }) };
  }

  test("is admitted by the pods' network policy, with a warning of what must be between the two", () => {
    const { stack, edge } = elsewhere();
    smallService({ edge }, stack);
    expect(admitted(stack)).toEqual(['10.9.0.0/16']);
    expect(warningsOf(stack)).toEqual(
      expect.arrayContaining([expect.stringMatching(/vpc-0fedcba9876543210.*edgeInAnotherVpc/s)]),
    );
  });

  test('needs ranges where its own is not known', () => {
    const { stack, edge } = elsewhere({ vpcCidrBlock: undefined });
    expect(expectRefusal(() => smallService({ edge }, stack), 'VpcRangeUnknown').path).toBe('pod.allowFromCidrs');
    const told = elsewhere({ vpcCidrBlock: undefined });
    smallService({ edge: told.edge, pod: { allowFromCidrs: ['10.9.1.0/24'] } }, told.stack);
    expect(admitted(told.stack)).toEqual(['10.9.1.0/24']);
  });

  test("is none that the cluster's controller could make", () => {
    const { stack, edge } = elsewhere();
    const cluster = existingCluster(stack);
    const ingress = new IngressEdge(stack, 'Ingress', {
      vpc: edge.vpc,
      sink: ManifestSink.cluster(cluster),
      controller: IngressController.AWS_LOAD_BALANCER_CONTROLLER,
      groupName: 'shops',
      certificates: [LISTENER_CERTIFICATE],
    });
    const props = { cluster, ingress, listenerCertificates: undefined, loadBalancerAlarms: false };
    expectRefusal(() => smallService(props, stack), 'IngressInAnotherVpc');
  });

  test('is the same VPC when it is imported twice', () => {
    const { stack, edge } = elsewhere({ vpcId: 'vpc-0123456789abcdef0', vpcCidrBlock: undefined });
    smallService({ edge }, stack);
    expect(admitted(stack)).toEqual(['10.0.0.0/16']);
    expect(warningsOf(stack).filter((text) => text.includes('edgeInAnotherVpc'))).toEqual([]);
  });
});

describe('targets of one load balancer', () => {
  const many = Array.from({ length: 10 }, (_, i) => ({ name: `c${i}`, hostname: `c${i}.example.com`, port: 9300 + i }));
  const advice = (stack: Stack): string[] => warningsOf(stack).filter((text) => text.includes('targetsBeyondQuota'));

  test('are a warning, with the arithmetic, beyond what AWS registers', () => {
    const stack = new Stack(new App(), 'Test');
    smallService({ components: many, scaling: { maxPods: 101 } }, stack);
    expect(advice(stack)).toEqual([expect.stringContaining('101 pods × 10 components = 1010 targets')]);
    const fits = new Stack(new App(), 'Test');
    smallService({ components: many, scaling: { maxPods: 100 } }, fits);
    expect(advice(fits)).toEqual([]);
  });

  test('are added up over the services that share it', () => {
    const stack = new Stack(new App(), 'Test');
    const cluster = existingCluster(stack);
    const edge = new PumaEdge(stack, 'Edge', { vpc: cluster.vpc, certificates: [LISTENER_CERTIFICATE] });
    smallService({ cluster, edge, components: many, replicas: 90 }, stack);
    expect(advice(stack)).toEqual([]);
    const other = new Stack(stack.node.root, 'Other');
    const props = { serviceName: 'other', loadBalancerAlarms: false, replicas: 101 };
    smallService({ ...props, cluster: existingCluster(other), edge }, other);
    expect(advice(other)).toEqual([expect.stringContaining('101 pods × 1 components + 900 of other services')]);
  });
});
