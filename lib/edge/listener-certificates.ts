import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { digest } from '../model/digest';
import { BesideEdge, originOf } from './beside-edge';
import { traitsOf } from './edge-traits';
import type { IPumaEdge } from './puma-edge';
import { RouteTable } from './route-table';

/**
 * What a listener serves by SNI beside its first certificate: each once, whoever asks for it, in a resource named after the
 * certificate. Two resources for one, or one that follows a place in a list, would lose it: CloudFormation first adds what
 * is new, which is there already, and then takes away what is old (aws/aws-cdk#13437).
 */
export class ListenerCertificates {
  private static readonly known = new WeakMap<object, ListenerCertificates>();

  public static of(edge: IPumaEdge): ListenerCertificates {
    const certificates = this.known.get(edge) ?? new ListenerCertificates(edge);
    this.known.set(edge, certificates);
    return certificates;
  }

  private readonly served = new Set<string>();

  private constructor(private readonly edge: IPumaEdge) {}

  /** Says what the listener serves where a client names no host. */
  public first(certificate: elbv2.IListenerCertificate): void {
    this.served.add(this.origin(certificate).key);
  }

  /** Has further ones served; `path` is where they stand in the caller's props. */
  public add(path: string, certificates: readonly elbv2.IListenerCertificate[]): void {
    const { edge } = this;
    const missing = certificates
      .map((certificate) => ({ certificate, ...this.origin(certificate) }))
      .filter(({ key }, i, all) => !this.served.has(key) && all.findIndex((one) => one.key === key) === i);
    RouteTable.of(edge).claimCertificates(path, missing.length, traitsOf(edge).quotas.certificates);
    for (const { certificate, key, stack } of missing) {
      this.served.add(key);
      // AWS takes one certificate in each such resource.
      new elbv2.ApplicationListenerCertificate(BesideEdge.of(edge).home('Certificates', stack), digest(key), {
        listener: edge.listener,
        certificates: [certificate],
      });
    }
  }

  private origin({ certificateArn }: elbv2.IListenerCertificate): ReturnType<typeof originOf> {
    return originOf(certificateArn, this.edge);
  }
}
