import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** The sum of metrics; one without data counts as 0. */
export function total(metrics: readonly cloudwatch.IMetric[]): cloudwatch.IMetric {
  if (metrics.length === 1) return metrics[0];
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  const filled = Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`);
  return new cloudwatch.MathExpression({ expression: `SUM([${filled.join(', ')}])`, usingMetrics });
}

/** An expression and the metrics in it; told only to the expression, CDK would warn that it overrides theirs. */
export function withPeriod(metric: cloudwatch.IMetric, period: Duration): cloudwatch.IMetric {
  if (metric instanceof cloudwatch.Metric) return metric.with({ period });
  if (!(metric instanceof cloudwatch.MathExpression)) return metric;
  const { expression, label, usingMetrics } = metric;
  const metrics = Object.entries(usingMetrics).map(([id, used]) => [id, withPeriod(used, period)] as const);
  return new cloudwatch.MathExpression({ expression, label, period, usingMetrics: Object.fromEntries(metrics) });
}

/** A list in pieces of so many. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
