import { App, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ClientCertificates } from '../../lib/edge/client-certificates';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import type { PumaEdgeProps } from '../../lib/edge/puma-edge-props';
import { PumaWebAcl } from '../../lib/edge/puma-web-acl';
import { warningsOf } from '../support/annotations';
import { expectRefusal } from '../support/refusal';
import { attributesOf, edgeAlone, edgeIn, LISTENER, LOAD_BALANCER, network } from './fixture';

const { IPV4, DUAL_STACK, DUAL_STACK_WITHOUT_PUBLIC_IPV4 } = elbv2.IpAddressType;
const TRUST_STORE = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:truststore/clients/0123456789abcdef';

function plain(props: Partial<PumaEdgeProps> = {}): { stack: Stack; template: Template } {
  const { stack, template } = edgeAlone({ logs: EdgeLogs.none('A test of options alone.'), ...props });
  return { stack, template: template() };
}

function loadBalancerAttributes(props: Partial<PumaEdgeProps>): Record<string, unknown> {
  return attributesOf(plain(props).template, LOAD_BALANCER, 'LoadBalancerAttributes');
}

describe('IPv6', () => {
  const ingress = (template: Template): unknown => {
    const groups = template.findResources('AWS::EC2::SecurityGroup') as Record<string, { Properties: unknown }>;
    const [id] = Object.keys(groups).filter((name) => name.startsWith('EdgeSecurityGroup'));
    return (groups[id].Properties as { SecurityGroupIngress: unknown }).SecurityGroupIngress;
  };

  test.each([DUAL_STACK, DUAL_STACK_WITHOUT_PUBLIC_IPV4])(
    '%s lets everyone in, by either protocol',
    (ipAddressType) => {
      const { template } = plain({ ipAddressType });
      template.hasResourceProperties(LOAD_BALANCER, { IpAddressType: ipAddressType });
      expect(ingress(template)).toEqual([
        expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 443 }),
        expect.objectContaining({ CidrIpv6: '::/0', FromPort: 443 }),
        expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 80 }),
        expect.objectContaining({ CidrIpv6: '::/0', FromPort: 80 }),
      ]);
    },
  );

  test("an internal one lets the VPC's own addresses in", () => {
    const stack = new Stack(new App(), 'Network');
    const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, ipProtocol: ec2.IpProtocol.DUAL_STACK });
    edgeIn(stack, vpc, {
      internetFacing: false,
      ipAddressType: DUAL_STACK,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    });
    expect(ingress(Template.fromStack(stack))).toContainEqual(
      expect.objectContaining({
        CidrIpv6: { 'Fn::Select': [0, { 'Fn::GetAtt': [expect.stringMatching(/^Vpc/), 'Ipv6CidrBlocks'] }] },
      }),
    );
  });

  test('an internal one in an imported VPC must be told whom', () => {
    const stack = new Stack(new App(), 'Network');
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123',
      vpcCidrBlock: '10.0.0.0/16',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      privateSubnetIds: ['subnet-1', 'subnet-2'],
    });
    const props = { internetFacing: false, ipAddressType: DUAL_STACK };
    expectRefusal(() => edgeIn(stack, vpc, props), 'AllowFromMissing');
    expect(() => edgeIn(new Stack(new App(), 'Told'), vpc, { ...props, ipAddressType: IPV4 })).not.toThrow();
    // One that CDK made without IPv6 has no range to select either: the deployment would fail.
    const { stack: other, vpc: plainVpc } = network();
    expectRefusal(() => edgeIn(other, plainVpc, props), 'AllowFromMissing');
  });

  test('a VPC without IPv6 ranges is a warning', () => {
    const dualStack = (ipProtocol: ec2.IpProtocol): string[] => {
      const stack = new Stack(new App(), 'Network');
      edgeIn(stack, new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, ipProtocol }), {
        ipAddressType: DUAL_STACK,
      });
      return warningsOf(stack).filter((text) => text.includes('dualStackWithoutIpv6'));
    };
    expect(dualStack(ec2.IpProtocol.IPV4_ONLY)).toHaveLength(1);
    expect(dualStack(ec2.IpProtocol.DUAL_STACK)).toEqual([]);
  });

  test('an internal one has no public addresses', () => {
    expectRefusal(
      () => plain({ internetFacing: false, ipAddressType: DUAL_STACK_WITHOUT_PUBLIC_IPV4 }),
      'PublicIpv6NeedsInternet',
    );
  });
});

describe('attributes', () => {
  test('follow the options', () => {
    expect(
      loadBalancerAttributes({
        zonalShift: false,
        http2: false,
        tlsHeaders: true,
        desyncMitigationMode: elbv2.DesyncMitigationMode.STRICTEST,
        xffHeaderProcessingMode: elbv2.XffHeaderProcessingMode.REMOVE,
      }),
    ).toMatchObject({
      'zonal_shift.config.enabled': 'false',
      'routing.http2.enabled': 'false',
      'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'true',
      'routing.http.desync_mitigation_mode': 'strictest',
      'routing.http.xff_header_processing.mode': 'remove',
    });
  });

  test('all together are as many as AWS takes in one call, and no more', () => {
    const { stack, vpc } = network();
    edgeIn(stack, vpc, { webAcl: new PumaWebAcl(stack, 'WebAcl'), tlsHeaders: false, webAclFailOpen: false });
    const attributes = attributesOf(Template.fromStack(stack), LOAD_BALANCER, 'LoadBalancerAttributes');
    expect(Object.keys(attributes)).toHaveLength(20);
  });
});

