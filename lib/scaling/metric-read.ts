import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** The one action that KEDA's CloudWatch trigger calls. */
export const GET_METRIC_DATA = 'cloudwatch:GetMetricData';

/**
 * A policy of its own that lets a role read metrics: not a statement in the role's default policy, so that the
 * acknowledgement below is of this policy alone.
 */
export function metricReadPolicy(scope: Construct, id: string): iam.Policy {
  const policy = new iam.Policy(scope, id, {
    statements: [new iam.PolicyStatement({ actions: [GET_METRIC_DATA], resources: ['*'] })],
  });
  Validations.of(policy).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'cloudwatch:GetMetricData supports neither resource-level permissions nor a condition key for the namespace ' +
      '(Service Authorization Reference, Amazon CloudWatch), so the resource can only be "*". The policy holds this one read-only action.',
  });
  return policy;
}
