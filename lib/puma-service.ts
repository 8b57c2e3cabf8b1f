import { Annotations } from 'aws-cdk-lib';
import type * as eks from 'aws-cdk-lib/aws-eks';
import type * as eksv2 from 'aws-cdk-lib/aws-eks-v2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { EdgeRoute } from './edge/edge-route';
import type { IPumaEdge } from './edge/puma-edge';
import { KeyHierarchy } from './keys/key-hierarchy';
import { ManifestSink } from './kubernetes/manifest-sink';
import { PumaWebAcl } from './edge/puma-web-acl';
import { makeEdge } from './make-edge';
import { Capacity } from './model/capacity';
import { PREFIX, within } from './model/errors';
import type { ModelAdvice } from './model/explanation';
import { ELB_NAME_LIMIT, shortened } from './model/names';
import { DEFAULT_POD_RANGE } from './model/scaling';
import { Timing } from './model/timing';
import { PumaMonitoring } from './monitoring/puma-monitoring';
import type { PumaComponent } from './puma-component';
import { certificateOf } from './puma-service-certificate';
import { capacityInputs, checkServiceProps, highResolution, serviceNameOf, timingInputs } from './puma-service-checks';
import type { PumaServiceOptions } from './puma-service-options';
import { BusynessScaling } from './scaling/busyness-scaling';
import type { IServerCertificate } from './tls/server-certificate';
import { checkEnvironment } from './workload/environment-checks';
import { PROBE_PORT, READINESS_PATH } from './workload/objects/probe-endpoints';
import { PumaWorkload } from './workload/puma-workload';

export interface PumaServiceProps extends PumaServiceOptions {
  /** The EKS cluster, of either module of aws-cdk-lib, made or imported. */
  readonly cluster: eks.ICluster | eksv2.ICluster;

  /**
   * The edge in front of the service; several services may share one.
   *
   * @default - an edge of its own, in the cluster's VPC, with `listenerCertificates` and a web ACL
   */
  readonly edge?: IPumaEdge;

  /**
   * Certificates of the HTTPS listener, when the service has an edge of its own. Throws `ListenerCertificatesMissing`
   * without, and `ListenerCertificatesUnused` together with `edge`.
   *
   * @default - none: `edge` must be given
   */
  readonly listenerCertificates?: elbv2.IListenerCertificate[];

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
  /** The load balancer, its listener and web ACL: to add listener certificates, DNS records or rules. */
  public readonly edge: IPumaEdge;
  /** The KMS keys: to grant them to others. */
  public readonly keys: KeyHierarchy;
  /** All timeouts, derived: to print them, or to hand one to something else. */
  public readonly timing: Timing;
  /** What the pods can carry: to print it, or to size what lies behind them. */
  public readonly capacity: Capacity;
  /** Certificate of each component, in the order of `components`. */
  public readonly certificates: IServerCertificate[];
  /** Target group and listener rule of each component, in the order of `components`. */
  public readonly routes: EdgeRoute[];
  /** The pods and what surrounds them: `workload.role` is whom to grant what the application needs. */
  public readonly workload: PumaWorkload;
  /** What the number of pods follows; absent when it is fixed. */
  public readonly scaling?: BusynessScaling;
  /** Dashboard and alarms. */
  public readonly monitoring: PumaMonitoring;

  constructor(scope: Construct, id: string, props: PumaServiceProps) {
    super(scope, id);
    this.serviceName = serviceNameOf(id, props.serviceName);
    checkServiceProps(props);
    const sink = props.sink ?? ManifestSink.cluster(props.cluster);
    this.keys = props.keys ?? new KeyHierarchy(this, 'Keys', { asherah: props.asherah });
    checkEnvironment(props.environment ?? {}, Object.keys(this.keys.asherah?.environment ?? {}));
    this.edge = props.edge ?? this.makeEdge(props);
    this.timing = Timing.derive(timingInputs(props.timing, this.edge));
    this.capacity = Capacity.derive(capacityInputs(props));
    this.advise([...this.timing.warnings, ...this.capacity.warnings]);

    this.certificates = props.components.map((component, i) =>
      within(`components[${i}]`, () => certificateOf(this, component, this.keys.secretsKey)),
    );
    this.routes = props.components.map((component, i) =>
      within(`components[${i}]`, () => this.routeOf(component, props, sink)),
    );
    this.workload = this.makeWorkload(props, sink);
    this.connect(props);
    this.scaling = props.replicas === undefined ? this.makeScaling(props, sink) : undefined;
    this.monitoring = this.makeMonitoring(props);
  }

