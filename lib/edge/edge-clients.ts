import { Fn, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { checkKnown } from '../model/checks';
import { refuse } from '../model/errors';
import type { PumaEdgeProps } from './puma-edge-props';
import { isCidr } from './rule-checks';

/** Whether clients come by IPv6 too. */
export function isDualStack(type: elbv2.IpAddressType | undefined): boolean {
  return type !== undefined && type !== elbv2.IpAddressType.IPV4;
}

/** Whether the load balancer has a way out by IPv4: without a public address it has none, as it stands in public subnets. */
export function reachesIpv4(type: elbv2.IpAddressType | undefined): boolean {
  return type !== elbv2.IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4;
}

/** Whether CDK gave the VPC an IPv6 range; it has no property that says so. */
export function knowsIpv6Range(vpc: ec2.IVpc): vpc is ec2.Vpc {
  return vpc instanceof ec2.Vpc && vpc.node.children.some((child) => child instanceof ec2.CfnVPCCidrBlock);
}

/** The load balancer's security group: clients come in, nothing goes out but what pods are opened to. */
export function clientsGroup(scope: Construct, props: PumaEdgeProps): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc: props.vpc,
    description: 'Load balancer: clients on 443 and 80 in, the pods out',
    allowAllOutbound: false,
  });
  const peers = clientsOf(props);
  for (const port of [443, 80]) {
    for (const peer of peers) group.addIngressRule(peer, ec2.Port.tcp(port), `Clients, port ${port}`);
  }
  if (props.allowFrom !== undefined) return group;
  Validations.of(group).acknowledge({
    id: 'AwsSolutions-EC23',
    reason:
      (props.internetFacing ?? true)
        ? 'An internet-facing load balancer is there for everyone: HTTPS on 443, and on 80 nothing but the redirect to it. ' +
          'The pods admit the load balancer alone. Give allowFrom to admit fewer.'
        : "Ingress is limited to the VPC's own address range, a value that the rule cannot read at synth.",
  });
  return group;
}

/** Who may connect. */
function clientsOf(props: PumaEdgeProps): ec2.IPeer[] {
  return props.allowFrom ?? ((props.internetFacing ?? true) ? everyone(props) : neighbours(props));
}

function everyone({ ipAddressType }: PumaEdgeProps): ec2.IPeer[] {
  return [ec2.Peer.anyIpv4(), ...(isDualStack(ipAddressType) ? [ec2.Peer.anyIpv6()] : [])];
}

function neighbours({ vpc, ipAddressType }: PumaEdgeProps): ec2.IPeer[] {
  const peers = [ec2.Peer.ipv4(vpc.vpcCidrBlock)];
  if (!isDualStack(ipAddressType)) return peers;
  if (knowsIpv6Range(vpc)) return [...peers, ec2.Peer.ipv6(Fn.select(0, vpc.vpcIpv6CidrBlocks))];
  return refuse({
    code: 'AllowFromMissing',
    path: 'allowFrom',
    given: undefined,
    allowed: "who may connect, such as ec2.Peer.ipv6('2001:db8::/56') beside the IPv4 range",
    why: 'the load balancer is internal and speaks IPv6, and no IPv6 range of the VPC is known here',
  });
}

/** Those who may connect, by their address ranges: for a configuration that has no peers of CDK. */
export function peersOf(path: string, cidrs: readonly string[] | undefined): ec2.IPeer[] | undefined {
  return cidrs?.map((cidr, i) => {
    checkKnown(`${path}[${i}]`, cidr);
    if (isCidr(cidr)) return cidr.includes(':') ? ec2.Peer.ipv6(cidr) : ec2.Peer.ipv4(cidr);
    return refuse({
      code: 'ClientCidrInvalid',
      path: `${path}[${i}]`,
      given: cidr,
      allowed: 'an address range such as 192.0.2.0/24 or 2001:db8::/32; one address is /32 or /128',
      why: 'a security group lets in ranges alone',
    });
  });
}