describe('AWS WAF that does not answer', () => {
  const id = 'webAclFailsOpen';

  test('stops requests, unless told otherwise, and then a warning says what that means', () => {
    const { stack, vpc } = network();
    edgeIn(stack, vpc, { webAcl: new PumaWebAcl(stack, 'WebAcl'), webAclFailOpen: true });
    const attributes = attributesOf(Template.fromStack(stack), LOAD_BALANCER, 'LoadBalancerAttributes');
    expect(attributes['waf.fail_open.enabled']).toBe('true');
    Annotations.fromStack(stack).hasWarning('/Network/Edge', Match.stringLikeRegexp(id));
  });

  test('is said of a web ACL that others put there, too', () => {
    expect(loadBalancerAttributes({ webAclFailOpen: false })['waf.fail_open.enabled']).toBe('false');
    expect(loadBalancerAttributes({})['waf.fail_open.enabled']).toBeUndefined();
    expect(Annotations.fromStack(plain().stack).findWarning('*', Match.stringLikeRegexp(id))).toEqual([]);
  });
});

describe('reserved capacity', () => {
  test('is held ready', () => {
    plain({ reservedCapacityUnits: 150 }).template.hasResourceProperties(LOAD_BALANCER, {
      MinimumLoadBalancerCapacity: { CapacityUnits: 150 },
    });
    expect(() => plain({ reservedCapacityUnits: Token.asNumber({ Ref: 'Units' }) })).not.toThrow();
  });

  test('is warned of, as AWS reserves none until it is asked to', () => {
    const of = (props: Partial<PumaEdgeProps>): string[] =>
      warningsOf(plain(props).stack).filter((text) => text.includes('reservationNeedsQuota'));
    expect(of({ reservedCapacityUnits: 150 })).toHaveLength(1);
    expect(of({})).toEqual([]);
  });

  test.each([99, 0, 100.5, Number.NaN])('is refused for %p units', (reservedCapacityUnits) => {
    expectRefusal(() => plain({ reservedCapacityUnits }), 'CapacityReservationInvalid');
  });
});

describe('client certificates', () => {
  const https = (clientCertificates?: ClientCertificates): { stack: Stack; found: unknown } => {
    const { stack, template } = plain({ clientCertificates });
    const listeners = Object.values(template.findResources(LISTENER)) as { Properties: Record<string, unknown> }[];
    expect(listeners.filter(({ Properties }) => Properties.Port === 80 && Properties.MutualAuthentication)).toEqual([]);
    return {
      stack,
      found: listeners.find(({ Properties }) => Properties.Port === 443)!.Properties.MutualAuthentication,
    };
  };
  const id = 'clientCertificatesUnverified';

  test('are verified against a trust store', () => {
    const { stack, found } = https(
      ClientCertificates.verify({ trustStoreArn: TRUST_STORE, advertiseAuthorities: true }),
    );
    expect(found).toEqual({
      Mode: 'verify',
      TrustStoreArn: TRUST_STORE,
      IgnoreClientCertificateExpiry: false,
      AdvertiseTrustStoreCaNames: 'on',
    });
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(id))).toEqual([]);
  });

  test('may have expired when told so', () => {
    const { found } = https(ClientCertificates.verify({ trustStoreArn: TRUST_STORE, ignoreExpiry: true }));
    expect(found).toMatchObject({ IgnoreClientCertificateExpiry: true, AdvertiseTrustStoreCaNames: 'off' });
  });

  test('are passed on with a warning', () => {
    const { stack, found } = https(ClientCertificates.passThrough());
    expect(found).toEqual({ Mode: 'passthrough' });
    Annotations.fromStack(stack).hasWarning('/Network/Edge', Match.stringLikeRegexp(id));
  });

  test('are not asked for by default, and never without a trust store', () => {
    expect(https().found).toBeUndefined();
    expectRefusal(() => ClientCertificates.verify({ trustStoreArn: '' }), 'TrustStoreMissing');
  });
});

describe('the TLS policy', () => {
  const { RECOMMENDED, RECOMMENDED_TLS, TLS11, TLS13_10_PQ, FORWARD_SECRECY, TLS13_13, TLS12_EXT } = elbv2.SslPolicy;
  const warned = (sslPolicy: elbv2.SslPolicy): boolean =>
    warningsOf(plain({ sslPolicy }).stack).some((warning) => warning.includes('oldTls'));

  test.each([RECOMMENDED, TLS11, TLS13_10_PQ, FORWARD_SECRECY])('%s is warned of', (policy) => {
    expect(warned(policy)).toBe(true);
  });

  test.each([RECOMMENDED_TLS, TLS13_13, TLS12_EXT, elbv2.SslPolicy.FIPS_TLS13_12_EXT2_PQ])('%s is not', (policy) => {
    expect(warned(policy)).toBe(false);
  });

  test('what is none of ELB’s is refused', () => {
    expectRefusal(() => plain({ sslPolicy: 'TLSv1.2' as elbv2.SslPolicy }), 'SslPolicyInvalid');
  });
});

test.each([{ rules: 0 }, { rules: 100.5 }, { rules: 50_001 }, { certificates: 0 }])(
  'quotas of %j are none that an account has',
  (quotas) => {
    expectRefusal(() => plain({ quotas }), 'QuotaInvalid');
  },
);

test('a VPC without public subnets has no load balancer for the internet', () => {
  const stack = new Stack(new App(), 'Network');
  const subnetConfiguration = [{ name: 'inside', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }];
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration });
  expect(expectRefusal(() => edgeIn(stack, vpc), 'TooFewSubnets').message).toContain('0 public ones');
});
