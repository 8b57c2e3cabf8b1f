/** Traits of the pods. */
export interface PodOptions {
  /**
   * Command that starts Puma; `-C` with our configuration is appended. Throws `CommandEmpty`.
   *
   * @default ['bundle', 'exec', 'puma']
   */
  readonly command?: string[];

  /**
   * CPU that a pod asks for, as Kubernetes writes it: `500m`, `2`. There is no CPU limit: throttled threads hold their
   * requests. Throws `QuantityInvalid`.
   *
   * @default - one CPU a worker, at least one; throws `MustBeKnownAtSynth` when `puma.workers` is a token
   */
  readonly cpu?: string;

  /**
   * Memory that a pod asks for and may use at most, as Kubernetes writes it: `512Mi`, `2Gi`. Throws `QuantityInvalid`.
   *
   * @default - 512 MiB a worker, at least one; throws `MustBeKnownAtSynth` when `puma.workers` is a token
   */
  readonly memory?: string;

  /**
   * User id that the container runs as, 1 to 2147483647; root is not allowed. Its group owns the `writablePaths`. Without a home
   * directory that it may write to, Bundler says so at start and uses `/tmp`. Throws `UserInvalid`.
   *
   * @default 1000 - the user of a Rails image
   */
  readonly runAsUser?: number;

  /**
   * Directories that the application may write to, each an empty volume on the node's disk that goes with the pod: what
   * the image holds there is hidden. The rest of the file system is read-only. Throws `WritablePathInvalid`.
   *
   * @default ['/tmp']
   */
  readonly writablePaths?: string[];

  /**
   * Names of Kubernetes Secrets in the service's namespace, all of whose entries become environment variables: what an
   * application must be told that nobody may read in a template, such as `DATABASE_URL`. They are yours to make, for example
   * by the External Secrets Operator from Secrets Manager; pods do not start before they exist, and see a change when they are
   * restarted. What `environment` and the library set wins over an entry of the same name. Throws `EnvironmentSecretInvalid`,
   * and `MustBeKnownAtSynth` for a token.
   *
   * @default - none
   */
  readonly environmentFromSecrets?: string[];

  /**
   * ARNs of IAM managed policies that the pods' role gets besides: what the application itself may do in AWS. In code,
   * granting to `workload.role` is finer. Throws `ManagedPolicyArnInvalid`.
   *
   * @default - none
   */
  readonly managedPolicyArns?: string[];

  /**
   * Address ranges that may connect to the pods' ports, in CIDR notation; the load balancer's subnets must be among them.
   * Kubelet's probes come from the pod's own node, which a network policy never keeps out. Throws `VpcRangeUnknown` when
   * missing and the VPC was imported without its range. Throws `CidrInvalid`.
   *
   * @default - the first range of the load balancer's VPC, or else the cluster's; name others where its subnets are in them
   */
  readonly allowFromCidrs?: string[];

  /**
   * What Kubernetes knows of a pod and no option here says: sidecars, init containers, volumes and their mounts, ConfigMaps
   * (`envFrom`), `nodeSelector` (`kubernetes.io/arch: arm64`), tolerations, `imagePullSecrets`, priority class, labels,
   * annotations. Part of a pod template, `{ metadata: { labels, annotations }, spec }`, merged into the library's as
   * `kubectl patch` would: objects key by key; containers, volumes, variables and image pull secrets by their name, ports and mounts
   * by theirs; other lists as a whole, but `envFrom` is added to; null removes. The container of Puma is called `puma`.
   *
   * A container that comes with it keeps to pod security "restricted" where it does not say otherwise. One that Puma needs while it
   * drains, such as a proxy to a database, is an init container with `restartPolicy: Always`: Kubernetes ends those last. With
   * `scaling.cpuPercent` each needs a CPU request. What is written here is not checked against Kubernetes. Throws
   * `PodTemplateInvalid` for what cannot be merged, and `PodTemplateReserved` for what the service rests on.
   *
   * @default - nothing beside the library's
   */
  readonly templatePatch?: Record<string, unknown>;
}
