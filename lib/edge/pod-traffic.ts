import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct, IConstruct } from 'constructs';
import { checkKnown } from '../model/checks';
import { digest } from '../model/digest';
import { checkPort } from '../model/names';
import { BesideEdge, originOf } from './beside-edge';

/** The two ends of the hop from the load balancer to the pods. */
export interface TrafficEnds extends IConstruct {
  readonly securityGroup: ec2.ISecurityGroup;
  readonly vpc: ec2.IVpc;
}

/**
 * Opens the pods' security group to the load balancer's, and the other way, once for each group and port: EC2 refuses
 * the same rule twice, and services that share an edge and a cluster may well share a port.
 */
export class PodTraffic {
  private static readonly registries = new WeakMap<object, PodTraffic>();

  public static of(edge: TrafficEnds): PodTraffic {
    const registry = this.registries.get(edge) ?? new PodTraffic(edge);
    this.registries.set(edge, registry);
    return registry;
  }

  private readonly opened = new Set<string>();

  private constructor(private readonly edge: TrafficEnds) {}

  public allow(requester: IConstruct, pods: ec2.ISecurityGroup, port: number): void {
    checkKnown('port', port);
    checkPort('port', port);
    const beside = BesideEdge.of(this.edge);
    beside.dependsOnEdge(requester);
    const group = originOf(pods.securityGroupId, this.edge);
    const name = `Pods${digest(group.key)}Port${port}`;
    if (this.opened.has(name)) return;
    this.opened.add(name);
    // What stands in a VPC refers to it, and CDK tells of references only when it synthesizes.
    const inEdgesVpc = originOf(this.edge.vpc.vpcId, this.edge).stack === Stack.of(this.edge);
    this.open(beside.home('Traffic', group.stack, inEdgesVpc), name, pods, port);
  }

  private open(scope: Construct, name: string, pods: ec2.ISecurityGroup, port: number): void {
    const rule = {
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      description: `Load balancer to pods, port ${port}`,
    };
    const balancer = this.edge.securityGroup.securityGroupId;
    new ec2.CfnSecurityGroupEgress(scope, `${name}Egress`, {
      ...rule,
      groupId: balancer,
      destinationSecurityGroupId: pods.securityGroupId,
    });
    new ec2.CfnSecurityGroupIngress(scope, `${name}Ingress`, {
      ...rule,
      groupId: pods.securityGroupId,
      sourceSecurityGroupId: balancer,
    });
  }
}
