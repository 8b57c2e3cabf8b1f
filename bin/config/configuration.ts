import type { AsherahProps } from '../../lib/keys/asherah-props';
import type { PumaComponent } from '../../lib/puma-component';
import type { PumaServiceOptions } from '../../lib/puma-service-options';
import type { ExistingClusterOptions, NewClusterOptions } from '../../lib/stack/cluster-options';
import type { ExistingNetworkOptions, NewNetworkOptions } from '../../lib/stack/network';
import type { CertificateAuthorityConfiguration, CertificateSourceConfiguration } from './certificate-configuration';
import type { EdgeConfiguration, RoutingConfiguration } from './edge-configuration';
import type { RateRuleConfiguration } from './rate-rule-configuration';
import type { ScalingConfiguration } from './scaling-configuration';
import type { BlastProtectionConfiguration } from './web-acl-configuration';

// The configuration is the library's own props, less what is no plain data, plus a written form for that. The JSON
// Schema is generated from here (`npm run docs`), doc comments and defaults included, so nothing is said twice; a
// prop that a room adds is in the schema by itself, and one that is no plain data fails the generator.

/** Configuration of the ready app of cdk-puma-eks: one stack with one Puma service on EKS behind an ALB. */
export interface Configuration {
  /** URL or path of this schema, for editors. */
  readonly $schema?: string;

  /** Name of the CloudFormation stack: 1 to 128 letters, digits and `-`, beginning with a letter. */
  readonly stackName: string;

  /**
   * Where the stack goes.
   *
   * @default - wherever the template is deployed: it names neither account nor Region
   */
  readonly env?: EnvironmentConfiguration;

  /**
   * Tags of the stack and of all in it that can have tags.
   *
   * @default - none
   */
  readonly tags?: Record<string, string>;

  /**
   * Whether CloudFormation refuses to delete the stack.
   *
   * @default false
   */
  readonly terminationProtection?: boolean;

  /**
   * The VPC: new or existing.
   *
   * @default - a new one
   */
  readonly network?: NetworkConfiguration;

  /**
   * The EKS cluster: new or existing.
   *
   * @default - a new one in EKS Auto Mode
   */
  readonly cluster?: ClusterConfiguration;

  /** KEDA, which scales the pods. */
  readonly keda?: KedaConfiguration;

  /** The load balancer. Its timeouts are in `service.timing`, since Puma's follow from them. */
  readonly edge: EdgeConfiguration;

  /** The Puma service. */
  readonly service: ServiceConfiguration;
}

export interface EnvironmentConfiguration {
  /**
   * AWS account, 12 digits, in quotes: a leading 0 is lost from a number.
   *
   * @default - that of the credentials at deployment
   */
  readonly account?: string;

  /**
   * AWS Region, such as `eu-west-1`.
   *
   * @default - that of the credentials at deployment
   */
  readonly region?: string;
}

/** @exactlyOne */
export interface NetworkConfiguration {
  /** A new VPC with public and private subnets and flow logs; `{}` for all defaults. */
  readonly create?: NewNetworkOptions;
  /** A VPC that exists, by its attributes: no look-up, so no credentials at synth. */
  readonly existing?: ExistingNetworkOptions;
}

/** @exactlyOne */
export interface ClusterConfiguration {
  /** A new cluster in EKS Auto Mode; `{}` for all defaults. */
  readonly create?: NewClusterConfiguration;
  /** A cluster that exists, by its attributes. */
  readonly existing?: ExistingClusterConfiguration;
}

interface KubectlConfiguration {
  /**
   * ARN of a Lambda layer version with kubectl, in the stack's account and Region.
   *
   * @default - the npm package `@aws-cdk/lambda-layer-kubectl-vNN` of the cluster's version, as installed by you
   */
  readonly kubectlLayerArn?: string;
}

export interface NewClusterConfiguration extends Omit<NewClusterOptions, 'kubectlLayer'>, KubectlConfiguration {}

export interface ExistingClusterConfiguration
  extends Omit<ExistingClusterOptions, 'kubectlLayer'>, KubectlConfiguration {}

