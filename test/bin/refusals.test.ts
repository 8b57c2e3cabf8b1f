import { brief, problemsOf, small } from './configuration';

/** What constructs refuse has its place in the file, under the file's own names: here of the stack, its network, its cluster and its components. */
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
