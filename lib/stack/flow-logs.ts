import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { LOG_RETENTION_DAYS } from '../model/logs';

/** Keeps what a VPC's security groups turned away; a log of all its traffic would cost more than the service. */
export function logRejectedTraffic(scope: Construct, vpc: ec2.Vpc, logsKey: kms.IKey): void {
  const { account } = Stack.of(scope);
  const logGroup = new logs.LogGroup(scope, 'FlowLogs', { encryptionKey: logsKey, retention: LOG_RETENTION_DAYS });
  // The role that CDK would make lets EC2 write on behalf of any account's flow log [VPC, "IAM role for publishing flow logs"].
  const role = new iam.Role(scope, 'FlowLogsRole', {
    assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: {
          'aws:SourceArn': Stack.of(scope).formatArn({ service: 'ec2', resource: 'vpc-flow-log', resourceName: '*' }),
        },
      },
    }),
  });
  vpc.addFlowLog('RejectedTraffic', {
    trafficType: ec2.FlowLogTrafficType.REJECT,
    destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup, role),
  });
}