export interface KedaConfiguration {
  /**
   * Whether KEDA is installed by Helm. Once a cluster.
   *
   * @default - true for a new cluster, false for an existing one
   */
  readonly install?: boolean;
}

export interface ServiceConfiguration extends Omit<
  PumaServiceOptions,
  'serviceName' | 'image' | 'components' | 'certificateAuthority' | 'alarms' | 'scaling' | 'asherah' | 'identity'
> {
  /**
   * Name of the service: of its Deployment, its metrics' dimension, its dashboard.
   * Lower-case letters, digits and `-`, at most 40 characters.
   */
  readonly name: string;

  /**
   * The image with the application, Ruby, Puma 5.6 or later and an AWS gem (`aws-sdk-core`), by its full name with a tag
   * that does not move or a digest: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/email:v42`.
   */
  readonly image: string;

  /** The application's components: one to ten hosts and ports in one Puma process. */
  readonly components: ComponentConfiguration[];

  /**
   * Who signs the certificates that are issued for the components.
   *
   * @default - each certificate signs itself: a load balancer does not verify the certificates of its targets
   */
  readonly certificateAuthority?: CertificateAuthorityConfiguration;

  /** Whom the alarms tell, or why there are none. Silence here is not a default. */
  readonly alarms: AlarmsConfiguration;

  /**
   * How many pods, and what they follow.
   *
   * @default - 3 to 30 pods at a busyness of 60 %
   */
  readonly scaling?: ScalingConfiguration;

  /**
   * Application-layer encryption with Asherah: a master key, a metastore, grants and settings in the pods.
   *
   * @default - none
   */
  readonly asherah?: AsherahConfiguration;

  /**
   * How pods get AWS credentials: by EKS Pod Identity, or by IAM roles for service accounts (IRSA) through the cluster's
   * OpenID Connect provider.
   *
   * @default 'podIdentityAssociation'
   */
  readonly identity?: 'podIdentityAssociation' | 'irsa';
}

export interface ComponentConfiguration extends Omit<
  PumaComponent,
  'certificate' | 'certificateSecretName' | 'certificateSource' | 'rateRules' | 'blastProtection' | 'routing'
> {
  /**
   * Where the certificate comes from that Puma serves: `issued` by a function which makes and renews it, or `brought` by you
   * into a secret that is created empty. `{ issued: ... }` chooses its key, validity and renewal.
   *
   * @default 'issued'
   */
  readonly certificateSource?: 'issued' | 'brought' | CertificateSourceConfiguration;

  /**
   * Name of an existing secret that holds `{"cert": "<PEM>", "key": "<PEM>"}`, the certificate that Puma serves.
   *
   * @default - one of its own in a secret `/Cert/<hostname>`, from `certificateSource`
   */
  readonly certificateSecretName?: string;

  /**
   * How the load balancer spreads requests over the pods, and what it does with some of them itself.
   *
   * @default - round robin, and every request goes to a pod
   */
  readonly routing?: RoutingConfiguration;

  /**
   * Rate rules of AWS WAF for this component's hosts.
   *
   * @default - none
   */
  readonly rateRules?: RateRuleConfiguration[];

  /**
   * Protection against blasts of requests, its limits derived from what the pods can carry; it counts until told to block.
   *
   * @default - none
   */
  readonly blastProtection?: BlastProtectionConfiguration;
}

/** @exactlyOne */
export interface AlarmsConfiguration {
  /** ARNs of the SNS topics that are notified, at least one, in the stack's Region. */
  readonly topicArns?: string[];
  /** Why there are no alarms, for those who ask at three in the morning: at least 15 characters. */
  readonly none?: string;
}

export interface AsherahConfiguration extends Omit<
  AsherahProps,
  'masterKey' | 'metastore' | 'metastoreKey' | 'regionMap'
> {
  /**
   * Existing master keys, Region to key ARN, in place of a new one; `preferredRegion` must be given with it.
   *
   * @default - a new master key with its replicas
   */
  readonly regionMap?: Record<string, string>;
}
