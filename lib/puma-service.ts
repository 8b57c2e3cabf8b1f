import { Annotations } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks';
import type * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { EdgeRoute } from './edge/edge-route';
import type { IngressEdge } from './edge/ingress-edge';
import type { IngressRoute } from './edge/ingress-route';
import type { IPumaEdge } from './edge/puma-edge';
import { KeyHierarchy } from './keys/key-hierarchy';
import { ManifestSink } from './kubernetes/manifest-sink';
import { PumaWebAcl } from './edge/puma-web-acl';
import type { BlastLimits } from './model/blast';
import { Capacity } from './model/capacity';
import { PREFIX, within } from './model/errors';
import type { ModelAdvice } from './model/explanation';
import { Timing } from './model/timing';
import { PumaMonitoring } from './monitoring/puma-monitoring';
import { firstIssuesOf, grantReads, issuerErrorsOf, ServiceCertificates } from './puma-service-certificate';
import { guard, signInAdvice } from './puma-service-guard';
import { flavorOf, ingressRoutesOf, refuseEdge } from './puma-service-ingress';
import { capacityInputs, checkServiceProps, highResolution, serviceNameOf } from './puma-service-checks';
import type { Door } from './puma-service-edge';
import { checkEdgeReach, ownEdge, rangesOf, targetAdvice, timingInputs } from './puma-service-edge';
import type { PumaServiceEdgeOptions } from './puma-service-edge-options';
import { autoscaledPods } from './puma-service-fleet';
import { edgeRoutesOf } from './puma-service-route';
import type { PumaServiceOptions } from './puma-service-options';
import { BusynessScaling } from './scaling/busyness-scaling';
import type { CertificateIssuer } from './tls/certificate-issuer';
import type { IServerCertificate } from './tls/server-certificate';
import { checkEnvironment } from './workload/environment-checks';
import { PumaWorkload } from './workload/puma-workload';

export interface PumaServiceProps extends PumaServiceOptions {
  /** The EKS cluster, of either module of aws-cdk-lib, made or imported. */
  readonly cluster: eks.ICluster | eksv2.ICluster;

  /**
   * The edge in front of the service; several services may share one. It is for good: AWS lets a target group belong to one load
   * balancer, so a deployment that changes the edge fails. The README says how a service goes over to another.
   *
   * @default - an edge of its own, in the cluster's VPC, with `listenerCertificates` and a web ACL, as `edgeOptions` say
   */
  readonly edge?: IPumaEdge;

  /**
   * An edge whose load balancer the cluster's controller makes, from an `Ingress` for each component, in place of `edge`
   * (`IngressAndEdge`). CloudFormation does not know that load balancer: its alarms must be given up on purpose, by
   * `loadBalancerAlarms: false` (`IngressHasNoAlarms`). A component's `rulePriority` is then its Ingress's `group.order`, 1 to 1000.
   *
   * @default - none
   */
  readonly ingress?: IngressEdge;

  /**
   * Certificates of the HTTPS listener, when the service has an edge of its own. Throws `ListenerCertificatesMissing`
   * without, and `ListenerCertificatesUnused` together with `edge` or `ingress`.
   *
   * @default - none: `edge` or `ingress` must be given
   */
  readonly listenerCertificates?: elbv2.IListenerCertificate[];

  /**
   * How the edge of the service's own is set up. Throws `EdgeOptionsUnused` together with `edge` or `ingress`.
   *
   * @default - see `PumaServiceEdgeOptions`
   */
  readonly edgeOptions?: PumaServiceEdgeOptions;

  /**
   * Whether this service's monitoring has the alarms on the load balancer's own 500, 502, 503 and 504. CloudWatch counts
   * them for all services behind one load balancer together: false for all but one of those that share an edge.
   *
   * @default true
   */
  readonly loadBalancerAlarms?: boolean;

  /**
   * The KMS keys, with Asherah's if the service encrypts. Throws `AsherahTwice` together with `asherah`.
   *
   * @default - a key hierarchy of its own, by `asherah`
   */
  readonly keys?: KeyHierarchy;

