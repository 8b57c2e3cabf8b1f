import type { StackProps } from 'aws-cdk-lib';
import { Annotations, CfnOutput, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { PumaEdge } from './edge/puma-edge';
import { makeEdge } from './make-edge';
import { KeyHierarchy } from './keys/key-hierarchy';
import { PREFIX } from './model/errors';
import { toleranceAdvice } from './model/scaling';
import { PumaService } from './puma-service';
import { checkEdgeTimeouts } from './puma-service-checks';
import type { PumaServiceOptions } from './puma-service-options';
import { KedaInstallation } from './scaling/keda';
import { ClusterChoice } from './stack/cluster-choice';
import { Network } from './stack/network';

/** The load balancer of the ready stack. */
export interface PumaStackEdgeOptions {
  /** ARNs of the ACM certificates that the HTTPS listener serves, at least one; the first is its default. */
  readonly certificateArns: string[];

  /**
   * Whether the internet can reach it.
   *
   * @default true
   */
  readonly internetFacing?: boolean;

  /**
   * Whether AWS refuses to delete it.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
}

export interface PumaStackProps extends StackProps {
  /**
   * The VPC.
   *
   * @default Network.create()
   */
  readonly network?: Network;

  /**
   * The EKS cluster.
   *
   * @default ClusterChoice.create()
   */
  readonly cluster?: ClusterChoice;

  /**
   * Whether KEDA, which scales the pods, is installed by Helm.
   *
   * @default - true for a new cluster, unless `service.replicas` is fixed or `MetricSource.external()` read; false for an
   * existing one
   */
  readonly installKeda?: boolean;

  /** The load balancer. */
  readonly edge: PumaStackEdgeOptions;

  /** The service. */
  readonly service: PumaServiceOptions;
}

/** The ready stack: network, cluster, edge and one Puma service, brought up by one `cdk deploy`. */
export class PumaStack extends Stack {
  /** The VPC: to put databases and caches of the service beside it. */
  public readonly vpc: ec2.IVpc;
  /** The cluster: to add other workloads. */
  public readonly cluster: eks.ICluster;
  /** The KMS keys. */
  public readonly keys: KeyHierarchy;
  /** The load balancer: to route further services through it. */
  public readonly edge: PumaEdge;
  /** KEDA, when it is installed here. */
  public readonly keda?: KedaInstallation;
  /** The service with everything in it. */
  public readonly service: PumaService;

  constructor(scope: Construct, id: string, props: PumaStackProps) {
    super(scope, id, { description: 'A Puma service on EKS behind an ALB (cdk-puma-eks)', ...props });
    const { network = Network.create(), cluster: choice = ClusterChoice.create(), service } = props;
    checkEdgeTimeouts(service.timing);
    this.keys = new KeyHierarchy(this, 'Keys', { asherah: service.asherah });
    this.vpc = network._bind(this, this.keys.logsKey);
    this.cluster = choice._bind(this, this.vpc, this.keys);
    const scaled = service.replicas === undefined && service.scaling?.metric?._needsKeda !== false;
    if (props.installKeda ?? (choice._isNew && scaled))
      this.keda = new KedaInstallation(this, 'Keda', { cluster: this.cluster });

    const ignored = toleranceAdvice(choice._version, service.scaling?.tolerance);
    if (ignored) Annotations.of(this).addWarningV2(`${PREFIX}${ignored.id}`, ignored.message);

    this.edge = makeEdge(this, 'Edge', {
      vpc: this.vpc,
      certificates: props.edge.certificateArns.map((arn) => elbv2.ListenerCertificate.fromArn(arn)),
      idleTimeoutSeconds: service.timing?.idleTimeoutSeconds,
      clientKeepAliveSeconds: service.timing?.clientKeepAliveSeconds,
      internetFacing: props.edge.internetFacing,
      deletionProtection: props.edge.deletionProtection,
      logsKey: this.keys.logsKey,
    });
    this.service = new PumaService(this, 'Service', {
      ...service,
      // It is in the keys already.
      asherah: undefined,
      cluster: this.cluster,
      edge: this.edge,
      keys: this.keys,
    });
    // A ScaledObject is refused until KEDA's definitions stand in the cluster.
    if (this.keda) this.service.scaling?.node.addDependency(this.keda.chart);
    new CfnOutput(this, 'LoadBalancerName', {
      description: 'Point the DNS names of the components here',
      value: this.edge.loadBalancer.loadBalancerDnsName,
    });
  }
}
