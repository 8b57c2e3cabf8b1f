import type { KubectlLayer } from './kubectl-layer';

/** A new EKS cluster in Auto Mode. */
export interface NewClusterOptions {
  /**
   * Kubernetes version, `1.33` to `1.37`. Throws `KubernetesVersionUnsupported`.
   *
   * @default '1.36' - the newest for which a kubectl layer is published
   */
  readonly version?: string;

  /**
   * Name of the cluster: at most 100 letters, digits, `-` and `_`, beginning with a letter or a digit. Throws `ClusterNameInvalid`.
   * A named cluster cannot be replaced, as a change of its key or of its role would need.
   *
   * @default - chosen by CloudFormation
   */
  readonly clusterName?: string;

  /**
   * ARNs of the IAM principals that administer the cluster, by EKS access entries; each once. Throws `PrincipalArnInvalid` and
   * `PrincipalTwice`.
   *
   * @default - none but CDK's kubectl
   */
  readonly adminArns?: string[];

  /**
   * Whether the Kubernetes API can be reached from the internet too, by those whom IAM lets in.
   *
   * @default false - from the VPC alone
   */
  readonly publicEndpoint?: boolean;

  /**
   * Address ranges that may reach the public endpoint. Throws `CidrInvalid`, and `PublicEndpointCidrsUnused` without
   * `publicEndpoint`.
   *
   * @default - any, when `publicEndpoint` is true, which is warned of (`publicEndpointOpen`)
   */
  readonly publicEndpointCidrs?: string[];

  /**
   * Where kubectl comes from. Throws `KubectlLayerMissing` where the package of the version is not installed.
   *
   * @default KubectlLayer.installed()
   */
  readonly kubectlLayer?: KubectlLayer;
}

/** An EKS cluster that exists, by its attributes. */
export interface ExistingClusterOptions {
  /** Name of the cluster. Throws `ClusterNameInvalid`. */
  readonly clusterName: string;
  /** Id of the security group that EKS made for the cluster, which pods share: `sg-…`. Throws `SecurityGroupIdInvalid`. */
  readonly clusterSecurityGroupId: string;
  /**
   * ARN of the Lambda function (service token) of a CDK kubectl provider that already serves this cluster. Throws
   * `KubectlProviderTwice` together with `kubectlRoleArn` or `kubectlLayer`.
   *
   * @default - a kubectl provider is made in this stack
   */
  readonly kubectlServiceToken?: string;
  /**
   * ARN of the IAM role that kubectl acts as; it must have an access entry on the cluster. Throws
   * `PrincipalArnInvalid`.
   *
   * @default - a new role, which this stack gives an access entry as administrator of the cluster (the cluster's
   * authentication mode must include `API`)
   */
  readonly kubectlRoleArn?: string;
  /**
   * ARN of the cluster's OpenID Connect provider in IAM, for pods that get their credentials by `PodIdentity.irsa()`.
   *
   * @default - none: pods get them by EKS Pod Identity
   */
  readonly openIdConnectProviderArn?: string;
  /**
   * Kubernetes version of the cluster, `1.33` to `1.37`, to choose kubectl's. Throws `KubernetesVersionUnsupported`.
   *
   * @default '1.36'
   */
  readonly version?: string;
  /**
   * Where kubectl comes from, when a provider is made here. Throws `KubectlLayerMissing` where the package of the version is
   * not installed.
   *
   * @default KubectlLayer.installed()
   */
  readonly kubectlLayer?: KubectlLayer;
}
