import { Arn, ArnFormat, Token } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';

/** Region of a table. An imported `Table` takes its environment from the stack, whatever its ARN says: the ARN comes first. */
export function tableRegion(table: dynamodb.ITable): string {
  if (Token.isUnresolved(table.tableArn)) return table.env.region;
  return Arn.split(table.tableArn, ArnFormat.SLASH_RESOURCE_NAME).region ?? table.env.region;
}
