/** Every mistake that a user of `PumaService` or `PumaStack` is likely to make, refused at synth with a code that teaches. */
import { App, Stack } from 'aws-cdk-lib';
import { EdgeLogs } from '../lib/edge/edge-logs';
import { PumaEdge } from '../lib/edge/puma-edge';
import { RateKey } from '../lib/edge/rate-key';
import { RateRule } from '../lib/edge/rate-rule';
import { KeyHierarchy } from '../lib/keys/key-hierarchy';
import { PumaAlarms } from '../lib/monitoring/puma-alarms';
import type { PumaComponent } from '../lib/puma-component';
import type { PumaServiceProps } from '../lib/puma-service';
import { PumaService } from '../lib/puma-service';
import { MetricSource } from '../lib/scaling/metric-source';
import { CertificateAuthority } from '../lib/tls/certificate-authority';
import { CertificateSource } from '../lib/tls/certificate-source';
import { ServerCertificate } from '../lib/tls/server-certificate';
import { PodIdentity } from '../lib/workload/pod-identity';
import { PumaImage } from '../lib/workload/puma-image';
import { existingVpc, LISTENER_CERTIFICATE, smallProps } from './support/platform';
import { expectRefusal } from './support/refusal';

type Mistake = [code: string, title: string, make: (stack: Stack) => Partial<PumaServiceProps>];

const web: PumaComponent = { name: 'web', hostname: 'www.example.com', port: 9292 };
const api: PumaComponent = { name: 'api', hostname: 'api.example.com', port: 9293 };
const rule = (limit: number, windowSeconds?: number): RateRule =>
  RateRule.perIp({ name: 'rule', limit, windowSeconds });

