import { CfnJson, Token, Validations } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks';
import * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { podsPrincipal } from '../kubernetes/pods-principal';
import { refuse } from '../model/errors';
import type { PodIdentity } from './pod-identity';

export interface PodRoleProps {
  /** The EKS cluster that the pods run in. */
  readonly cluster: eks.ICluster | eksv2.ICluster;

  /** How the pods get credentials for the role. Throws `OpenIdConnectProviderMissing` for IRSA without the provider. */
  readonly identity: PodIdentity;

  /** Kubernetes namespace of the pods. */
  readonly namespaceName: string;

  /** Name of the pods' service account in that namespace. */
  readonly serviceAccountName: string;

  /**
   * CloudWatch namespace that the pods may publish to.
   *
   * @default - none: they may not publish
   */
  readonly metricNamespace?: string;
}

/** The pods' role: for this service account alone, and at first allowed nothing but to publish Puma's metrics, if that. */
export class PodRole extends Construct {
  /** The role: to grant it what the application needs. */
  public readonly role: iam.Role;
  /** What binds it to the service account by EKS Pod Identity; absent with IRSA. */
  public readonly association?: eksv2.CfnPodIdentityAssociation;
  /** What the service account must carry. */
  public readonly annotations: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: PodRoleProps) {
    super(scope, id);
    const irsa = props.identity._kind === 'irsa';
    const pods = {
      clusterName: props.cluster.clusterName,
      namespace: props.namespaceName,
      serviceAccount: props.serviceAccountName,
    };
    this.role = new iam.Role(this, 'Resource', {
      description: `Pods of ${props.namespaceName}/${props.serviceAccountName}`,
      assumedBy: irsa ? this.webIdentity(props) : podsPrincipal(pods),
      inlinePolicies: props.metricNamespace === undefined ? undefined : publishMetrics(props.metricNamespace),
    });
    if (props.metricNamespace !== undefined) acknowledgePublishing(this.role);
    this.annotations = irsa ? { 'eks.amazonaws.com/role-arn': this.role.roleArn } : {};
    if (irsa) return;
    this.association = new eksv2.CfnPodIdentityAssociation(this, 'Association', {
      ...pods,
      roleArn: this.role.roleArn,
    });
  }

  private webIdentity(props: PodRoleProps): iam.IPrincipal {
    const provider = openIdConnectProviderOf(props.cluster);
    const issuer = provider.openIdConnectProviderIssuer;
    const value = {
      [`${issuer}:aud`]: 'sts.amazonaws.com',
      [`${issuer}:sub`]: `system:serviceaccount:${props.namespaceName}:${props.serviceAccountName}`,
    };
    // The issuer is a token when the cluster is new, and a token cannot be a key of a template's map.
    const condition = Token.isUnresolved(issuer) ? new CfnJson(this, 'Condition', { value }) : value;
    return new iam.OpenIdConnectPrincipal(provider, { StringEquals: condition });
  }
}

/** In the role itself, apart from the policy that holds what is granted later. */
function publishMetrics(metricNamespace: string): Record<string, iam.PolicyDocument> {
  const statement = new iam.PolicyStatement({
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringEquals: { 'cloudwatch:namespace': metricNamespace } },
  });
  return { PublishMetrics: new iam.PolicyDocument({ statements: [statement] }) };
}

/** On the resource and not on the construct: what is granted later, in a policy below the construct, is not acknowledged. */
function acknowledgePublishing(role: iam.Role): void {
  Validations.of(role.node.defaultChild!).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'cloudwatch:PutMetricData knows no resource-level permissions; the condition on cloudwatch:namespace limits it to the namespace ' +
      "of this service's metrics, which is all that AWS lets one limit.",
  });
}

/** An imported cluster knows its provider only when it was told. */
function openIdConnectProviderOf(cluster: PodRoleProps['cluster']): iam.IOpenIdConnectProvider {
  try {
    return cluster.openIdConnectProvider;
  } catch {
    return refuse({
      code: 'OpenIdConnectProviderMissing',
      path: 'identity',
      given: 'PodIdentity.irsa()',
      allowed:
        'PodIdentity.podIdentityAssociation(), or a cluster imported by fromClusterAttributes with `openIdConnectProvider`',
      why: "IAM trusts a service account's token by the cluster's OpenID Connect provider",
    });
  }
}