  private makeEdge(props: PumaServiceProps): IPumaEdge {
    return makeEdge(this, 'Edge', {
      vpc: props.cluster.vpc,
      certificates: props.listenerCertificates ?? [],
      idleTimeoutSeconds: props.timing?.idleTimeoutSeconds,
      clientKeepAliveSeconds: props.timing?.clientKeepAliveSeconds,
      logsKey: this.keys.logsKey,
    });
  }

  private routeOf(component: PumaComponent, props: PumaServiceProps, sink: ManifestSink): EdgeRoute {
    // In YAML files a binding can only name a group; there is no ARN at synth.
    const targetGroupName = shortened(`${this.serviceName}-${component.name}`, ELB_NAME_LIMIT);
    return this.edge.addRoute(this, `Route-${component.name}`, {
      hostname: component.hostname,
      additionalHostnames: component.additionalHostnames,
      port: component.port,
      priority: component.rulePriority,
      timing: this.timing,
      clusterName: props.cluster.clusterName,
      ...(sink._writesFiles && { targetGroupName }),
      ...(component.healthCheckPath !== undefined
        ? { healthCheckPath: component.healthCheckPath }
        : { healthCheckPort: props.puma?.probePort ?? PROBE_PORT, healthCheckPath: READINESS_PATH }),
    });
  }

  private makeWorkload(props: PumaServiceProps, sink: ManifestSink): PumaWorkload {
    return new PumaWorkload(this, 'Workload', {
      cluster: props.cluster,
      sink,
      serviceName: this.serviceName,
      image: props.image,
      components: props.components.map((component, i) => ({
        name: component.name,
        hostname: component.hostname,
        port: component.port,
        backlog: component.backlog,
        certificateSecretName: this.certificates[i].secretName,
        targetGroup: this.routes[i].targetGroup,
      })),
      timing: this.timing,
      puma: props.puma,
      replicas: props.replicas,
      ...(props.replicas === undefined && {
        leastPods: props.scaling?.minPods ?? DEFAULT_POD_RANGE.minPods,
        targetBusyness: props.scaling?.targetBusyness,
      }),
      pod: props.pod,
      environment: { ...this.keys.asherah?.environment, ...props.environment },
      namespace: props.namespace,
      createNamespace: props.createNamespace,
      identity: props.identity,
      bindingFlavor: props.bindingFlavor,
      metrics: props.metrics,
      metricNamespace: props.metricNamespace,
      highResolutionMetrics: highResolution(props),
    });
  }

  /** What the pods may do, who may reach them, and which of the edge's rules are theirs. */
  private connect(props: PumaServiceProps): void {
    const { role, probePort } = this.workload;
    this.certificates.forEach((certificate) => certificate.grantRead(role));
    if (this.keys.asherah) this.keys.grantEncryption(role);

    const ports = new Set([...props.components.map(({ port }) => port), probePort]);
    ports.forEach((port) => this.edge.allowTraffic(this, props.cluster.clusterSecurityGroup, port));

    props.components.forEach((component, i) => {
      component.rateRules?.forEach((rule) =>
        this.edge.requireWebAcl(`components[${i}].rateRules`).addRateRule(rule, {
          hostnames: this.routes[i].hostnames,
          namePrefix: `${this.serviceName}-${component.name}`,
        }),
      );
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
    // KEDA refuses a target that does not exist, and must let go of it before it is deleted.
    scaling.node.addDependency(this.workload.deployment);
    return scaling;
  }

  private makeMonitoring(props: PumaServiceProps): PumaMonitoring {
    return new PumaMonitoring(this, 'Monitoring', {
      serviceName: this.serviceName,
      loadBalancer: this.edge.loadBalancer,
      routes: props.components.map(({ name }, i) => ({ name, targetGroup: this.routes[i].targetGroup })),
      alarms: props.alarms,
      timing: this.timing,
      metricNamespace: props.metricNamespace,
      targetBusyness: this.scaling?.targetBusyness,
      maxPods: this.scaling?.maxPods,
      loadBalancerAlarms: props.loadBalancerAlarms,
      podMetrics: props.metrics?.cloudWatch,
      podAlarms: props.podAlarms,
      thresholds: props.alarmThresholds,
      webAclMetricName: this.edge.webAcl instanceof PumaWebAcl ? this.edge.webAcl.metricName : undefined,
    });
  }

  private advise(advice: readonly ModelAdvice[]): void {
    advice.forEach(({ id, message }) => Annotations.of(this).addWarningV2(`${PREFIX}${id}`, message));
  }
}
