import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct, IDependable } from 'constructs';
import { digest } from '../model/digest';
import { PREFIX } from '../model/errors';
import type { LoadBalancerAttributes } from './alb-attributes';
import { originOf } from './beside-edge';

/** Where the load balancer's logs go. */
export interface LogDestination {
  readonly bucket: s3.IBucket;
  /** Put before the three folders; empty or ending with a slash. */
  readonly prefix: string;
}

/** Folders of the three kinds of log, apart so that a table of Athena can be laid over one kind. */
export const LOG_FOLDERS = { access: 'access', connection: 'connection', healthCheck: 'health-check' } as const;

/**
 * The attributes that turn the logs on. CDK's `logAccessLogs()` refuses a stack whose Region is not known
 * (aws/aws-cdk#27432) and has no health-check logs.
 */
export function logAttributes(destination: LogDestination | undefined): LoadBalancerAttributes {
  if (destination === undefined) {
    return {
      'access_logs.s3.enabled': 'false',
      'connection_logs.s3.enabled': 'false',
      'health_check_logs.s3.enabled': 'false',
    };
  }
  const bucket = destination.bucket.bucketName;
  return {
    'access_logs.s3.enabled': 'true',
    'access_logs.s3.bucket': bucket,
    'access_logs.s3.prefix': destination.prefix + LOG_FOLDERS.access,
    'connection_logs.s3.enabled': 'true',
    'connection_logs.s3.bucket': bucket,
    'connection_logs.s3.prefix': destination.prefix + LOG_FOLDERS.connection,
    'health_check_logs.s3.enabled': 'true',
    'health_check_logs.s3.bucket': bucket,
    'health_check_logs.s3.prefix': destination.prefix + LOG_FOLDERS.healthCheck,
  };
}

/**
 * Lets ELB's log delivery write, into this account's folders alone. Returns what the load balancer must wait for: ELB
 * writes a test object when logs are turned on, and refuses the load balancer if it cannot.
 */
export function grantLogDelivery(scope: Construct, destination: LogDestination): IDependable | undefined {
  const { bucket, prefix } = destination;
  const stack = Stack.of(scope);
  const { statementAdded, policyDependable } = bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      // Edges may share a bucket under prefixes of their own, and a policy has each name once.
      sid: `LoadBalancerLogDelivery${prefix === '' ? '' : digest(originOf(prefix, scope).key)}`,
      principals: [new iam.ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: Object.values(LOG_FOLDERS).map((folder) =>
        bucket.arnForObjects(`${prefix}${folder}/AWSLogs/${stack.account}/*`),
      ),
      conditions: {
        // AWS documents ArnLike. "IfExists" lets a delivery pass that names no source, as one deployment has reported;
        // the folder, which ELB names after the load balancer's account, then still keeps other accounts out.
        ArnLikeIfExists: {
          'aws:SourceArn': stack.formatArn({
            service: 'elasticloadbalancing',
            resource: 'loadbalancer',
            resourceName: '*',
          }),
        },
      },
    }),
  );
  if (!statementAdded) {
    Annotations.of(scope).addWarningV2(
      `${PREFIX}logBucketPolicy`,
      `The policy of the log bucket cannot be changed from here. It must let logdelivery.elasticloadbalancing.amazonaws.com ` +
        `do s3:PutObject on ${Object.values(LOG_FOLDERS)
          .map((folder) => `${prefix}${folder}/AWSLogs/<account>/*`)
          .join(', ')}, ` +
        'or the load balancer is refused.',
    );
  }
  return policyDependable;
}
