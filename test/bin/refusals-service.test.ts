import { brief, problemsOf, small } from './configuration';

/** What constructs refuse has its place in the file, under the file's own names: here of the service: Puma, timing, scaling, metrics, alarms. */
describe('a refusal is reported where its value stands', () => {
  test.each([
    ['the image', small('/shop:v1', '/shop'), ['19:10 service.image ImageWithoutTag']],
    ['workers', small('/shop:v1', '/shop:v1\n  puma: { workers: -1 }'), ['20:20 service.puma.workers WorkersInvalid']],
    [
      'the service time',
      small('/shop:v1', '/shop:v1\n  meanServiceTimeSeconds: 0'),
      ['20:27 service.meanServiceTimeSeconds CapacityInvalid'],
    ],
    [
      'a timeout',
      small('/shop:v1', '/shop:v1\n  timing:\n    idleTimeoutSeconds: 5000'),
      ['21:25 service.timing.idleTimeoutSeconds EdgeTimeoutInvalid'],
    ],
    [
      'timeouts that contradict each other',
      small('/shop:v1', '/shop:v1\n  timing: { persistentTimeoutSeconds: 60 }'),
      ['20:39 service.timing.persistentTimeoutSeconds PersistentTimeoutTooShort'],
    ],
    [
      'a probe',
      small('/shop:v1', '/shop:v1\n  timing: { livenessProbe: { failureThreshold: 1 } }'),
      ['20:48 service.timing.livenessProbe.failureThreshold'],
    ],
    ['pods', small('/shop:v1', '/shop:v1\n  scaling: { minPods: 5, maxPods: 3 }'), ['20:35 service.scaling.maxPods']],
    [
      'the target',
      small('/shop:v1', '/shop:v1\n  scaling: { targetBusyness: 99 }'),
      ['20:30 service.scaling.targetBusyness TargetBusynessInvalid'],
    ],
    [
      'a window of a clock that is none',
      small(
        '/shop:v1',
        "/shop:v1\n  scaling:\n    scheduled:\n      - { minPods: 9, start: '0 8 * * *', end: '0 25 * * *' }",
      ),
      ['22:48 service.scaling.scheduled[0].end CronInvalid'],
    ],
    [
      'a fallback without KEDA',
      small('/shop:v1', '/shop:v1\n  scaling: { fallbackPods: 4, metric: { external: { metricName: busyness } } }'),
      ['20:28 service.scaling.fallbackPods NeedsKeda'],
    ],
    [
      "an adapter's metric",
      small('/shop:v1', '/shop:v1\n  scaling: { metric: { external: { metricName: a/b } } }'),
      ['20:48 service.scaling.metric.external.metricName MetricNameInvalid'],
    ],
    [
      'replicas beside scaling',
      small('/shop:v1', '/shop:v1\n  replicas: 3\n  scaling: {}'),
      ['20:13 service.replicas ReplicasAndScaling'],
    ],
    [
      'CloudWatch left out, which scaling reads',
      small('/shop:v1', '/shop:v1\n  metrics: { cloudWatch: false }'),
      ['20:26 service.metrics.cloudWatch CloudWatchNeeded'],
    ],
    [
      'how often pods publish',
      small('/shop:v1', '/shop:v1\n  metrics: { publishIntervalSeconds: 7 }'),
      ['20:38 service.metrics.publishIntervalSeconds PublishIntervalInvalid'],
    ],
    [
      'the metric',
      small('/shop:v1', '/shop:v1\n  scaling:\n    metric: { cloudWatch: { periodSeconds: 45 } }'),
      ['21:44 service.scaling.metric.cloudWatch.periodSeconds MetricPeriodInvalid'],
    ],
    [
      'Prometheus',
      small('/shop:v1', '/shop:v1\n  scaling:\n    metric: { prometheus: { serverAddress: here } }'),
      ['21:44 service.scaling.metric.prometheus.serverAddress EndpointInvalid'],
    ],
    [
      "KEDA's role",
      small(
        '/shop:v1',
        '/shop:v1\n  scaling:\n    metric: { cloudWatch: { identity: { podIdentity: { roleArn: me } } } }',
      ),
      ['21:65 service.scaling.metric.cloudWatch.identity.podIdentity.roleArn RoleArnInvalid'],
    ],
    [
      'Asherah',
      small('/shop:v1', '/shop:v1\n  asherah:\n    serviceName: a b\n    productId: c'),
      ['21:18 service.asherah.serviceName AsherahNameInvalid'],
    ],
    [
      'a Region map',
      small(
        '/shop:v1',
        '/shop:v1\n  asherah:\n    serviceName: a\n    productId: c\n    regionMap:\n      eu-west-1: arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000000',
      ),
      ['20:3 service.asherah.preferredRegion RegionMapWithoutPreferredRegion'],
    ],
    [
      'an alarm threshold',
      small('/shop:v1', '/shop:v1\n  alarmThresholds: { certificateDays: 0 }'),
      ['20:39 service.alarmThresholds.certificateDays AlarmThresholdInvalid'],
    ],
    [
      'a topic',
      small("none: 'Nobody is on call for a test'", 'topicArns: [on-call]'),
      ['25:17 service.alarms.topicArns[0] TopicArnInvalid'],
    ],
    [
      'no topic',
      small("none: 'Nobody is on call for a test'", 'topicArns: []'),
      ['25:16 service.alarms.topicArns AlarmActionMissing'],
    ],
    ['a reason', small('Nobody is on call for a test', 'no'), ['25:11 service.alarms.none AlarmReasonMissing']],
    [
      'the Kubernetes namespace',
      small('/shop:v1', '/shop:v1\n  namespace: My'),
      ['20:14 service.namespace NameInvalid'],
    ],
    [
      'a secret of the application',
      small('/shop:v1', '/shop:v1\n  pod: { environmentFromSecrets: [a, B] }'),
      ['20:38 service.pod.environmentFromSecrets[1] EnvironmentSecretInvalid'],
    ],
    [
      'a policy of the application',
      small('/shop:v1', '/shop:v1\n  pod: { managedPolicyArns: [ReadOnlyAccess] }'),
      ['20:30 service.pod.managedPolicyArns[0] ManagedPolicyArnInvalid'],
    ],
    [
      'what the pods rest on',
      small('/shop:v1', '/shop:v1\n  pod: { templatePatch: { spec: { serviceAccountName: other } } }'),
      ['20:55 service.pod.templatePatch.spec.serviceAccountName PodTemplateReserved'],
    ],
    ['memory', small('/shop:v1', '/shop:v1\n  pod: { memory: much }'), ['20:18 service.pod.memory']],
  ])('%s', (_, text, [expected]) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(brief(problems[0])).toContain(expected);
  });
});
