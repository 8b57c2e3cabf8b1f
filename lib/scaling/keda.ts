import { Annotations, Duration } from 'aws-cdk-lib';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { KEDA_CHART, kedaValues, mergeValues } from './keda-values';
import { checkKedaVersion } from './keda-version';
import { metricReadPolicy } from './metric-read';
import { ifKnown } from '../known';
import { knownCluster } from '../kubernetes/cluster-generation';
import { checkKubectl } from '../kubernetes/cluster-manifest';
import { podsPrincipal } from '../kubernetes/pods-principal';
import { checkKubernetesName } from '../model/names';

export interface KedaInstallationProps {
  /**
   * The cluster, of either EKS module, new or imported, with a kubectl provider. Its nodes must run the EKS Pod Identity
   * agent: built into EKS Auto Mode, an add-on elsewhere.
   */
  readonly cluster: eks.ICluster | eksv2.ICluster;

  /**
   * Version of the Helm chart, which is KEDA's own: 2.18.0 or later.
   *
   * @default '2.21.0'
   */
  readonly chartVersion?: string;

  /**
   * URL of the chart's repository, for a mirror that the cluster's VPC can reach.
   *
   * @default 'https://kedacore.github.io/charts'
   */
  readonly repository?: string;

  /**
   * Namespace, made by the chart's installation.
   *
   * @default 'keda'
   */
  readonly namespaceName?: string;

  /**
   * Role of the operator, trusted by `pods.eks.amazonaws.com`, for a role that others manage.
   *
   * @default - a new one
   */
  readonly operatorRole?: iam.IRole;

  /**
   * More Helm values; they win over ours, map by map. A null cannot be passed from languages other than TypeScript.
   *
   * @default - ours: two of each process, spread over zones, without access to Secrets
   */
  readonly values?: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- jsii's "any JSON"
}

/**
 * KEDA in a cluster, by its Helm chart, with a role that may read CloudWatch metrics and nothing else. Once a cluster.
 *
 * Hardened beyond the chart's defaults: the operator reads no Secrets outside its namespace and no arbitrary objects, so
 * triggers that take a password from a Secret, and custom resources as targets, need `values` that allow it.
 */
export class KedaInstallation extends Construct {
  /** Role of the operator: to let KEDA read other sources, such as SQS. */
  public readonly operatorRole: iam.IRole;
  /** The chart, as a resource: to make a ScaledObject wait for KEDA's CRDs. */
  public readonly chart: eks.HelmChart | eksv2.HelmChart;
  /** Gives the operator's service account its role. */
  public readonly podIdentityAssociation: eksv2.CfnPodIdentityAssociation;

  /** Throws `KedaVersionUnsupported`, `NameInvalid`, `KubectlProviderMissing`, `ClusterUnknown`. */
  constructor(scope: Construct, id: string, props: KedaInstallationProps) {
    super(scope, id);
    const known = knownCluster(props.cluster);
    checkKubectl(known);
    const version = props.chartVersion ?? KEDA_CHART.version;
    const namespace = props.namespaceName ?? KEDA_CHART.namespace;
    ifKnown(namespace, (name) => checkKubernetesName('namespaceName', name));
    ifKnown(version, (given) => this.adviseOn(given));

    const { clusterName } = props.cluster;
    const operator = { clusterName, namespace, serviceAccount: KEDA_CHART.serviceAccount };
    this.operatorRole =
      props.operatorRole ??
      new iam.Role(this, 'OperatorRole', {
        assumedBy: podsPrincipal(operator),
        description: 'KEDA operator: reads CloudWatch metrics that Kubernetes workloads scale on',
      });
    const policy = metricReadPolicy(this, 'ReadMetrics');
    policy.attachToRole(this.operatorRole);
    this.podIdentityAssociation = new eksv2.CfnPodIdentityAssociation(this, 'Identity', {
      ...operator,
      roleArn: this.operatorRole.roleArn,
    });

    const chart = {
      chart: KEDA_CHART.name,
      release: KEDA_CHART.name,
      repository: props.repository ?? KEDA_CHART.repository,
      version,
      namespace,
      values: mergeValues(kedaValues(clusterName), props.values ?? {}),
      // A service's ScaledObject waits for the chart: its CRDs and webhook must answer by then.
      wait: true,
      atomic: true,
      timeout: Duration.minutes(10),
    };
    this.chart =
      known.generation === 'v1'
        ? new eks.HelmChart(this, 'Resource', { cluster: known.cluster, ...chart })
        : new eksv2.HelmChart(this, 'Resource', { cluster: known.cluster, ...chart });
    // Credentials are put into a pod as it is made: the association and the policy must stand before.
    this.chart.node.addDependency(this.podIdentityAssociation, policy);
  }

  private adviseOn(version: string): void {
    if (checkKedaVersion(version)) {
      Annotations.of(this).addWarningV2(
        'cdk-puma-eks:kedaVersionOld',
        `KEDA ${version} lets whoever may create a TriggerAuthentication send the operator's token elsewhere (CVE-2026-77524). Fixed in 2.21.0.`,
      );
    }
  }
}
