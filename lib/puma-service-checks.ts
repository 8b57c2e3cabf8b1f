import { Token } from 'aws-cdk-lib';
import { ifKnown } from './known';
import { checkPodRange } from './model/busyness';
import type { CapacityInputs } from './model/capacity';
import { checkPublishInterval, DEFAULT_METRIC_PERIOD_SECONDS, STORAGE_RESOLUTION_SECONDS } from './model/cloudwatch';
import { refuse } from './model/errors';
import { checkCertificateKeyArn } from './model/kms-key-arn';
import { checkKubernetesName } from './model/names';
import { DEFAULT_POD_RANGE } from './model/scaling';
import type { PumaComponent } from './puma-component';
import type { PumaServiceProps } from './puma-service-props';
import { checkEdgeChoice } from './puma-service-edge';
import { checkIngress } from './puma-service-ingress';
import { checkPumaSettings, checkReplicas } from './workload/checks';
import { checkClusterNetwork } from './workload/cluster-traits';
import { checkComponentCount, checkComponents } from './workload/component-checks';
import { PROBE_PORT } from './workload/objects/probe-endpoints';
import { podMetricsOf } from './workload/pod-metrics';

/** Objects are called by the service's name with a suffix, and Kubernetes' names end at 63 characters. */
const SERVICE_NAME_LIMIT = 40;

/** The name given, or the construct's id in kebab case: `EmailDelivery` is `email-delivery`. */
export function serviceNameOf(id: string, given: string | undefined): string {
  const name = given ?? id.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  return checkKubernetesName('serviceName', name, SERVICE_NAME_LIMIT);
}

/** What of the props can only be judged together. */
export function checkServiceProps(props: PumaServiceProps): void {
  checkComponentCount(props.components);
  checkClusterNetwork(props.cluster);
  checkIngress(props);
  checkEdgeChoice(props);
  if (props.keys && props.asherah) {
    refuse({
      code: 'AsherahTwice',
      path: 'asherah',
      given: props.asherah,
      allowed: 'either asherah, or keys with Asherah configured there',
      why: 'the key hierarchy that was given would be left without it, and the data with keys that nobody expects',
    });
  }
  if (props.replicas !== undefined && props.scaling) {
    refuse({
      code: 'ReplicasAndScaling',
      path: 'replicas',
      given: props.replicas,
      allowed: 'either replicas or scaling',
      why: 'a Deployment that states a number of pods takes back at each deploy what the autoscaler has decided',
    });
  }
  // What the capacity is computed from is refused under the names that the user gave it.
  checkPumaSettings(props.puma ?? {});
  checkReplicas(props.replicas);
  checkScaling(props);
  checkMetrics(props);
  checkComponents(props.components, props.puma?.probePort ?? PROBE_PORT);
  props.components.forEach((component, i) => {
    if (component.certificate && component.certificateSecretName !== undefined) {
      refuse({
        code: 'CertificateTwice',
        path: `components[${i}].certificateSecretName`,
        given: component.certificateSecretName,
        allowed: 'either certificate or certificateSecretName',
        why: 'Puma serves one certificate for a component',
      });
    }
    if (component.certificateKeyArn !== undefined) checkCertificateKey(component, `components[${i}].certificateKeyArn`);
    checkCertificateOptions(component, `components[${i}]`);
  });
}

function checkCertificateKey(component: PumaComponent, path: string): void {
  ifKnown(component.certificateKeyArn, (arn) => checkCertificateKeyArn(path, arn));
  if (component.certificateSecretName !== undefined) return;
  refuse({
    code: 'CertificateKeyUnused',
    path,
    given: component.certificateKeyArn,
    allowed: 'certificateKeyArn only together with certificateSecretName',
    why: 'a new secret is encrypted with the key of the hierarchy, and a certificate that is given brings its own',
  });
}

