import { Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ifKnown } from '../known';
import { checkCidr } from '../model/cidr';
import { digest } from '../model/digest';
import { refuse } from '../model/errors';
import { acknowledgeCluster, acknowledgeKubectl } from './acknowledge-eks';
import {
  adviseOnAdmins,
  adviseOnEndpoint,
  checkClusterName,
  checkPrincipalArn,
  checkPrincipalsOnce,
  checkSecurityGroupId,
  checkVersion,
} from './cluster-checks';
import type { ExistingClusterOptions, NewClusterOptions } from './cluster-options';
import { KubectlLayer } from './kubectl-layer';
import { makeKubectl, privateSubnets } from './existing-kubectl';
import { gatherKubectlLogs } from './kubectl-logs';
import { enforceNetworkPolicies } from './network-policies';
import { makeNodeRole } from './node-role';

/** The keys that a cluster needs of the stack. */
interface ClusterKeys {
  readonly secretsKey: kms.IKey;
  readonly logsKey: kms.IKey;
}

/** The cluster of the ready stack: new or existing. */
export abstract class ClusterChoice {
  /** A new cluster in EKS Auto Mode: AWS runs nodes, load balancing, DNS and the Pod Identity agent. */
  public static create(options: NewClusterOptions = {}): ClusterChoice {
    return new NewCluster(options);
  }

  /** A cluster that exists. */
  public static existing(options: ExistingClusterOptions): ClusterChoice {
    return new ExistingCluster(options);
  }

  /** Whether the cluster is made by this stack. @internal */
  public abstract readonly _isNew: boolean;

  /** Its Kubernetes version, or the one that is taken for it. @internal */
  public abstract readonly _version: string;

  /** @internal */
  public abstract _bind(scope: Construct, vpc: ec2.IVpc, keys: ClusterKeys): eks.ICluster;
}

class NewCluster extends ClusterChoice {
  /** @internal */
  public readonly _isNew = true;
  /** @internal */
  public readonly _version: string;

  constructor(private readonly options: NewClusterOptions) {
    super();
    this._version = checkVersion(options.version);
    ifKnown(options.clusterName, checkClusterName);
    if (options.publicEndpointCidrs?.length && options.publicEndpoint !== true) {
      refuse({
        code: 'PublicEndpointCidrsUnused',
        path: 'cluster.publicEndpointCidrs',
        given: options.publicEndpointCidrs,
        allowed: 'address ranges only together with publicEndpoint: true',
        why: 'without a public endpoint they would do nothing',
      });
    }
    options.publicEndpointCidrs?.forEach((cidr, index) => {
      ifKnown(cidr, (known) => checkCidr(`cluster.publicEndpointCidrs[${index}]`, known));
    });
    options.adminArns?.forEach((arn, index) => {
      ifKnown(arn, (known) => checkPrincipalArn(`cluster.adminArns[${index}]`, known));
    });
    checkPrincipalsOnce('cluster.adminArns', options.adminArns);
  }

  /** @internal */
  public _bind(scope: Construct, vpc: ec2.IVpc, keys: ClusterKeys): eks.ICluster {
    const { options } = this;
    const publicAccess = eks.EndpointAccess.PUBLIC_AND_PRIVATE;
    const cluster = new eks.Cluster(scope, 'Cluster', {
      version: eks.KubernetesVersion.of(this._version),
      clusterName: options.clusterName,
      vpc,
      vpcSubnets: [privateSubnets()],
      endpointAccess: options.publicEndpoint
        ? options.publicEndpointCidrs?.length
          ? publicAccess.onlyFrom(...options.publicEndpointCidrs)
          : publicAccess
        : eks.EndpointAccess.PRIVATE,
      // Kubernetes secrets are enveloped with our key; none of ours stands there, but others' may.
      secretsEncryptionKey: keys.secretsKey,
      bootstrapClusterCreatorAdminPermissions: false,
      clusterLogging: Object.values(eks.ClusterLoggingTypes),
      outputConfigCommand: false,
      compute: { nodeRole: makeNodeRole(scope) },
      kubectlProviderOptions: {
        kubectlLayer: (options.kubectlLayer ?? KubectlLayer.installed())._bind(scope, this._version),
        privateSubnets: vpc.selectSubnets(privateSubnets()).subnets,
      },
    });
    options.adminArns?.forEach((arn) => cluster.grantClusterAdmin(adminId(scope, arn), arn));
    acknowledgeCluster(cluster);
    const kubectl = cluster.node.findChild('KubectlProvider');
    acknowledgeKubectl(kubectl);
    gatherKubectlLogs(scope, kubectl, keys.logsKey);
    enforceNetworkPolicies(scope, cluster);
    if (!options.adminArns?.length) adviseOnAdmins(scope);
    if (options.publicEndpoint && !options.publicEndpointCidrs?.length) adviseOnEndpoint(scope);
    return cluster;
  }
}

/** By the principal: EKS refuses a second entry for it, which a place in the list would make of a change in the list. */
function adminId(scope: Construct, arn: string): string {
  return `Admin${digest(JSON.stringify(Stack.of(scope).resolve(arn)))}`;
}

class ExistingCluster extends ClusterChoice {
  /** @internal */
  public readonly _isNew = false;
  /** @internal */
  public readonly _version: string;

  constructor(private readonly options: ExistingClusterOptions) {
    super();
    this._version = checkVersion(options.version);
    ifKnown(options.clusterName, checkClusterName);
    ifKnown(options.clusterSecurityGroupId, checkSecurityGroupId);
    if (options.kubectlServiceToken && (options.kubectlRoleArn ?? options.kubectlLayer)) {
      refuse({
        code: 'KubectlProviderTwice',
        path: 'cluster.kubectlServiceToken',
        given: options.kubectlServiceToken,
        allowed: 'either kubectlServiceToken, or kubectlRoleArn and kubectlLayer',
        why: 'a provider that exists has its role and its layer already',
      });
    }
    ifKnown(options.kubectlRoleArn, (arn) => checkPrincipalArn('cluster.kubectlRoleArn', arn));
  }

  /** @internal */
  public _bind(scope: Construct, vpc: ec2.IVpc, keys: ClusterKeys): eks.ICluster {
    const { options } = this;
    const attributes: eks.ClusterAttributes = {
      clusterName: options.clusterName,
      clusterSecurityGroupId: options.clusterSecurityGroupId,
      openIdConnectProvider:
        options.openIdConnectProviderArn === undefined
          ? undefined
          : iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(scope, 'Oidc', options.openIdConnectProviderArn),
      vpc,
    };
    const kubectlProvider = options.kubectlServiceToken
      ? eks.KubectlProvider.fromKubectlProviderAttributes(scope, 'Kubectl', {
          serviceToken: options.kubectlServiceToken,
        })
      : makeKubectl(scope, {
          cluster: eks.Cluster.fromClusterAttributes(scope, 'KubectlCluster', attributes),
          vpc,
          layer: (options.kubectlLayer ?? KubectlLayer.installed())._bind(scope, this._version),
          roleArn: options.kubectlRoleArn,
          logsKey: keys.logsKey,
        });
    return eks.Cluster.fromClusterAttributes(scope, 'Cluster', { ...attributes, kubectlProvider });
  }
}
