import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { PumaEdge } from './edge/puma-edge';
import type { PumaEdgeProps } from './edge/puma-edge-props';
import { PumaWebAcl } from './edge/puma-web-acl';
import type { IPumaWebAcl, PumaWebAclProps } from './edge/puma-web-acl-props';
import { WebAclLogs } from './edge/web-acl-logs';

interface OwnEdgeProps extends Omit<PumaEdgeProps, 'webAcl'> {
  readonly logsKey: kms.IKey;
  readonly webAcl?: PumaWebAclProps;
  /** In place of one of its own. */
  readonly existingWebAcl?: IPumaWebAcl;
}

/** An edge with a web ACL, by default its own, whose logs are encrypted with our key; rate rules of services join it later. */
export function makeEdge(scope: Construct, id: string, given: OwnEdgeProps): PumaEdge {
  const { logsKey, webAcl: options, existingWebAcl, ...props } = given;
  const logs = (): WebAclLogs => (options?.logs ?? WebAclLogs.newLogGroup())._encryptedBy(logsKey);
  const webAcl = existingWebAcl ?? new PumaWebAcl(scope, `${id}WebAcl`, { ...options, logs: logs() });
  return new PumaEdge(scope, id, { ...props, webAcl });
}