/** What concerns a certificate of the component's own, which it does not have. */
function checkCertificateOptions(component: PumaComponent, path: string): void {
  if (!component.certificate && component.certificateSecretName === undefined) return;
  const { certificateSource, denyOtherCertificateReaders } = component;
  for (const [name, given] of Object.entries({
    certificateSource: certificateSource?.name,
    denyOtherCertificateReaders,
  })) {
    if (given === undefined) continue;
    refuse({
      code: 'CertificateOptionUnused',
      path: `${path}.${name}`,
      given,
      allowed: `${name} only without certificate and certificateSecretName`,
      why: 'a certificate that exists stays as it was made elsewhere',
    });
  }
}

function checkScaling({ scaling }: PumaServiceProps): void {
  const { minPods, maxPods } = DEFAULT_POD_RANGE;
  const least = scaling?.minPods ?? minPods;
  checkPodRange('scaling.minPods', least, 'scaling.maxPods', scaling?.maxPods ?? Math.max(maxPods, least));
}

/** Refuses to leave scaling and alarms without the metrics that they read, and with points that do not fit into theirs. */
function checkMetrics(props: PumaServiceProps): void {
  const { metrics, replicas, scaling, alarms, podAlarms, highResolutionMetrics } = props;
  const { cloudWatch, publishIntervalSeconds } = podMetricsOf(metrics);
  if (cloudWatch) {
    const period = replicas === undefined ? scaling?.metric?._periodSeconds : undefined;
    checkPublishInterval('metrics.publishIntervalSeconds', publishIntervalSeconds, period);
    return;
  }
  const path = 'metrics.cloudWatch';
  const why = 'without the figures that it reads there the fleet would keep its size for ever, and an alarm its state';
  if (replicas === undefined && scaling?.metric?._readsCloudWatch !== false) {
    refuse({
      code: 'CloudWatchNeeded',
      path,
      given: false,
      allowed: 'true or nothing; or scaling.metric: MetricSource.prometheus(…) or external(…), or a number of replicas',
      why,
    });
  }
  if (alarms._reason === undefined && podAlarms !== false) {
    refuse({
      code: 'CloudWatchNeeded',
      path,
      given: false,
      allowed: 'true or nothing; or podAlarms: false, when something else alarms on what Prometheus scrapes',
      why,
    });
  }
  if (highResolutionMetrics) {
    refuse({
      code: 'HighResolutionUnused',
      path: 'highResolutionMetrics',
      given: true,
      allowed: 'true only where metrics.cloudWatch is not false',
      why: 'it is how CloudWatch stores what pods publish there, and they would publish nothing',
    });
  }
}

/** What the capacity of the pods follows from: with an autoscaler, of the fewest, for a burst comes before they grow. */
export function capacityInputs(props: PumaServiceProps): CapacityInputs {
  const pods = props.replicas ?? props.scaling?.minPods ?? DEFAULT_POD_RANGE.minPods;
  return {
    workers: props.puma?.workers,
    threads: props.puma?.maxThreads,
    meanServiceTimeSeconds: props.meanServiceTimeSeconds,
    pods: Token.isUnresolved(pods) ? undefined : pods,
    queues: props.components.map(({ name, backlog, expectedBurst }) => ({ name, backlog, expectedBurst })),
  };
}

/** Whether points are stored by the second: points of 10 s that are stored by the minute are no points. */
export function highResolution({ scaling, highResolutionMetrics: given }: PumaServiceProps): boolean {
  const needed =
    (scaling?.metric?._periodSeconds ?? DEFAULT_METRIC_PERIOD_SECONDS) < STORAGE_RESOLUTION_SECONDS.standard;
  if (needed && given === false) {
    refuse({
      code: 'MetricResolutionTooLow',
      path: 'highResolutionMetrics',
      given,
      allowed: 'true or nothing, or a scaling.metric of 60 s',
      why: 'scaling reads points shorter than a minute, and CloudWatch would have none: the fleet would keep its size for ever',
    });
  }
  return given ?? needed;
}
