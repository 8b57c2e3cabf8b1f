import { Annotations, Stack, Tokenization } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { labelsOf } from '../kubernetes/labels';
import { ManifestSink } from '../kubernetes/manifest-sink';
import type { ObjectMeta } from '../kubernetes/kubernetes-object';
import { DEFAULT_TARGET_BUSYNESS } from '../model/busyness';
import { disruption, SHARE_DISRUPTED } from '../model/disruption';
import { PREFIX } from '../model/errors';
import { checkKubernetesName, KUBERNETES_NAME_LIMIT, shortened } from '../model/names';
import { PUMA_METRICS } from '../model/metrics';
import { DEFAULT_WORKERS } from '../model/puma';
import { BindingFlavor } from './binding-flavor';
import { hashOf, identityOf, referenceTo } from './bound-target-group';
import { checkApplicationAccess } from './application-checks';
import { checkPodOptions, checkPumaSettings, checkReplicas } from './checks';
import { checkIpFamily, defaultFlavor, vpcRangeOf } from './cluster-traits';
import { checkOwnNamespace, keepNamespace } from './own-namespace';
import { claimName } from './claimed-names';
import { checkComponents } from './component-checks';
import { checkEnvironment } from './environment-checks';
import { configMapObject } from './objects/config-map';
import { deploymentObject } from './objects/deployment';
import { selectorOf } from './objects/labels';
import { namespaceObject } from './objects/namespace';
import { networkPolicyObject } from './objects/network-policy';
import { podDisruptionBudgetObject } from './objects/pod-disruption-budget';
import { portName } from './objects/port-names';
import { PROBE_PORT } from './objects/probe-endpoints';
import { serviceAccountObject } from './objects/service-account';
import { serviceObject } from './objects/service';
import { settingsJson } from './objects/settings-json';
import { targetGroupBindingObject } from './objects/target-group-binding';
import { PodIdentity } from './pod-identity';
import { podMetricsOf } from './pod-metrics';
import { resourcesOf } from './pod-resources';
import { PodRole } from './pod-role';
import type { BoundComponent, PumaWorkloadProps } from './puma-workload-props';
import { adviseOnSharedMetrics } from './shared-metrics';
import { checkTemplatePatch } from './template-patch-checks';

/**
 * The pods of a service and what surrounds them in the cluster: namespace, service account with a role, settings,
 * Deployment, Service, target group bindings, disruption budget, network policy.
 */
export class PumaWorkload extends Construct implements iam.IGrantable, ec2.IConnectable {
  /** The pods' role: to grant what the application needs. */
  public readonly role: iam.IRole;
  /** The role as whom grants go to: `bucket.grantRead(workload)`. */
  public readonly grantPrincipal: iam.IPrincipal;
  /** The role with its association: to change who may take it. */
  public readonly podRole: PodRole;
  /** Name of the Deployment: what an autoscaler scales. */
  public readonly deploymentName: string;
  /** Name of the Service in front of the pods, inside the cluster. */
  public readonly serviceName: string;
  /** Namespace of all objects. */
  public readonly namespaceName: string;
  /** Name of the pods' service account. */
  public readonly serviceAccountName: string;
  /** Port of the probe endpoints. */
  public readonly probePort: number;
  /** The namespace's manifest, which leaves the namespace behind when it goes; absent when the namespace is another's. */
  public readonly namespace?: Construct;
  /** Manifest of service account, ConfigMap (the runtime's files) and Service. */
  public readonly base: Construct;
  /** Manifests of the target group bindings, in the order of the components that have one. */
  public readonly bindings: Construct[];
  /** Manifest of the Deployment: to make it wait for something, such as a database. */
  public readonly deployment: Construct;
  /** Manifest of the disruption budget. */
  public readonly disruptionBudget: Construct;
  /** Manifest of the network policy. */
  public readonly networkPolicy: Construct;

