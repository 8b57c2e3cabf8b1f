import { Annotations } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { digest } from '../model/digest';
import { PREFIX } from '../model/errors';
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

  /** Edges by listener and certificate: a listener may be imported by several stacks. */
  private static readonly owners = new WeakMap<RouteTable, Map<string, string>>();

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
    const table = RouteTable.of(edge);
    table.claimCertificates(path, missing.length, traitsOf(edge).quotas.certificates);
    for (const { certificate, key, stack } of missing) {
      this.served.add(key);
      this.own(table, key);
      // AWS takes one certificate in each such resource.
      new elbv2.ApplicationListenerCertificate(BesideEdge.of(edge).home('Certificates', stack), digest(key), {
        listener: edge.listener,
        certificates: [certificate],
      });
    }
  }

  /** Warns of a certificate that two imports of one listener bring. */
  private own(table: RouteTable, key: string): void {
    const owners = ListenerCertificates.owners.get(table) ?? new Map<string, string>();
    ListenerCertificates.owners.set(table, owners);
    const owner = owners.get(key) ?? this.edge.node.path;
    owners.set(key, owner);
    if (owner === this.edge.node.path) return;
    Annotations.of(this.edge).addWarningV2(
      `${PREFIX}listenerCertificateTwice`,
      `The certificate ${key} is brought to this listener by ${owner} too. CloudFormation takes it from the listener as soon as one of ` +
        'the two no longer brings it, and clients of the other are turned away: leave it to whoever made the listener.',
    );
  }

  private origin({ certificateArn }: elbv2.IListenerCertificate): ReturnType<typeof originOf> {
    return originOf(certificateArn, this.edge);
  }
}