  /**
   * Where the Kubernetes objects go.
   *
   * @default - to the cluster, through its kubectl provider
   */
  readonly sink?: ManifestSink;
}

/**
 * A Ruby/Puma web service on EKS that does not drop requests: composes edge, keys, certificates, workload, scaling and
 * monitoring, and hands each what it needs of the others.
 */
export class PumaService extends Construct {
  /** Name of the service, in Kubernetes and in its metrics. */
  public readonly serviceName: string;
  /** The edge whose load balancer the cluster's controller makes; absent unless it was given. */
  public readonly ingress?: IngressEdge;
  /** The KMS keys: to grant them to others. */
  public readonly keys: KeyHierarchy;
  /** All timeouts, derived: to print them, or to hand one to something else. */
  public readonly timing: Timing;
  /** What the pods can carry: to print it, or to size what lies behind them. */
  public readonly capacity: Capacity;
  /** Limits of the components' blast protections, by the component's name: to print them. */
  public readonly blastLimits: Record<string, BlastLimits> = {};
  /** Certificate of each component, in the order of `components`. */
  public readonly certificates: IServerCertificate[];
  /** What issues and renews the components' own certificates; absent when none is issued by the service. */
  public readonly certificateIssuer?: CertificateIssuer;
  /** Target group and listener rule of each component, in the order of `components`; none with `ingress`. */
  public readonly routes: EdgeRoute[];
  /** Ingress of each component, in the order of `components`; none without `ingress`. */
  public readonly ingressRoutes: IngressRoute[];
  /** The pods and what surrounds them: `workload.role` is whom to grant what the application needs. */
  public readonly workload: PumaWorkload;
  /** What the number of pods follows; absent when it is fixed. */
  public readonly scaling?: BusynessScaling;
  /** Dashboard and alarms. */
  public readonly monitoring: PumaMonitoring;
  private readonly door: Door;

  constructor(scope: Construct, id: string, props: PumaServiceProps) {
    super(scope, id);
    this.serviceName = serviceNameOf(id, props.serviceName);
    checkServiceProps(props);
    const sink = props.sink ?? ManifestSink.cluster(props.cluster);
    this.keys = props.keys ?? new KeyHierarchy(this, 'Keys', { asherah: props.asherah });
    checkEnvironment(props.environment ?? {}, Object.keys(this.keys.asherah?.environment ?? {}));
    this.ingress = props.ingress;
    this.door = props.ingress ?? props.edge ?? ownEdge(this, props, this.keys);
    checkEdgeReach(this, this.door, props.cluster);
    this.timing = Timing.derive(timingInputs(props.timing, this.door));
    this.capacity = Capacity.derive(capacityInputs(props));
    this.advise([...this.timing.warnings, ...this.capacity.warnings, ...targetAdvice(this.door, props)]);

    const { secretsKey, logsKey } = this.keys;
    const made = new ServiceCertificates(this, { secretsKey, logsKey, authority: props.certificateAuthority });
    this.certificates = props.components.map((component, i) => within(`components[${i}]`, () => made.of(component)));
    made.checkAuthority();
    this.certificateIssuer = made.issuer;
    this.routes = this.ingress ? [] : edgeRoutesOf(this, this.edge, props, sink);
    this.workload = this.makeWorkload(props, sink);
    this.ingressRoutes = ingressRoutesOf(this, props.ingress, props.components, sink);
    this.connect(props);
    this.scaling = props.replicas === undefined ? this.makeScaling(props, sink) : undefined;
    this.monitoring = this.makeMonitoring(props);
  }

  /** The load balancer, its listener and web ACL: to add listener certificates, DNS records or rules. Throws `EdgeIsIngress`. */
  public get edge(): IPumaEdge {
    return this.ingress === undefined ? (this.door as IPumaEdge) : refuseEdge(this.node.path);
  }

