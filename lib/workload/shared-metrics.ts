import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

/** By app: who publishes under a name, and from where. */
const publishers = new WeakMap<IConstruct, Map<string, Construct[]>>();

/** Warns of two workloads whose figures CloudWatch adds up, so that each would scale and alarm by both. */
export function adviseOnSharedMetrics(workload: Construct, metricNamespace: string, name: string): void {
  if (Token.isUnresolved(metricNamespace)) return;
  const { root } = workload.node;
  const names = publishers.get(root) ?? new Map<string, Construct[]>();
  publishers.set(root, names);
  const key = `${metricNamespace}/${name}`;
  const others = names.get(key) ?? [];
  names.set(key, [...others, workload]);
  const other = others.find((one) => standTogether(Stack.of(one), Stack.of(workload)));
  if (other === undefined) return;
  Annotations.of(workload).addWarningV2(
    'cdk-puma-eks:metricsAddUp',
    `${other.node.path} publishes to ${metricNamespace} as ${name} too, in the same account and Region, and CloudWatch adds up the figures of both: ` +
      'each would scale and alarm by the sum. Give one another metricNamespace, or another serviceName.',
  );
}

/** Whether two stacks are known to be in one account and Region. */
function standTogether(one: Stack, other: Stack): boolean {
  if (one === other) return true;
  const places = [one, other].map(({ account, region }) => [account, region]);
  return places.flat().every((part) => !Token.isUnresolved(part)) && places[0].join() === places[1].join();
}