  private readonly cluster: PumaWorkloadProps['cluster'];
  private readonly sink: ManifestSink;
  private readonly flavor: BindingFlavor;

  constructor(scope: Construct, id: string, props: PumaWorkloadProps) {
    super(scope, id);
    const puma = props.puma ?? {};
    const pod = props.pod ?? {};
    this.probePort = puma.probePort ?? PROBE_PORT;
    this.deploymentName = this.serviceName = this.serviceAccountName = props.serviceName;
    this.namespaceName = props.namespace ?? props.serviceName;
    checkKubernetesName('serviceName', this.serviceName);
    checkKubernetesName('namespace', this.namespaceName);
    checkComponents(props.components, this.probePort);
    checkPumaSettings(puma);
    checkPodOptions(pod);
    checkApplicationAccess(pod);
    checkTemplatePatch(pod.templatePatch, this.serviceName);
    checkReplicas(props.replicas);
    const metrics = podMetricsOf(props.metrics);
    checkIpFamily(props.cluster);
    claimName(props.cluster, this.namespaceName, this.serviceName, this.node.path);
    const environment = { AWS_REGION: Stack.of(this).region, ...props.environment };
    checkEnvironment(props.environment ?? {}, ['AWS_REGION']);

    this.cluster = props.cluster;
    this.sink = props.sink ?? ManifestSink.cluster(props.cluster);
    this.flavor = props.bindingFlavor ?? defaultFlavor(props.cluster);
    const metricNamespace = props.metricNamespace ?? PUMA_METRICS.namespace;
    this.podRole = new PodRole(this, 'Role', {
      cluster: props.cluster,
      identity: props.identity ?? PodIdentity.podIdentityAssociation(),
      namespaceName: this.namespaceName,
      serviceAccountName: this.serviceAccountName,
      metricNamespace: metrics.cloudWatch ? metricNamespace : undefined,
    });
    this.grantPrincipal = this.role = this.podRole.role;
    pod.managedPolicyArns?.forEach((arn, i) =>
      this.role.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyArn(this, `ManagedPolicy${i}`, arn)),
    );

    if (props.createNamespace ?? props.namespace === undefined) {
      checkOwnNamespace(this.namespaceName);
      this.namespace = this.sink._add(this, 'Namespace', [namespaceObject(this.namespaceName, this.flavor)]);
      keepNamespace(this.namespace);
    }
    if (metrics.cloudWatch) adviseOnSharedMetrics(this, metricNamespace, this.serviceName);
    const settings = settingsJson({ ...props, puma, metrics, metricNamespace });
    const metadata = {
      name: this.deploymentName,
      namespace: this.namespaceName,
      labels: labelsOf(this.deploymentName),
    };
    const selector = selectorOf(this.deploymentName);
    const ports = props.components.map(({ name, port }) => ({ name: portName(name), port }));
    const configMap = configMapObject(metadata);