  private makeWorkload(props: PumaServiceProps, sink: ManifestSink): PumaWorkload {
    return new PumaWorkload(this, 'Workload', {
      cluster: props.cluster,
      sink,
      serviceName: this.serviceName,
      image: props.image,
      components: props.components.map(({ name, hostname, port, backlog }, i) => ({
        ...{ name, hostname, port, backlog },
        certificateSecretName: this.certificates[i].secretName,
        targetGroup: this.routes.at(i)?.targetGroup,
      })),
      ingress: this.ingress !== undefined,
      timing: this.timing,
      puma: props.puma,
      replicas: props.replicas,
      ...autoscaledPods(props),
      pod: { ...props.pod, allowFromCidrs: props.pod?.allowFromCidrs ?? rangesOf(this.door, props.cluster) },
      environment: { ...this.keys.asherah?.environment, ...props.environment },
      namespace: props.namespace,
      createNamespace: props.createNamespace,
      identity: props.identity,
      bindingFlavor: props.ingress ? flavorOf(props.ingress) : props.bindingFlavor,
      metrics: props.metrics,
      metricNamespace: props.metricNamespace,
      highResolutionMetrics: highResolution(props),
    });
  }

  /** What the pods may do, who may reach them, and which of the edge's rules are theirs. */
  private connect(props: PumaServiceProps): void {
    const { role, probePort } = this.workload;
    grantReads(this, this.certificates, role);
    this.workload.deployment.node.addDependency(...firstIssuesOf(this.certificates));
    if (this.keys.asherah) this.keys.grantEncryption(role);

    const ports = new Set([...props.components.map(({ port }) => port), probePort]);
    ports.forEach((port) => this.door.allowTraffic(this, props.cluster.clusterSecurityGroup, port));

    props.components.forEach((component, i) => {
      const namePrefix = `${this.serviceName}-${component.name}`;
      const { hostnames } = [...this.routes, ...this.ingressRoutes][i];
      const limits = guard(this.door, component, { path: `components[${i}]`, hostnames, namePrefix }, this.capacity);
      if (limits) this.blastLimits[component.name] = limits;
      this.advise([...(limits?.warnings ?? []), ...signInAdvice(component)]);
    });
  }

  private makeScaling(props: PumaServiceProps, sink: ManifestSink): BusynessScaling {
    const scaling = new BusynessScaling(this, 'Scaling', {
      ...props.scaling,
      sink,
      deploymentName: this.workload.deploymentName,
      namespaceName: this.workload.namespaceName,
      serviceName: this.serviceName,
      timing: this.timing,
      metricNamespace: props.metricNamespace,
      publishIntervalSeconds: props.metrics?.publishIntervalSeconds,
      podsAnswerPrometheus: props.metrics?.prometheus,
    });
    // KEDA refuses a target that does not exist where the CPU is a metric, and must let go of it before it is deleted.
    scaling.node.addDependency(this.workload.deployment);
    return scaling;
  }

  private makeMonitoring(props: PumaServiceProps): PumaMonitoring {
    return new PumaMonitoring(this, 'Monitoring', {
      serviceName: this.serviceName,
      ...(this.ingress === undefined && {
        loadBalancer: this.edge.loadBalancer,
        routes: props.components.map(({ name }, i) => ({ name, targetGroup: this.routes[i].targetGroup })),
      }),
      alarms: props.alarms,
      timing: this.timing,
      metricNamespace: props.metricNamespace,
      targetBusyness: this.scaling?.targetBusyness,
      maxPods: this.scaling?.maxPods,
      loadBalancerAlarms: props.loadBalancerAlarms,
      podMetrics: props.metrics?.cloudWatch,
      podAlarms: props.podAlarms,
      issuerErrors: issuerErrorsOf(this.certificates),
      thresholds: props.alarmThresholds,
      webAclMetricName: this.door.webAcl instanceof PumaWebAcl ? this.door.webAcl.metricName : undefined,
    });
  }

  private advise(advice: readonly ModelAdvice[]): void {
    advice.forEach(({ id, message }) => Annotations.of(this).addWarningV2(`${PREFIX}${id}`, message));
  }
}
