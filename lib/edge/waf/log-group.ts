import { ArnFormat, Aws, Fn, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { LOG_RETENTION_DAYS } from '../../model/logs';
import { WAF } from '../../model/waf';
import type { WebAclLogGroupProps } from '../web-acl-log-options';

/**
 * A log group that AWS WAF logs to. Part of the stack's id is in its name: one that was retained is not in the way. Without
 * a key in its props it has the other, whose policy lets CloudWatch Logs use it for any log group.
 */
export function newLogGroup(scope: Construct, props: WebAclLogGroupProps, key?: kms.IKey): logs.LogGroup {
  const name = `${WAF.logGroupPrefix}${Names.uniqueResourceName(scope, { maxLength: 200, separator: '-' })}`;
  const stackPart = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
  const logGroup = new logs.LogGroup(scope, 'LogGroup', {
    logGroupName: `${name}-${stackPart}`,
    retention: props.retention ?? LOG_RETENTION_DAYS,
    removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    encryptionKey: props.encryptionKey ?? key,
  });
  if (props.encryptionKey) allowLogs(scope, props.encryptionKey, `${name}-*`);
  return logGroup;
}

/** The log group's ARN as AWS WAF takes it: without the `:*` that CloudFormation puts behind it. */
export function logDestination(scope: Construct, logGroup: logs.ILogGroup): string {
  return logGroupArn(scope, logGroup.logGroupName);
}

/** CloudWatch Logs may use the key, for log groups of this name (CloudWatch Logs User Guide, "Encrypt log data"). */
function allowLogs(scope: Construct, key: kms.IKey, logGroupName: string): void {
  const { region, urlSuffix } = Stack.of(scope);
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(`logs.${region}.${urlSuffix}`)],
      actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn(scope, logGroupName) } },
    }),
    true,
  );
}

function logGroupArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