    this.base = this.add('Base', [
      serviceAccountObject({ ...metadata, annotations: this.podRole.annotations }),
      configMap,
      serviceObject(metadata, selector, ports),
    ]);
    this.bindings = props.components.flatMap((component) => this.bind(component, metadata));
    this.disruptionBudget = this.addDisruptionBudget(props, metadata, selector);
    this.networkPolicy = this.add('NetworkPolicy', [
      networkPolicyObject(
        metadata,
        selector,
        pod.allowFromCidrs ?? [vpcRangeOf(props.cluster)],
        [...ports.map(({ port }) => port), this.probePort],
        metrics.prometheus ? { namespaces: metrics.prometheusNamespaces, port: this.probePort } : undefined,
      ),
    ]);
    const resources = resourcesOf(pod, puma.workers ?? DEFAULT_WORKERS);
    this.deployment = this.add('Deployment', [
      deploymentObject({
        metadata,
        selector,
        timing: props.timing,
        replicas: props.replicas,
        gated: this.namespace !== undefined || (this.bindings.length === 0 && !props.ingress),
        image: props.image.name,
        command: pod.command ?? ['bundle', 'exec', 'puma'],
        environment,
        environmentFromSecrets: pod.environmentFromSecrets ?? [],
        ports,
        probePort: this.probePort,
        ...(metrics.prometheus && { scrapePort: Tokenization.stringifyNumber(this.probePort) }),
        ...resources,
        runAsUser: pod.runAsUser ?? 1000,
        writablePaths: pod.writablePaths ?? ['/tmp'],
        templatePatch: pod.templatePatch,
        serviceAccountName: this.serviceAccountName,
        configMapName: metadata.name,
        settings,
        runtimeChecksum: hashOf(this, configMap.data),
      }),
    ]);
    // Readiness gates are put into a pod as it is made, by the bindings that stand then; credentials likewise. Where it is
    // enforced, the network policy lets the load balancer's health checks in: pods of a new port wait for it.
    this.deployment.node.addDependency(this.base, ...this.bindings, this.networkPolicy, this.podRole);
    if (!metrics.cloudWatch && !metrics.prometheus) {
      Annotations.of(this).addWarningV2(
        'cdk-puma-eks:podMetricsNowhere',
        'The pods tell nobody how busy they are, what waits in them and when their certificates expire. Set metrics.cloudWatch or metrics.prometheus.',
      );
    }
  }

  /**
   * The pods as CDK connects them, by the cluster's security group, which all its pods share: `database.connections.allowDefaultPortFrom(workload)`.
   * Throws what the cluster throws when it was imported without that group.
   */
  public get connections(): ec2.Connections {
    return new ec2.Connections({ securityGroups: [this.cluster.clusterSecurityGroup] });
  }

  private addDisruptionBudget(
    { leastPods, targetBusyness, scaleUpTolerancePercent: tolerance }: PumaWorkloadProps,
    metadata: ObjectMeta,
    selector: Record<string, string>,
  ): Construct {
    const { maxUnavailable, advice } =
      leastPods === undefined
        ? { maxUnavailable: SHARE_DISRUPTED, advice: undefined }
        : disruption(targetBusyness ?? DEFAULT_TARGET_BUSYNESS, leastPods, tolerance && tolerance / 100);
    if (advice) Annotations.of(this).addWarningV2(`${PREFIX}${advice.id}`, advice.message);
    return this.add('DisruptionBudget', [podDisruptionBudgetObject(metadata, selector, maxUnavailable)]);
  }

  private add(id: string, objects: Parameters<ManifestSink['_add']>[2]): Construct {
    const manifest = this.sink._add(this, id, objects);
    if (this.namespace) manifest.node.addDependency(this.namespace);
    return manifest;
  }

  /**
   * One binding a target group. The group's ARN in a binding is immutable, so name and id carry what would replace the
   * group: a new group gets a new binding, and CloudFormation deletes the old binding before the old group.
   */
  private bind(
    component: BoundComponent,
    metadata: { namespace: string; labels: Record<string, string> },
  ): Construct[] {
    const { targetGroup } = component;
    if (targetGroup === undefined) return [];
    const hash = identityOf(this, targetGroup);
    // The readiness gate that is put into pods is called by the binding, and a condition's name ends at 63 characters.
    const face = shortened(`${this.serviceName}-${portName(component.name)}`, KUBERNETES_NAME_LIMIT - hash.length - 1);
    const byName = this.sink._writesFiles && this.flavor === BindingFlavor.AWS_LOAD_BALANCER_CONTROLLER;
    const binding = targetGroupBindingObject({
      metadata: { ...metadata, name: `${face}-${hash}` },
      flavor: this.flavor,
      serviceName: this.serviceName,
      servicePort: component.port,
      targetGroup: referenceTo(targetGroup, byName),
    });
    const manifest = this.add(`Binding-${component.name}-${hash}`, [binding]);
    manifest.node.addDependency(this.base);
    return [manifest];
  }
}
