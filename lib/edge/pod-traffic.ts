import { createHash } from 'node:crypto';
import { Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import { checkKnown } from '../model/checks';
import { checkPort } from '../model/names';

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
  /** Stacks that refer to the edge, so that the edge's stack may refer to nothing in them. */
  private readonly dependents = new Set<Stack>();

  private constructor(private readonly edge: TrafficEnds) {}

  /** Says that a construct refers to the edge. */
  public dependsOnEdge(requester: IConstruct): void {
    this.dependents.add(Stack.of(requester));
  }

  public allow(requester: IConstruct, pods: ec2.ISecurityGroup, port: number): void {
    checkKnown('port', port);
    checkPort('port', port);
    this.dependsOnEdge(requester);
    const group = identify(pods.securityGroupId, this.edge);
    const name = `Pods${digest(group.key)}Port${port}`;
    if (this.opened.has(name)) return;
    this.opened.add(name);
    this.open(this.home(group.stack), name, pods, port);
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

  /** With the edge, where every service finds them; but where the pods' own stack needs the edge's, there, or the two
   * stacks would need each other. */
  private home(podsStack: Stack | undefined): Construct {
    const edgeStack = Stack.of(this.edge);
    const apart = podsStack !== undefined && podsStack !== edgeStack;
    return apart && this.comesBefore(edgeStack, podsStack)
      ? child(podsStack, `PumaEdgeTraffic${digest(placeIn(podsStack, this.edge))}`)
      : child(this.edge, 'Traffic');
  }

  private comesBefore(edgeStack: Stack, podsStack: Stack): boolean {
    if (this.dependents.has(podsStack) || needs(podsStack, edgeStack)) return true;
    // What stands in a VPC refers to it, and CDK tells of references only when it synthesizes.
    return identify(this.edge.vpc.vpcId, this.edge).stack === edgeStack && !needs(edgeStack, podsStack);
  }
}

/** Whether a stack is said to come after another. */
function needs(stack: Stack, other: Stack): boolean {
  return stack.dependencies.some((one) => one === other || needs(one, other));
}

/** What an id stands for, however often it was imported: the resource that it comes from, or the id itself. */
function identify(id: string, asked: IConstruct): { key: string; stack?: Stack } {
  if (!Token.isUnresolved(id)) return { key: id };
  const { tokens } = Tokenization.reverseString(id);
  const reference = tokens.length === 1 ? tokens[0] : undefined;
  if (Reference.isReference(reference)) {
    return {
      key: `${placeIn(Stack.of(asked), reference.target)}.${reference.displayName}`,
      stack: Stack.of(reference.target),
    };
  }
  return { key: JSON.stringify(Stack.of(asked).resolve(id)) };
}

/**
 * Where a construct stands, seen from a stack, by what CloudFormation knows: a stack that moves into a stage, or is called otherwise
 * in the app alone, keeps its logical ids, and EC2 would refuse the same rule under another.
 */
function placeIn(stack: Stack, { node }: IConstruct): string {
  const [own, other] = [outermost(stack), outermost(Stack.of(node.scope ?? stack))];
  const path = node.path.slice(other.node.path.length + 1);
  return own === other ? path : `${other.stackName}/${path}`;
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}

function child(scope: IConstruct, id: string): Construct {
  return scope.node.tryFindChild(id) ?? new Construct(scope, id);
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}
