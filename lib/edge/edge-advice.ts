import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { PREFIX } from '../model/errors';
import type { EdgeOptions } from './edge-options';

/** Warns of what is legal at an edge but unwise, whoever makes its load balancer. */
export function adviseOnEdge(edge: IConstruct, { webAclFailOpen, clientCertificates }: EdgeOptions): void {
  if (webAclFailOpen) {
    Annotations.of(edge).addWarningV2(
      `${PREFIX}webAclFailsOpen`,
      'While AWS WAF does not answer, requests reach the pods unlooked at: rate rules and managed groups stop nothing then. ' +
        'Acknowledge this if being up matters more than being guarded.',
    );
  }
  if (clientCertificates?._mutualAuthentication.mode === 'passthrough') {
    Annotations.of(edge).addWarningV2(
      `${PREFIX}clientCertificatesUnverified`,
      'Client certificates are passed on unverified, and a client without one gets through: acknowledge this once the ' +
        'application verifies X-Amzn-Mtls-Clientcert on each request.',
    );
  }
}
