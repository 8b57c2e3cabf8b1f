import type { ForwardedIpOptions, RateKeyFallback, RateKeyTextOptions } from '../../lib/edge/rate-key';
import type {
  CeilingRateRuleProps,
  CustomRateRuleProps,
  PerAsnRateRuleProps,
  PerForwardedIpRateRuleProps,
  RateRuleProps,
} from '../../lib/edge/rate-rule-props';
import type { AsherahProps } from '../../lib/keys/asherah-props';
import type { PumaComponent } from '../../lib/puma-component';
import type { PumaServiceOptions } from '../../lib/puma-service-options';
import type { PumaStackEdgeOptions } from '../../lib/puma-stack';
import type { BusynessScalingOptions } from '../../lib/scaling/busyness-scaling';
import type { CloudWatchMetricOptions, PrometheusMetricOptions } from '../../lib/scaling/metric-source';
import type { ExistingClusterOptions, NewClusterOptions } from '../../lib/stack/cluster-choice';
import type { ExistingNetworkOptions, NewNetworkOptions } from '../../lib/stack/network';

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
  readonly edge: PumaStackEdgeOptions;

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
  'serviceName' | 'image' | 'components' | 'alarms' | 'scaling' | 'asherah' | 'identity'
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
  'certificate' | 'certificateSecretName' | 'rateRules'
> {
  /**
   * Name of an existing secret that holds `{"cert": "<PEM>", "key": "<PEM>"}`, the certificate that Puma serves.
   *
   * @default - a secret `/Cert/<hostname>` is created, empty, for a certificate that you bring
   */
  readonly certificateSecretName?: string;

  /**
   * Rate rules of AWS WAF for this component's hosts.
   *
   * @default - none
   */
  readonly rateRules?: RateRuleConfiguration[];
}

/** @exactlyOne */
export interface AlarmsConfiguration {
  /** ARNs of the SNS topics that are notified, at least one, in the stack's Region. */
  readonly topicArns?: string[];
  /** Why there are no alarms, for those who ask at three in the morning: at least 15 characters. */
  readonly none?: string;
}

export interface ScalingConfiguration extends Omit<BusynessScalingOptions, 'metric'> {
  /**
   * Where KEDA reads the metric.
   *
   * @default - CloudWatch, with the credentials of KEDA's operator
   */
  readonly metric?: MetricConfiguration;
}

/** @exactlyOne */
export interface MetricConfiguration {
  /** CloudWatch, where the pods publish. */
  readonly cloudWatch?: CloudWatchConfiguration;
  /** Prometheus: one PromQL query that gives busyness. */
  readonly prometheus?: PrometheusMetricOptions;
}

export interface CloudWatchConfiguration extends Omit<CloudWatchMetricOptions, 'identity'> {
  /**
   * Which credentials KEDA reads the metrics with.
   *
   * @default 'operator' - those of KEDA's operator
   */
  readonly identity?: 'operator' | KedaIdentityConfiguration;
}

/** @exactlyOne */
export interface KedaIdentityConfiguration {
  /** A TriggerAuthentication of the service's own, with KEDA's `aws` provider. */
  readonly podIdentity?: KedaPodIdentityConfiguration;
  /** Name of a TriggerAuthentication that exists in the service's namespace. */
  readonly triggerAuthentication?: string;
  /** Name of a ClusterTriggerAuthentication that exists. */
  readonly clusterTriggerAuthentication?: string;
}

export interface KedaPodIdentityConfiguration {
  /**
   * ARN of the IAM role to assume, which must trust KEDA's operator.
   *
   * @default - none: the operator's own credentials
   */
  readonly roleArn?: string;
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

/** @exactlyOne */
export interface RateRuleConfiguration {
  /** Each address by itself: against one busy client. It does not see a scan that comes from thousands of addresses. */
  readonly perIp?: WithBody<RateRuleProps>;
  /** Each address that a proxy of your own reports in a header. */
  readonly perForwardedIp?: WithBody<PerForwardedIpRateRuleProps>;
  /**
   * Each autonomous system, by default with each TLS fingerprint apart: sees the link scanner of an ISP that comes from
   * thousands of addresses. Scope it down (paths, methods, no session cookie), or it throttles a whole ISP.
   */
  readonly perAsn?: WithBody<PerAsnRateRuleProps>;
  /** Each JA4 fingerprint: against one tool from many networks. Everyone with one browser version shares one. */
  readonly perJa4?: WithBody<RateRuleProps>;
  /** All requests of some paths together, whoever asks. Beyond it everyone is turned away. */
  readonly ceiling?: WithBody<CeilingRateRuleProps>;
  /** Keys of one's own. */
  readonly custom?: CustomRateRuleConfiguration;
}

type WithBody<Props> = Omit<Props, 'body'> & BodyConfiguration;

interface BodyConfiguration {
  /**
   * Body of a 429 answer.
   *
   * @default - empty
   */
  readonly body?: BlockedBodyConfiguration;
}

/** @exactlyOne */
export interface BlockedBodyConfiguration {
  /** Plain text. */
  readonly text?: string;
  /** HTML. */
  readonly html?: string;
  /** JSON, already serialized. */
  readonly json?: string;
}

export interface CustomRateRuleConfiguration extends WithBody<Omit<CustomRateRuleProps, 'keys'>> {
  /** What to count by, 1 to 5 different keys; 30 capacity units each. */
  readonly keys: RateKeyConfiguration[];
}

/** One thing that a rule counts by: its name alone where it needs nothing else. */
export type RateKeyConfiguration = PlainRateKey | RateKeyWithOptions;

export type PlainRateKey =
  'ip' | 'asn' | 'ja3' | 'ja4' | 'uriPath' | 'queryString' | 'httpMethod' | 'forwardedIp' | 'asnOfForwardedIp';

/** @exactlyOne */
export interface RateKeyWithOptions {
  /** Value of a header. */
  readonly header?: NamedRateKey;
  /** Value of a cookie. */
  readonly cookie?: NamedRateKey;
  /** Value of an argument in the query string. */
  readonly queryArgument?: NamedRateKey;
  /** The path, without the query string. */
  readonly uriPath?: RateKeyTextOptions;
  /** The whole query string. */
  readonly queryString?: RateKeyTextOptions;
  /** The first address in a header. Never alone: that is `perForwardedIp`. */
  readonly forwardedIp?: ForwardedIpOptions;
  /** The autonomous system of the first address in a header. */
  readonly asnOfForwardedIp?: ForwardedIpOptions;
  /** JA3 fingerprint of the client's TLS hello. */
  readonly ja3?: FingerprintRateKey;
  /** JA4 fingerprint of the client's TLS hello. */
  readonly ja4?: FingerprintRateKey;
  /** A label under this namespace, put on the request by a rule that ran before: `awswaf:clientip:geo:country:`. */
  readonly labelNamespace?: string;
}

export interface NamedRateKey extends RateKeyTextOptions {
  /** Its name, 1 to 64 characters. */
  readonly name: string;
}

export interface FingerprintRateKey {
  /**
   * What happens without a fingerprint: plain HTTP on its way to the redirect has none.
   *
   * @default RateKeyFallback.NO_MATCH
   */
  readonly fallback?: RateKeyFallback;
}
