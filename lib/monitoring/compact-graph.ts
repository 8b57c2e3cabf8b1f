import type { IResolvable } from 'aws-cdk-lib';
import { Lazy, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** What most series are: sums over a minute. */
const SUMS: Required<Options> = { period: 60, stat: 'Sum' };

/** What a series may leave to its graph. */
interface Options {
  readonly period?: number;
  readonly stat?: string;
}

/** Width and height that CloudWatch gives a widget which has none [CloudWatch, "Dashboard body structure and syntax"]. */
const DEFAULT_SIZE = 6;

interface Widget {
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly metrics?: (IResolvable | Series)[] };
}

/** A series as a dashboard has it: namespace, name, dimensions, and last, perhaps, its options. */
export type Series = readonly (string | object)[];

/**
 * A graph that writes what a series shares with the one before it as `.`, as CloudWatch's dashboard syntax allows, and
 * leaves out what is CloudWatch's default. A load balancer's name is a reference of a hundred bytes or more in the template,
 * and every series has it.
 */
export class CompactGraph extends cloudwatch.GraphWidget {
  private readonly shared: Required<Options>;

  constructor(props: cloudwatch.GraphWidgetProps) {
    super(props);
    const stats = new Set(
      props.left?.map((metric) => (metric instanceof cloudwatch.Metric ? metric.statistic : SUMS.stat)),
    );
    this.shared = stats.size === 1 ? { ...SUMS, stat: [...stats][0] } : SUMS;
  }

  public override toJson(): unknown[] {
    const widgets = super.toJson() as Widget[];
    return widgets.map(({ properties, width, height, ...widget }) => {
      const { metrics } = properties;
      const shorter = { view: undefined, liveData: undefined, ...this.shared };
      const compacted = metrics && compactLater(metrics, this.shared);
      const size = { ...(width !== DEFAULT_SIZE && { width }), ...(height !== DEFAULT_SIZE && { height }) };
      return { ...widget, ...size, properties: { ...properties, ...shorter, metrics: compacted } };
    });
  }
}

/** When the template is written: only then are series plain, with references as CloudFormation has them. */
function compactLater(metrics: readonly (IResolvable | Series)[], shared: Required<Options>): IResolvable {
  return Lazy.uncachedAny({
    produce: (context) =>
      compact(
        metrics.map((series) => (Tokenization.isResolvable(series) ? series.resolve(context) : series) as Series),
        shared,
      ),
  });
}

/** The series with repeated names and dimensions as dots, and without options that the graph has for all of them. */
export function compact(series: readonly Series[], shared: Required<Options> = SUMS): Series[] {
  const shorter = series.map((fields) =>
    fields.flatMap((field) => (isOptions(field) ? withoutShared(field, shared) : [field])),
  );
  return shorter.map((current, index) => {
    const previous = index > 0 ? shorter[index - 1] : [];
    const names = countNames(current);
    if (names !== countNames(previous)) return current;
    return current.map((field, position) =>
      position < names && JSON.stringify(field) === JSON.stringify(previous[position]) ? '.' : field,
    );
  });
}

function withoutShared({ period, stat, ...options }: Options, shared: Required<Options>): object[] {
  const left = {
    ...options,
    ...(period !== undefined && period !== shared.period && { period }),
    ...(stat !== undefined && stat !== shared.stat && { stat }),
  };
  return Object.keys(left).length > 0 ? [left] : [];
}

function isOptions(field: string | object): field is Options {
  return typeof field === 'object' && !isReference(field);
}

function countNames(series: Series): number {
  const last = series.at(-1);
  return typeof last === 'object' && !isReference(last) ? series.length - 1 : series.length;
}

function isReference(value: object): boolean {
  return Object.keys(value).every((key) => key === 'Ref' || key.startsWith('Fn::'));
}
