import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { refuse } from '../model/errors';

/** What of a load balancer matters to a sign-in. */
interface SigningIn {
  readonly securityGroup: ec2.ISecurityGroup;
  readonly reachesIpv4: boolean;
  /** Whether rules of the security group are ours to make. */
  readonly opensGroups: boolean;
}

/** The load balancer fetches tokens itself: by IPv4, from wherever the identity provider's public name points. */
export function letSignIn({ securityGroup, reachesIpv4, opensGroups }: SigningIn): void {
  if (!reachesIpv4) {
    refuse({
      code: 'SignInNeedsIpv4',
      path: 'authentication',
      given: `a load balancer of the type ${elbv2.IpAddressType.DUAL_STACK_WITHOUT_PUBLIC_IPV4}`,
      allowed: 'ipAddressType DUAL_STACK or IPV4 for the edge, or no sign-in',
      why: 'a load balancer asks identity providers by IPv4 alone; without a public address it answers every sign-in with 500',
    });
  }
  if (!opensGroups) return;
  securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Identity provider, which users sign in at');
}