const mistakes: Mistake[] = [
  [
    'HostnameInvalid',
    'a hostname with an underscore',
    () => ({ components: [{ ...web, hostname: 'www_example.com' }] }),
  ],
  ['HostnameInvalid', 'a hostname in capitals', () => ({ components: [{ ...web, hostname: 'WWW.example.com' }] })],
  ['HostnameInvalid', 'a hostname of one label', () => ({ components: [{ ...web, hostname: 'www' }] })],
  [
    'HostnameInvalid',
    'a URL for a hostname',
    () => ({ components: [{ ...web, hostname: 'https://www.example.com' }] }),
  ],
  ['ComponentPortTwice', 'two components on one port', () => ({ components: [web, { ...api, port: 9292 }] })],
  [
    'ComponentHostTwice',
    'two components on one host',
    () => ({ components: [web, { ...api, hostname: 'www.example.com' }] }),
  ],
  ['ComponentNameTwice', 'two components of one name', () => ({ components: [web, { ...api, name: 'web' }] })],
  ['PortInvalid', 'a privileged port', () => ({ components: [{ ...web, port: 443 }] })],
  ['PortInvalid', 'a port beyond the last', () => ({ components: [{ ...web, port: 70_000 }] })],
  ['ProbePortTaken', 'a component on the probe port', () => ({ components: [{ ...web, port: 9190 }] })],
  ['ComponentCountInvalid', 'no component', () => ({ components: [] })],
  ['NameInvalid', 'a component name with a capital', () => ({ components: [{ ...web, name: 'Web' }] })],
  ['BacklogOverSomaxconn', 'a backlog over somaxconn', () => ({ components: [{ ...web, backlog: 8192 }] })],
  ['BacklogInvalid', 'no backlog at all', () => ({ components: [{ ...web, backlog: 0 }] })],
  ['RateLimitInvalid', 'a rate limit under 10', () => ({ components: [{ ...web, rateRules: [rule(9)] }] })],
  ['RateWindowInvalid', 'a window of 90 s', () => ({ components: [{ ...web, rateRules: [rule(100, 90)] }] })],
  [
    'TooManyRateRules',
    'an eleventh rate rule',
    () => ({
      components: [
        { ...web, rateRules: Array.from({ length: 11 }, (_, i) => RateRule.perIp({ name: `rule-${i}`, limit: 100 })) },
      ],
    }),
  ],
  [
    'RateKeyCountInvalid',
    'a sixth key',
    () => ({
      components: [
        {
          ...web,
          rateRules: [
            RateRule.custom({
              name: 'keys',
              limit: 100,
              keys: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => RateKey.header(name)),
            }),
          ],
        },
      ],
    }),
  ],
  [
    'CeilingWithoutPath',
    'a ceiling on no path',
    () => ({ components: [{ ...web, rateRules: [RateRule.ceiling({ name: 'c', limit: 100, paths: [] })] }] }),
  ],
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
  [
    'CertificateForAnotherHost',
    'a certificate for another host',
    (stack) => ({
      components: [
        {
          ...web,
          certificate: ServerCertificate.fromSecretName(stack, 'C', {
            secretName: 'c',
            hostnames: ['api.example.com'],
          }),
        },
      ],
    }),
  ],
  [
    'CertificateTwice',
    'two certificates for one component',
    (stack) => ({
      components: [
        {
          ...web,
          certificate: ServerCertificate.fromSecretName(stack, 'C', {
            secretName: 'c',
            hostnames: ['www.example.com'],
          }),
          certificateSecretName: 'c',
        },
      ],
    }),
  ],
  [
    'CertificateKeyArnInvalid',
    "a certificate's key by its alias",
    () => ({
      components: [
        { ...web, certificateSecretName: 'c', certificateKeyArn: 'arn:aws:kms:us-west-2:111122223333:alias/c' },
      ],
    }),
  ],
  [
    'CertificateKeyUnused',
    'a key for no secret',
    () => ({
      components: [
        { ...web, certificateKeyArn: 'arn:aws:kms:us-west-2:111122223333:key/00000000-0000-4000-8000-000000000000' },
      ],
    }),
  ],
  [
    'SecretNameInvalid',
    'a secret name with a space',
    () => ({ components: [{ ...web, certificateSecretName: 'my secret' }] }),
  ],
  [
    'CertificateValidityInvalid',
    'a certificate for ten years',
    () => ({ components: [{ ...web, certificateSource: CertificateSource.issued({ validityDays: 3650 }) }] }),
  ],
  [
    'RotationIntervalInvalid',
    'a renewal when the certificate has ended',
    () => ({ components: [{ ...web, certificateSource: CertificateSource.issued({ rotationIntervalDays: 90 }) }] }),
  ],
  [
    'CertificateOptionUnused',
    'a source for a certificate that exists',
    () => ({ components: [{ ...web, certificateSecretName: 'c', certificateSource: CertificateSource.brought() }] }),
  ],
  [
    'CertificateOptionUnused',
    'a policy for a certificate that is given',
    (stack) => ({
      components: [
        {
          ...web,
          denyOtherCertificateReaders: true,
          certificate: ServerCertificate.fromSecretName(stack, 'C', {
            secretName: 'c',
            hostnames: ['www.example.com'],
          }),
        },
      ],
    }),
  ],
  [
    'CertificateAuthorityUnused',
    'an authority with nothing to sign',
    () => ({
      components: [{ ...web, certificateSource: CertificateSource.brought() }],
      certificateAuthority: CertificateAuthority.fromSecretName({ secretName: 'ca' }),
    }),
  ],
  [
    'PrivateCaArnInvalid',
    "a private authority's name",
    () => ({ certificateAuthority: CertificateAuthority.privateCaArn('internal-ca') }),
  ],
  [
    'PrivateKeyInTemplate',
    'a private key as text',
    (stack) => ({
      components: [
        {
          ...web,
          certificate: ServerCertificate.fromPem(stack, 'C', {
            certPem: '-----BEGIN CERTIFICATE-----',
            keyPem: 'a key',
            encryptionKey: new KeyHierarchy(stack, 'K').secretsKey,
          }),
        },
      ],
    }),
  ],
  [
    'IssuerFull',
    'more hostnames than a function can be told',
    () => ({
      components: [
        { ...web, additionalHostnames: Array.from({ length: 60 }, (_, i) => `${'a'.repeat(60)}${i}.${web.hostname}`) },
      ],
    }),
  ],
  [
    'RegionMapWithoutPreferredRegion',
    'a Region map without the preferred Region',
    () => ({
      asherah: {
        serviceName: 'shop',
        productId: 'orders',
        regionMap: { 'eu-west-1': 'arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000000' },
      },
    }),
  ],
  [
    'RegionInvalid',
    'a replica in no Region',
    () => ({ asherah: { serviceName: 's', productId: 'p', replicaRegions: ['Ireland'] } }),
  ],
  [
    'ReplicaRegionTwice',
    'one replica Region twice',
    () => ({ asherah: { serviceName: 's', productId: 'p', replicaRegions: ['eu-west-1', 'eu-west-1'] } }),
  ],
  ['AsherahNameInvalid', 'an empty Asherah service name', () => ({ asherah: { serviceName: '', productId: 'p' } })],
  [
    'AsherahTwice',
    'Asherah beside keys that were given',
    (stack) => ({ keys: new KeyHierarchy(stack, 'K'), asherah: { serviceName: 's', productId: 'p' } }),
  ],
  ['ImageWithoutTag', 'an image without a tag', () => ({ image: PumaImage.fromRegistry('registry.example.com/shop') })],
  [
    'ImageInvalid',
    'an image with a malformed digest',
    () => ({ image: PumaImage.fromRegistry('registry.example.com/shop@sha256:abc') }),
  ],
  ['NameInvalid', "a service name over Kubernetes' length", () => ({ serviceName: 'a'.repeat(64) })],
  ['NameInvalid', 'a namespace with a dot', () => ({ namespace: 'my.namespace' })],
  ['WorkersInvalid', 'fewer than no workers', () => ({ puma: { workers: -1 } })],
  ['ThreadsInvalid', 'fewer threads at most than at least', () => ({ puma: { minThreads: 5, maxThreads: 3 } })],
  ['EnvironmentNameInvalid', 'an environment variable with a dash', () => ({ environment: { 'MY-NAME': 'x' } })],
  [
    'SecretInEnvironment',
    'a private key in the environment',
    () => ({ environment: { KEY: '-----BEGIN PRIVATE KEY-----' } }),
  ],
  ['ListenerCertificatesMissing', 'no listener certificate', () => ({ listenerCertificates: [] })],
  [
    'ListenerCertificatesUnused',
    'listener certificates beside an edge',
    (stack) => ({
      edge: new PumaEdge(stack, 'Edge', {
        vpc: existingVpc(new Stack(stack, 'Nested')),
        certificates: [LISTENER_CERTIFICATE],
      }),
      listenerCertificates: [LISTENER_CERTIFICATE],
    }),
  ],
  [
    'TimingDiffersFromEdge',
    "an idle timeout that is not the edge's",
    (stack) => ({
      edge: new PumaEdge(stack, 'Edge', {
        vpc: existingVpc(new Stack(stack, 'Nested')),
        certificates: [LISTENER_CERTIFICATE],
      }),
      timing: { idleTimeoutSeconds: 120 },
    }),
  ],
  ['PriorityInvalid', 'a rule priority beyond the last', () => ({ components: [{ ...web, rulePriority: 50_001 }] })],
  [
    'PriorityTaken',
    'one rule priority twice',
    () => ({
      components: [
        { ...web, rulePriority: 7 },
        { ...api, rulePriority: 7 },
      ],
    }),
  ],
  [
    'HealthCheckPathInvalid',
    'a health check without a slash',
    () => ({ components: [{ ...web, healthCheckPath: 'up' }] }),
  ],
  ['AlarmActionMissing', 'alarms that tell nobody', () => ({ alarms: PumaAlarms.notify([]) })],
  ['AlarmReasonMissing', 'no alarms for no reason', () => ({ alarms: PumaAlarms.none('') })],
  [
    'ReasonMissing',
    'no logs for no reason',
    (stack) => ({
      edge: new PumaEdge(stack, 'Edge', {
        vpc: existingVpc(new Stack(stack, 'Nested')),
        certificates: [LISTENER_CERTIFICATE],
        logs: EdgeLogs.none(''),
      }),
    }),
  ],
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

test.each(mistakes)('%s: %s', (code, _title, make) => {
  const stack = new Stack(new App(), 'Test');
  expectRefusal(() => new PumaService(stack, 'Web', smallProps(stack, make(stack))), code);
});

test('they are of 45 kinds at least', () => {
  expect(new Set(mistakes.map(([code]) => code)).size).toBeGreaterThanOrEqual(45);
});
