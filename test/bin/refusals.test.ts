import { brief, problemsOf, small } from './configuration';

/** What constructs refuse has its place in the file, under the file's own names. */
describe('a refusal is reported where its value stands', () => {
  test.each([
    ['the stack', small('stackName: Small', 'stackName: 1st'), ['1:12 stackName StackNameInvalid']],
    ['the account', small('network:', "env: { account: '1111' }\nnetwork:"), ['2:17 env.account AccountInvalid']],
    ['the Region', small('network:', 'env: { region: Oregon }\nnetwork:'), ['2:16 env.region RegionInvalid']],
    ['the network', small('vpc-0123456789abcdef0', 'my-vpc'), ['4:12 network.existing.vpcId']],
    [
      'a new network',
      small(/network:[^]*?(?=cluster:)/.exec(small())![0], 'network:\n  create: { maxAzs: 1 }\n'),
      ['3:21 network.create.maxAzs ZonesInvalid'],
    ],
    [
      'the cluster',
      small('clusterName: platform', "clusterName: platform\n    version: '1.20'"),
      ['12:14 cluster.existing.version KubernetesVersionUnsupported'],
    ],
    [
      'a listener certificate',
      small('arn:aws:acm', 'arn:aws:s3'),
      ['16:7 edge.certificateArns[0] CertificateArnInvalid'],
    ],
    [
      'a listener certificate of another Region',
      small('network:', 'env: { region: eu-west-1 }\nnetwork:'),
      ['17:7 edge.certificateArns[0] CertificateArnInvalid'],
    ],
    [
      'no listener certificate',
      small(/\n {4}- arn:aws:acm.*/.exec(small())![0], ' []'),
      ['15:20 edge.certificateArns CertificateMissing'],
    ],
    ['the service', small('name: shop', 'name: Shop'), ['18:9 service.name NameInvalid']],
    ['the image', small('/shop:v1', '/shop'), ['19:10 service.image ImageWithoutTag']],
    ['a port', small('9292', '80'), ['23:13 service.components[0].port PortInvalid']],
    ['a host', small('shop.example.com', 'shop'), ['22:17 service.components[0].hostname HostnameInvalid']],
    [
      'a host of two components',
      withComponent('name: other, hostname: shop.example.com, port: 9293'),
      ['24:32 service.components[1].hostname ComponentHostTwice'],
    ],
    [
      'a port of two components',
      withComponent('name: other, hostname: other.example.com, port: 9292'),
      ['24:57 service.components[1].port ComponentPortTwice'],
    ],
    ["the probes' port", small('9292', '9190'), ['23:13 service.components[0].port ProbePortTaken']],
    [
      'a backlog',
      small('port: 9292', 'port: 9292\n      backlog: 5000'),
      ['24:16 service.components[0].backlog BacklogOverSomaxconn'],
    ],
    [
      'a burst',
      small('port: 9292', 'port: 9292\n      expectedBurst: -1'),
      ['24:22 service.components[0].expectedBurst CapacityInvalid'],
    ],
    [
      'a priority',
      small('port: 9292', 'port: 9292\n      rulePriority: 0'),
      ['24:21 service.components[0].rulePriority PriorityInvalid'],
    ],
    [
      'a health check',
      small('port: 9292', 'port: 9292\n      healthCheckPath: up'),
      ['24:24 service.components[0].healthCheckPath HealthCheckPathInvalid'],
    ],
    [
      'a secret',
      small('port: 9292', "port: 9292\n      certificateSecretName: 'a b'"),
      ['24:30 service.components[0].certificateSecretName SecretNameInvalid'],
    ],
    [
      "a certificate's validity",
      small('port: 9292', 'port: 9292\n      certificateSource: { issued: { validityDays: 400 } }'),
      ['24:52 service.components[0].certificateSource.issued.validityDays CertificateValidityInvalid'],
    ],
    [
      'a source beside a secret',
      small('port: 9292', 'port: 9292\n      certificateSource: brought\n      certificateSecretName: mine'),
      ['24:26 service.components[0].certificateSource CertificateOptionUnused'],
    ],
    [
      'a private authority',
      small('/shop:v1', '/shop:v1\n  certificateAuthority: { privateCa: { arn: mine } }'),
      ['20:45 service.certificateAuthority.privateCa.arn PrivateCaArnInvalid'],
    ],
    [
      "an authority's secret",
      small('/shop:v1', "/shop:v1\n  certificateAuthority: { secret: { secretName: 'a b' } }"),
      ['20:49 service.certificateAuthority.secret.secretName SecretNameInvalid'],
    ],
    [
      "an authority's key",
      small('/shop:v1', '/shop:v1\n  certificateAuthority: { secret: { secretName: ca, encryptionKeyArn: alias/ca } }'),
      ['20:71 service.certificateAuthority.secret.encryptionKeyArn CertificateKeyArnInvalid'],
    ],
    [
      'an authority that signs nothing',
      small(
        'port: 9292',
        'port: 9292\n      certificateSource: brought\n  certificateAuthority: { secret: { secretName: ca } }',
      ),
      ['25:25 service.certificateAuthority CertificateAuthorityUnused'],
    ],
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
      'a limit',
      withRules('perIp: { name: a, limit: 9 }'),
      ['25:36 service.components[0].rateRules[0].perIp.limit RateLimitInvalid'],
    ],
    [
      'a window',
      withRules('perAsn: { name: a, limit: 90, windowSeconds: 90 }'),
      ['25:56 service.components[0].rateRules[0].perAsn.windowSeconds RateWindowInvalid'],
    ],
    [
      'a ceiling',
      withRules('ceiling: { name: a, limit: 90, paths: [] }'),
      ['25:49 service.components[0].rateRules[0].ceiling.paths CeilingWithoutPath'],
    ],
    [
      'a method',
      withRules('perIp: { name: a, limit: 90, methods: [GET, get] }'),
      ['25:55 service.components[0].rateRules[0].perIp.methods[1]'],
    ],
    [
      'a body',
      withRules("perIp: { name: a, limit: 90, body: { json: '{' } }"),
      ['25:54 service.components[0].rateRules[0].perIp.body.json BlockedBodyNotJson'],
    ],
    [
      'a key twice',
      withRules('custom: { name: a, limit: 90, keys: [ip, ip] }'),
      ['25:47 service.components[0].rateRules[0].custom.keys'],
    ],
    [
      'a header',
      withRules("custom: { name: a, limit: 90, keys: [ip, { header: { name: 'a b' } }] }"),
      ['25:70 service.components[0].rateRules[0].custom.keys[1].header.name'],
    ],
    [
      'a scope-down',
      withRules("perIp: { name: a, limit: 90, scopeDown: { all: [{ method: [GET] }, { not: { pathRegex: '(' } }] } }"),
      ['25:98 service.components[0].rateRules[0].perIp.scopeDown.all[1].not.pathRegex MatchPatternInvalid'],
    ],
    [
      'a challenge',
      withRules('perIp: { name: a, limit: 90, mode: CHALLENGE, methods: [POST] }'),
      ['25:66 service.components[0].rateRules[0].perIp.methods ChallengeNeedsGet'],
    ],
    [
      "a blast protection's limit",
      small(
        'port: 9292',
        'port: 9292\n      blastProtection: { forLinkScanners: { paths: [/t/], network: { limit: 9 } } }',
      ),
      ['24:77 service.components[0].blastProtection.forLinkScanners.network.limit BlastLimitInvalid'],
    ],
    [
      "a blast protection's paths",
      small('port: 9292', 'port: 9292\n      blastProtection: { forLinkScanners: { paths: [/t/, t] } }'),
      ['24:58 service.components[0].blastProtection.forLinkScanners.paths[1] RateRulePathInvalid'],
    ],
    [
      "a blast protection's window",
      small(
        'port: 9292',
        'port: 9292\n      blastProtection: { forLinkScanners: { paths: [/t/], windowSeconds: 30 } }',
      ),
      ['24:74 service.components[0].blastProtection.forLinkScanners.windowSeconds BlastWindowInvalid'],
    ],
    [
      'paths for programs',
      small('port: 9292', 'port: 9292\n      programPaths: [api]'),
      ['24:22 service.components[0].programPaths[0] RateRulePathInvalid'],
    ],
    [
      'a managed group',
      small('service:', '  webAcl: { managedRules: [{ ipReputation: { version: Version_1.0 } }] }\nservice:'),
      ['17:55 edge.webAcl.managedRules[0].ipReputation.version ManagedRulesVersionInvalid'],
    ],
    [
      'a secret header',
      small('service:', "  webAcl: { secretHeaders: ['a b'] }\nservice:"),
      ['17:29 edge.webAcl.secretHeaders[0] WafFieldNameInvalid'],
    ],
    [
      'a log of a web ACL',
      small('service:', '  webAcl: { logs: { newBucket: { retentionDays: 0 } } }\nservice:'),
      ['17:49 edge.webAcl.logs.newBucket.retentionDays LogRetentionInvalid'],
    ],
    [
      'a rule twice',
      withRules('perIp: { name: a, limit: 90 }', 'perJa4: { name: a, limit: 90 }'),
      ['service.components[0].rateRules['],
    ],
    [
      'an 11th rule',
      withRules(...Array.from({ length: 11 }, (_, i) => `perIp: { name: r${i}, limit: 90 }`)),
      ['service.components[0].rateRules'],
    ],
    [
      'the Kubernetes namespace',
      small('/shop:v1', '/shop:v1\n  namespace: My'),
      ['20:14 service.namespace NameInvalid'],
    ],
    ['memory', small('/shop:v1', '/shop:v1\n  pod: { memory: much }'), ['20:18 service.pod.memory']],
  ])('%s', (_, text, [expected]) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(brief(problems[0])).toContain(expected);
  });

  test('the message keeps what the construct taught', () => {
    expect(problemsOf(small('9292', '80'))).toEqual([
      expect.objectContaining({
        given: '80',
        allowed: 'a whole number from 1024 to 65535',
        why: expect.stringContaining('unprivileged'),
      }),
    ]);
  });

  test('what aws-cdk-lib itself refuses is told with its message', () => {
    const network = /network:[^]*?(?=cluster:)/.exec(small())![0];
    expect(
      problemsOf(small(network, "network: { create: { cidr: '10.0.0.0/16' } }\n").replace('10.0.0.0/16', 'ten')),
    ).toEqual([expect.objectContaining({ given: expect.stringContaining('ten') })]);
  });
});

function withComponent(component: string): string {
  return small('port: 9292', `port: 9292\n    - { ${component} }`);
}

function withRules(...rules: string[]): string {
  return small('port: 9292', `port: 9292\n      rateRules:\n${rules.map((rule) => `        - ${rule}\n`).join('')}`);
}
