/** A component as the pods see it. */
export interface WorkloadComponent {
  /**
   * Name of the component: lower-case letters, digits and `-`, at most 63 characters, unique.
   * Throws `NameInvalid`, `ComponentNameTwice`, and `ComponentNameReserved` for `cdk-puma-probes`.
   */
  readonly name: string;
  /** Host that its certificate must be for. Throws `HostnameInvalid`, `ComponentHostTwice`. */
  readonly hostname: string;
  /**
   * TCP port that Puma binds, 1024 to 65535, unique.
   * Throws `PortInvalid`, `ComponentPortTwice`, and `ProbePortTaken` for `puma.probePort`.
   */
  readonly port: number;
  /**
   * Depth of the listening socket's queue, 1 to 4096. Throws `BacklogInvalid`, `BacklogOverSomaxconn`.
   *
   * @default 1024
   */
  readonly backlog?: number;
  /** Name of the secret with its certificate. */
  readonly certificateSecretName: string;
}
