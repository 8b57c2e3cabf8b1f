import type { IResolvable, IResolveContext } from 'aws-cdk-lib';
import { Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/**
 * Writes a dashboard's body as one `Fn::Sub` in place of an `Fn::Join` of hundreds of pieces, each of which takes five
 * lines of the template. Widgets may still be added afterwards.
 */
export function compactBody(dashboard: cloudwatch.CfnDashboard): void {
  const original = dashboard.dashboardBody;
  dashboard.dashboardBody = Token.asString(new CompactBody(original));
}

class CompactBody implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(private readonly original: string) {}

  public resolve(context: IResolveContext): unknown {
    return asSub(context.resolve(this.original));
  }

  public toString(): string {
    return Token.asString(this);
  }
}

interface Join {
  readonly 'Fn::Join': readonly [string, readonly unknown[]];
}

/** The same string as `Fn::Sub`; what is no join stays as it is. */
export function asSub(value: unknown): unknown {
  if (!isJoin(value)) return value;
  const pieces = value['Fn::Join'][1];
  const uses = new Map<string, number>();
  pieces.forEach((piece) => uses.set(JSON.stringify(piece), (uses.get(JSON.stringify(piece)) ?? 0) + 1));
  const variables = new Map<string, { readonly name: string; readonly value: unknown }>();
  const text = pieces
    .map((piece) =>
      typeof piece === 'string'
        ? piece.replaceAll('${', '${!')
        : reference(piece, variables, uses.get(JSON.stringify(piece))! >= MANY),
    )
    .join('');
  const named = Object.fromEntries([...variables.values()].map((variable) => [variable.name, variable.value]));
  return { 'Fn::Sub': variables.size === 0 ? text : [text, named] };
}

function isJoin(value: unknown): value is Join {
  if (typeof value !== 'object' || value === null || !('Fn::Join' in value)) return false;
  return (value as Join)['Fn::Join'][0] === '';
}

/** Uses of an attribute from which on a variable, which takes six lines of the template, is shorter than the name each time. */
const MANY = 5;

/** `${Name}` and `${Name.Attribute}` where Fn::Sub knows them, a variable for everything else and for what comes often. */
function reference(piece: unknown, variables: Map<string, { name: string; value: unknown }>, often: boolean): string {
  const { Ref: ref, 'Fn::GetAtt': attribute } = piece as { Ref?: string; 'Fn::GetAtt'?: string[] };
  if (typeof ref === 'string') return `\${${ref}}`;
  if (!often && Array.isArray(attribute) && attribute.every((part) => typeof part === 'string'))
    return `\${${attribute.join('.')}}`;
  const key = JSON.stringify(piece);
  const known = variables.get(key) ?? { name: `v${variables.size}`, value: piece };
  variables.set(key, known);
  return `\${${known.name}}`;
}
