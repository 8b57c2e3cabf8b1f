import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IDependable } from 'constructs';

/** Where a web ACL logs to. */
export interface WafLogDestination {
  /** ARN as AWS WAF takes it. */
  readonly arn: string;
  readonly logGroup?: logs.ILogGroup;
  readonly bucket?: s3.IBucket;
  /** What must be there before logging is switched on. */
  readonly after?: IDependable;
}
