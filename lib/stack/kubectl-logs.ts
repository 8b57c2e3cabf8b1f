import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { RemovalPolicy } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct, IConstruct } from 'constructs';
import { LOG_RETENTION_DAYS } from '../model/logs';

/**
 * One encrypted log group for the functions of CDK's kubectl provider, which they wait for. A group that CDK makes beside a
 * function is waited for by nobody: when the first manifest comes before it, Lambda makes the group itself, and
 * CloudFormation then fails because it exists (aws/aws-cdk#34612).
 */
export function gatherKubectlLogs(scope: Construct, provider: IConstruct, logsKey: kms.IKey): logs.LogGroup {
  const logGroup = new logs.LogGroup(scope, 'KubectlLogs', {
    encryptionKey: logsKey,
    retention: LOG_RETENTION_DAYS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  for (const handler of [
    provider.node.findChild('Handler'),
    provider.node.findChild('Provider').node.findChild('framework-onEvent'),
  ]) {
    handler.node.tryRemoveChild('LogGroup');
    const resource = handler.node.defaultChild as CfnFunction;
    resource.addPropertyOverride('LoggingConfig.LogGroup', logGroup.logGroupName);
  }
  return logGroup;
}
