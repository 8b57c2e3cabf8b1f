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
    return { key: `${reference.target.node.path}.${reference.displayName}`, stack: Stack.of(reference.target) };
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
   * With the edge, where every service finds it; but where the other's own stack needs the edge, there, or the two stacks
   * would need each other.
   */
  public home(name: string, other: Stack | undefined): Construct {
    const edgeStack = Stack.of(this.edge);
    const reversed =
      other !== undefined &&
      other !== edgeStack &&
      (this.dependents.has(other) || other.dependencies.includes(edgeStack));
    return reversed ? child(other, `PumaEdge${name}${digest(this.edge.node.path)}`) : child(this.edge, name);
  }
}

function child(scope: IConstruct, id: string): Construct {
  return scope.node.tryFindChild(id) ?? new Construct(scope, id);
}
