import { Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import { digest } from '../model/digest';

/** Where a value comes from, however often its construct was imported: the resource that it is of, or the value itself. */
export interface Origin {
  readonly key: string;
  readonly stack?: Stack;
}

/** The origin of an id or an ARN. */
export function originOf(value: string, scope: IConstruct): Origin {
  if (!Token.isUnresolved(value)) return { key: value };
  const { tokens } = Tokenization.reverseString(value);
  const reference = tokens.length === 1 ? tokens[0] : undefined;
  if (Reference.isReference(reference)) {
    const { target, displayName } = reference;
    return { key: `${placeIn(Stack.of(scope), target)}.${displayName}`, stack: Stack.of(target) };
  }
  return { key: JSON.stringify(Stack.of(scope).resolve(value)) };
}

/** Where that goes which joins an edge and something else, each of which may stand in a stack of its own. */
export class BesideEdge {
  private static readonly known = new WeakMap<object, BesideEdge>();

  public static of(edge: IConstruct): BesideEdge {
    const beside = this.known.get(edge) ?? new BesideEdge(edge);
    this.known.set(edge, beside);
    return beside;
  }

  /** Stacks that refer to the edge, so that the edge's stack may refer to nothing in them. */
  private readonly dependents = new Set<Stack>();

  private constructor(private readonly edge: IConstruct) {}

  /** Says that a construct refers to the edge. */
  public dependsOnEdge(requester: IConstruct): void {
    this.dependents.add(Stack.of(requester));
  }

  /**
   * With the edge, where every service finds it; but where the other's own stack needs the edge's, there, or the two stacks
   * would need each other.
   *
   * @param refers whether the other is made of something in the edge's stack, of which CDK tells only when it synthesizes
   */
  public home(name: string, other: Stack | undefined, refers = false): Construct {
    const edgeStack = Stack.of(this.edge);
    const apart = other !== undefined && other !== edgeStack;
    return apart && this.comesBefore(edgeStack, other, refers)
      ? child(other, `PumaEdge${name}${digest(placeIn(other, this.edge))}`)
      : child(this.edge, name);
  }

  private comesBefore(edgeStack: Stack, other: Stack, refers: boolean): boolean {
    if (this.dependents.has(other) || needs(other, edgeStack)) return true;
    return refers && !needs(edgeStack, other);
  }
}

/** Whether a stack is said to come after another. */
function needs(stack: Stack, other: Stack): boolean {
  return stack.dependencies.some((one) => one === other || needs(one, other));
}

/**
 * Where a construct stands, seen from a stack, by what CloudFormation knows: a stack that moves into a stage, or is called otherwise
 * in the app alone, keeps its logical ids, and AWS would refuse to make the same thing again under another.
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
