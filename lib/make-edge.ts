import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { PumaEdge } from './edge/puma-edge';
import type { PumaEdgeProps } from './edge/puma-edge-props';
import { PumaWebAcl } from './edge/puma-web-acl';
import type { PumaWebAclProps } from './edge/puma-web-acl-props';
import { WebAclLogs } from './edge/web-acl-logs';

interface OwnEdgeProps extends Omit<PumaEdgeProps, 'webAcl'> {
  readonly logsKey: kms.IKey;
  readonly webAcl?: PumaWebAclProps;
}

/** An edge with a web ACL of its own, whose logs are encrypted with our key; rate rules of services join it later. */
export function makeEdge(scope: Construct, id: string, { logsKey, webAcl: given, ...props }: OwnEdgeProps): PumaEdge {
  const logs = (given?.logs ?? WebAclLogs.newLogGroup())._encryptedBy(logsKey);
  const webAcl = new PumaWebAcl(scope, `${id}WebAcl`, { ...given, logs });
  return new PumaEdge(scope, id, { ...props, webAcl });
}
