import type { StackProps } from 'aws-cdk-lib';
import { Annotations, CfnOutput, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { peersOf } from './edge/edge-clients';
import type { EdgeOptions } from './edge/edge-options';
import { issueCertificate } from './edge/issued-certificate';
import type { PumaEdge } from './edge/puma-edge';
import type { PumaWebAclProps } from './edge/puma-web-acl-props';
import { makeEdge } from './make-edge';
import { KeyHierarchy } from './keys/key-hierarchy';
import { PREFIX } from './model/errors';
import { toleranceAdvice } from './model/scaling';
import { PumaService } from './puma-service';
import { checkEdgeTimeouts } from './puma-service-edge';
import type { PumaServiceOptions } from './puma-service-options';
import { KedaInstallation } from './scaling/keda';
import { ClusterChoice } from './stack/cluster-choice';
import { Network } from './stack/network';

/** A hosted zone of Route 53, in the account of the stack or one that its deployment may write to. */
export interface PumaStackHostedZone {
  /** Id of the zone: `Z0123456789ABCDEFGHIJ`. */
  readonly hostedZoneId: string;
  /** Name of the zone: `example.com`. */
  readonly zoneName: string;
}

/** The load balancer of the ready stack. */
export interface PumaStackEdgeOptions extends EdgeOptions {
  /**
   * ARNs of the ACM certificates that the HTTPS listener serves; the first is its default. At least one, unless
   * `certificateDomains` has one issued (`CertificateMissing`).
   *
   * @default - none
   */
  readonly certificateArns?: string[];

  /**
   * Names of a certificate that ACM issues, which becomes the listener's default: `*.example.com`. Each must lie in a public one
   * of `hostedZones` (`CertificateNeedsZone`), where ACM's records are made; the deployment waits until it is issued.
   *
   * @default - none is issued
   */
  readonly certificateDomains?: string[];

  /**
   * Hosted zones of Route 53: each hostname of the service that lies in one of them gets an alias record.
   *
   * @default - none: point the names at the load balancer yourself
   */
  readonly hostedZones?: PumaStackHostedZone[];

  /**
   * Who may connect, on ports 443 and 80, by address ranges of either protocol (`ClientCidrInvalid`): those of a CDN, of offices. An
   * internal load balancer with dual stack needs it (`AllowFromMissing`).
   *
   * @default - anyone when internet-facing, else the VPC's own addresses
   */
  readonly allowFromCidrs?: string[];

  /**
   * The web ACL: managed groups, what must not be shown, logs. Rate rules of a component's hosts are said there.
   *
   * @default - see `PumaWebAclProps`; its logs are encrypted with the stack's key for logs
   */
  readonly webAcl?: PumaWebAclProps;
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

    const {
      certificateArns = [],
      certificateDomains = [],
      hostedZones: zones = [],
      allowFromCidrs,
      ...edge
    } = props.edge;
    // A public and a private zone may have one name; nothing is made of these, so the place in the list will do.
    const hostedZones = zones.map((zone, i) =>
      route53.HostedZone.fromHostedZoneAttributes(this, `HostedZone${i}-${zone.zoneName}`, zone),
    );
    const issued =
      certificateDomains.length > 0
        ? [
            issueCertificate(this, 'ListenerCertificate', {
              path: 'edge.certificateDomains',
              hostnames: certificateDomains,
              zones: hostedZones,
            }),
          ]
        : [];
    this.edge = makeEdge(this, 'Edge', {
      ...edge,
      vpc: this.vpc,
      allowFrom: peersOf('edge.allowFromCidrs', allowFromCidrs),
      certificates: [...issued, ...certificateArns.map((arn) => elbv2.ListenerCertificate.fromArn(arn))],
      hostedZones,
      idleTimeoutSeconds: service.timing?.idleTimeoutSeconds,
      clientKeepAliveSeconds: service.timing?.clientKeepAliveSeconds,
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
