import { Stack, Token } from 'aws-cdk-lib';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { Construct } from 'constructs';
import { refuse } from '../model/errors';
import type { LogDestination } from './log-delivery';
import type { PumaEdgeProps } from './puma-edge-props';

/** Where something is in AWS; what only the deployment will know is absent. */
export interface Place {
  readonly region?: string;
  readonly account?: string;
}

/** Where a construct's stack is deployed. */
export function placeOf(construct: IConstruct): Place {
  return known(Stack.of(construct));
}

/** Where the owner of an ARN is: what the ARN says, or else where its construct stands. */
export function placeOfArn(arn: string, owner?: IConstruct): Place {
  const [, , , region, account] = Token.isUnresolved(arn) ? [] : arn.split(':');
  if (region !== undefined) return known({ region, account });
  return owner === undefined ? {} : placeOf(owner);
}

/** Refuses what stands elsewhere than the load balancer: CDK would carry a reference over, and AWS refuse it at deployment. */
export function checkBeside(path: string, loadBalancer: Place, other: Place): void {
  for (const part of ['region', 'account'] as const) {
    const [wanted, given] = [loadBalancer[part], other[part]];
    if (wanted === undefined || given === undefined || wanted === given) continue;
    refuse({
      code: 'ElsewhereThanLoadBalancer',
      path,
      given: `in the ${part === 'region' ? 'Region' : 'account'} ${given}`,
      allowed: `what is in ${wanted}, where the load balancer is`,
      why: "a load balancer's rules, target groups, certificates and web ACL are all of its own account and Region",
    });
  }
}

/** Refuses what an edge refers to elsewhere. A trust store of another account may be shared with ours, and so may a bucket. */
export function checkBesideEdge(
  edge: IConstruct,
  { webAcl, certificates, clientCertificates }: PumaEdgeProps,
  logs: LogDestination | undefined,
): void {
  const place = placeOf(edge);
  if (webAcl !== undefined) checkBeside('webAcl', place, placeOfArn(webAcl.webAclArn, webAcl));
  checkCertificatesBeside('certificates', place, certificates);
  const { trustStoreArn } = clientCertificates?._mutualAuthentication ?? {};
  if (trustStoreArn !== undefined) {
    const { region } = placeOfArn(trustStoreArn);
    checkBeside('clientCertificates', place, { region });
  }
  if (logs !== undefined) checkBeside('logs', place, { region: known(logs.bucket.env).region });
}

/** Refuses certificates that the listener could not have. */
export function checkCertificatesBeside(
  path: string,
  place: Place,
  certificates: readonly elbv2.IListenerCertificate[],
): void {
  certificates.forEach((certificate, i) => {
    const owner = Construct.isConstruct(certificate) ? certificate : undefined;
    checkBeside(`${path}[${i}]`, place, placeOfArn(certificate.certificateArn, owner));
  });
}

function known({ region = '', account = '' }: Place): Place {
  return {
    ...(!Token.isUnresolved(region) && region !== '' && { region }),
    ...(!Token.isUnresolved(account) && account !== '' && { account }),
  };
}
