import type { IResolvable } from 'aws-cdk-lib';
import { Lazy, Tokenization } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** A series as a dashboard has it: namespace, name, dimensions, and last, perhaps, its options. */
export type Series = readonly (string | object)[];

/**
 * A graph that writes what a series shares with the one before it as `.`, as CloudWatch's dashboard syntax allows. A load
 * balancer's name is a reference of a hundred bytes or more in the template, and every series has it.
 */
export class CompactGraph extends cloudwatch.GraphWidget {
  public override toJson(): unknown[] {
    const widgets = super.toJson() as { properties: { metrics?: (IResolvable | Series)[] } }[];
    return widgets.map(({ properties, ...widget }) => {
      const { metrics } = properties;
      return { ...widget, properties: { ...properties, metrics: metrics && compactLater(metrics) } };
    });
  }
}

/** When the template is written: only then are series plain, with references as CloudFormation has them. */
function compactLater(metrics: readonly (IResolvable | Series)[]): IResolvable {
  return Lazy.uncachedAny({
    produce: (context) =>
      compact(
        metrics.map((series) => (Tokenization.isResolvable(series) ? series.resolve(context) : series) as Series),
      ),
  });
}

/** The series with repeated names and dimensions as dots; options stay. */
export function compact(series: readonly Series[]): Series[] {
  return series.map((current, index) => {
    const previous = index > 0 ? series[index - 1] : [];
    const names = countNames(current);
    if (names !== countNames(previous)) return current;
    return current.map((field, position) =>
      position < names && JSON.stringify(field) === JSON.stringify(previous[position]) ? '.' : field,
    );
  });
}

function countNames(series: Series): number {
  const last = series.at(-1);
  return typeof last === 'object' && !isReference(last) ? series.length - 1 : series.length;
}

function isReference(value: object): boolean {
  return Object.keys(value).every((key) => key === 'Ref' || key.startsWith('Fn::'));
}
