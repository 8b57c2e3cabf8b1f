/** How pods get AWS credentials. */
export class PodIdentity {
  /**
   * EKS Pod Identity: an association of the service account with the role. The agent is built into EKS Auto Mode, and an
   * add-on (`eks-pod-identity-agent`) elsewhere.
   */
  public static podIdentityAssociation(): PodIdentity {
    return new PodIdentity('association');
  }

  /** IAM roles for service accounts, by the cluster's OpenID Connect provider; for clusters without the agent. */
  public static irsa(): PodIdentity {
    return new PodIdentity('irsa');
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'association' | 'irsa',
  ) {}
}
