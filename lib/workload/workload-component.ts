/** A component as the pods see it. */
export interface WorkloadComponent {
  /** Name of the component: lower-case letters, digits and `-`, at most 63 characters, unique. */
  readonly name: string;
  /** Host that its certificate must be for. */
  readonly hostname: string;
  /** TCP port that Puma binds, 1024 to 65535, unique. */
  readonly port: number;
  /**
   * Depth of the listening socket's queue, 1 to 4096.
   *
   * @default 1024
   */
  readonly backlog?: number;
  /** Name of the secret with its certificate. */
  readonly certificateSecretName: string;
}
