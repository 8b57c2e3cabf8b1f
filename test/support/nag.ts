import type { Stack } from 'aws-cdk-lib';
import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** What cdk-nag's AwsSolutions pack still finds in a stack, acknowledged findings left out: `rule at construct path`. */
export function nagFindings(stack: Stack): string[] {
  const app = App.isApp(stack.node.root) ? stack.node.root : undefined;
  const report = new AwsSolutionsChecks(app).validateScope(stack);
  return report.violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(
      ({ constructPath, resourceLogicalId }) => `${ruleName} at ${constructPath ?? resourceLogicalId}`,
    ),
  );
}
