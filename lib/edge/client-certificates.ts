import { refuse } from '../model/errors';

/** How client certificates are verified. */
export interface VerifiedClientOptions {
  /**
   * ARN of the trust store with the authorities whose certificates are taken: `trustStore.trustStoreArn` of an
   * `elbv2.TrustStore`, which reads them from a bucket (`TrustStoreMissing`). At most two listeners of a load balancer verify [ALB quotas].
   */
  readonly trustStoreArn: string;

  /**
   * Whether a certificate that has expired is taken all the same.
   *
   * @default false
   */
  readonly ignoreExpiry?: boolean;

  /**
   * Whether the names of the trust store's authorities are sent to clients, so that a browser with several certificates
   * can offer the right one. Anyone who connects learns them.
   *
   * @default false
   */
  readonly advertiseAuthorities?: boolean;
}

/** Mutual TLS: whether clients must show a certificate to the HTTPS listener, and who looks at it. For all hosts of the edge. */
export class ClientCertificates {
  /**
   * The load balancer verifies the certificate and closes the connection of a client that has none or a bad one. Pods get
   * what it says in `X-Amzn-Mtls-Clientcert-…` headers.
   */
  public static verify(options: VerifiedClientOptions): ClientCertificates {
    const { trustStoreArn, ignoreExpiry, advertiseAuthorities } = options;
    if (trustStoreArn === '') {
      refuse({
        code: 'TrustStoreMissing',
        path: 'trustStoreArn',
        given: trustStoreArn,
        allowed: 'the ARN of an ELB trust store',
        why: 'there is nothing to verify a certificate against',
      });
    }
    return new ClientCertificates({
      mode: 'verify',
      trustStoreArn,
      ignoreClientCertificateExpiry: ignoreExpiry ?? false,
      advertiseTrustStoreCaNames: advertiseAuthorities ? 'on' : 'off',
    });
  }

  /**
   * The load balancer asks for a certificate and hands the chain on in `X-Amzn-Mtls-Clientcert`, unverified: the application
   * must verify it, and a client without one gets through. A warning says so.
   */
  public static passThrough(): ClientCertificates {
    return new ClientCertificates({ mode: 'passthrough' });
  }

  private constructor(
    /** @internal */
    public readonly _mutualAuthentication: ClientAuthentication,
  ) {}
}

/** As CloudFormation has it. */
interface ClientAuthentication {
  readonly mode: 'verify' | 'passthrough';
  readonly trustStoreArn?: string;
  readonly ignoreClientCertificateExpiry?: boolean;
  readonly advertiseTrustStoreCaNames?: 'on' | 'off';
}
