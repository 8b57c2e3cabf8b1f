import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { PumaEdge } from './edge/puma-edge';
import type { PumaEdgeProps } from './edge/puma-edge-props';
import { PumaWebAcl } from './edge/puma-web-acl';
import { WebAclLogs } from './edge/web-acl-logs';

interface OwnEdgeProps extends PumaEdgeProps {
  readonly logsKey: kms.IKey;
}

/** An edge with a web ACL of its own, whose log group is encrypted with our key; rate rules of services join it later. */
export function makeEdge(scope: Construct, id: string, { logsKey, ...props }: OwnEdgeProps): PumaEdge {
  const webAcl = new PumaWebAcl(scope, `${id}WebAcl`, { logs: WebAclLogs.newLogGroup({ encryptionKey: logsKey }) });
  return new PumaEdge(scope, id, { ...props, webAcl });
}
