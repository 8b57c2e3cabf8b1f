import { Aws } from 'aws-cdk-lib';
import { PumaAlarms } from '../../lib/monitoring/puma-alarms';
import { MetricSource } from '../../lib/scaling/metric-source';
import { PodIdentity } from '../../lib/workload/pod-identity';
import { PumaImage } from '../../lib/workload/puma-image';
import type { Mistake } from './mistake';
import { expectMistakeRefused } from './mistake';

/** Mistakes with pods, timing, scaling and monitoring. */
const mistakes: Mistake[] = [
  ['PodRangeInvalid', 'fewer pods at most than at least', () => ({ scaling: { minPods: 5, maxPods: 3 } })],
  ['PodRangeInvalid', 'no pods at least', () => ({ scaling: { minPods: 0 } })],
  ['TargetBusynessInvalid', 'a target busyness of 0', () => ({ scaling: { targetBusyness: 0 } })],
  ['TargetBusynessInvalid', 'a target busyness over 95', () => ({ scaling: { targetBusyness: 96 } })],
  [
    'EnvironmentNameReserved',
    "another product than Asherah's keys are for",
    () => ({
      asherah: { serviceName: 'shop', productId: 'orders' },
      environment: { ASHERAH_PRODUCT_NAME: 'parcels' },
    }),
  ],
  ['ReplicasAndScaling', 'a fixed number of pods that scales', () => ({ replicas: 3, scaling: {} })],
  ['PersistentTimeoutTooShort', "Puma's keep-alive of 20 s", () => ({ timing: { persistentTimeoutSeconds: 20 } })],
  [
    'PersistentTimeoutTooShort',
    'a keep-alive of just idle + connect',
    () => ({ timing: { persistentTimeoutSeconds: 70 } }),
  ],
  [
    'GracePeriodWithinPreStop',
    'a grace period shorter than preStop',
    () => ({ timing: { terminationGracePeriodSeconds: 30 } }),
  ],
  [
    'GracePeriodTooShort',
    'a grace period that cuts the drain',
    () => ({ timing: { terminationGracePeriodSeconds: 60 } }),
  ],
  [
    'DeregistrationDelayTooLong',
    "the load balancer's own deregistration delay",
    () => ({ timing: { deregistrationDelaySeconds: 300 } }),
  ],
  ['PreStopTooShort', 'a preStop shorter than propagation', () => ({ timing: { preStopSeconds: 5 } })],
  [
    'SlowestRequestOverIdleTimeout',
    'a request slower than the idle timeout',
    () => ({ timing: { slowestRequestSeconds: 60 } }),
  ],
  ['DurationInvalid', 'half a second', () => ({ timing: { drainSeconds: 30.5 } })],
  ['ImageWithoutTag', 'an image without a tag', () => ({ image: PumaImage.fromRegistry('registry.example.com/shop') })],
  [
    'ImageInvalid',
    'an image with a malformed digest',
    () => ({ image: PumaImage.fromRegistry('registry.example.com/shop@sha256:abc') }),
  ],
  ['NameInvalid', "a service name over Kubernetes' length", () => ({ serviceName: 'a'.repeat(64) })],
  ['NameInvalid', 'a namespace with a dot', () => ({ namespace: 'my.namespace' })],
  ['MustBeKnownAtSynth', 'a service name that is known at deployment', () => ({ serviceName: Aws.REGION })],
  ['MustBeKnownAtSynth', 'a namespace that is known at deployment', () => ({ namespace: `shop-${Aws.REGION}` })],
  ['WorkersInvalid', 'fewer than no workers', () => ({ puma: { workers: -1 } })],
  ['ThreadsInvalid', 'fewer threads at most than at least', () => ({ puma: { minThreads: 5, maxThreads: 3 } })],
  ['EnvironmentNameInvalid', 'an environment variable with a dash', () => ({ environment: { 'MY-NAME': 'x' } })],
  [
    'SecretInEnvironment',
    'a private key in the environment',
    () => ({ environment: { KEY: '-----BEGIN PRIVATE KEY-----' } }),
  ],
  ['AlarmActionMissing', 'alarms that tell nobody', () => ({ alarms: PumaAlarms.notify([]) })],
  ['AlarmReasonMissing', 'no alarms for no reason', () => ({ alarms: PumaAlarms.none('') })],
  ['CapacityInvalid', 'a service time in milliseconds', () => ({ meanServiceTimeSeconds: 5000 })],
  [
    'MetricResolutionTooLow',
    'points of 10 s that are stored by the minute',
    () => ({ scaling: { metric: MetricSource.cloudWatch({ periodSeconds: 10 }) }, highResolutionMetrics: false }),
  ],
  ['OpenIdConnectProviderMissing', 'IRSA without an OpenID Connect provider', () => ({ identity: PodIdentity.irsa() })],
  ['CloudWatchNeeded', 'scaling without what it reads', () => ({ metrics: { cloudWatch: false } })],
  ['PublishIntervalInvalid', 'a point a second', () => ({ metrics: { publishIntervalSeconds: 1 } })],
  ['PrometheusNamespacesInvalid', 'scrapers of no endpoint', () => ({ metrics: { prometheusNamespaces: ['amp'] } })],
  ['MetricNamespaceInvalid', "AWS's own metric namespace", () => ({ metricNamespace: 'AWS/Puma' })],
];

test.each(mistakes)('%s: %s', (code, _title, make) => expectMistakeRefused(code, make));
