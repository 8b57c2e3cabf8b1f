import { brief, problemsOf, small } from './configuration';

/** What AWS would find by an id, an ARN or a name that cannot be one: refused here, not while the stack is deployed. */
const cluster = (text: string): string => small('clusterName: platform', `clusterName: platform\n    ${text}`);
const edge = (text: string): string => small('edge:', `edge:\n  ${text}`);
const oidc = (text: string): string =>
  small(
    'port: 9292',
    `port: 9292\n      routing: { authentication: { oidc: { issuer: 'https://id.example.com', authorizationEndpoint: 'https://id.example.com/a', tokenEndpoint: 'https://id.example.com/t', userInfoEndpoint: 'https://id.example.com/u', clientId: shop, ${text} } } }`,
  );

test.each([
  [
    'kubectl without a function',
    small('arn:aws:lambda:us-west-2:111122223333:function:kubectl', 'kubectl'),
    'cluster.existing.kubectlServiceToken ArnInvalid',
  ],
  ["kubectl's layer", cluster("kubectlLayerArn: 'layer:kubectl'"), 'cluster.existing.kubectlLayerArn ArnInvalid'],
  [
    'a layer without its version',
    cluster('kubectlLayerArn: arn:aws:lambda:us-west-2:111122223333:layer:kubectl'),
    'cluster.existing.kubectlLayerArn ArnInvalid',
  ],
  [
    'a provider',
    cluster('openIdConnectProviderArn: https://oidc.example.com'),
    'cluster.existing.openIdConnectProviderArn ArnInvalid',
  ],
  ['a subnet', small('subnet-0123456789abcdef2', 'private-2'), 'network.existing.privateSubnetIds[1] SubnetIdInvalid'],
  [
    'a zone',
    edge('hostedZones: [{ hostedZoneId: shop, zoneName: example.com }]'),
    'edge.hostedZones[0].hostedZoneId HostedZoneInvalid',
  ],
  [
    "a zone's name",
    edge('hostedZones: [{ hostedZoneId: Z0123456789ABCDEFGHIJ, zoneName: Example }]'),
    'edge.hostedZones[0].zoneName HostedZoneInvalid',
  ],
  [
    'a trust store',
    edge('clientCertificates: { verify: { trustStoreArn: store } }'),
    'edge.clientCertificates.verify.trustStoreArn ArnInvalid',
  ],
  [
    "a client's secret",
    oidc("clientSecretName: ''"),
    'service.components[0].routing.authentication.oidc.clientSecretName SecretNameInvalid',
  ],
  [
    'a user pool',
    small(
      'port: 9292',
      'port: 9292\n      routing: { authentication: { cognito: { userPoolArn: pool, userPoolClientId: a, userPoolDomain: b } } }',
    ),
    'service.components[0].routing.authentication.cognito.userPoolArn ArnInvalid',
  ],
])('%s', (_, text, expected) => {
  expect(problemsOf(text).map(brief)).toEqual([expect.stringContaining(expected)]);
});

test.each([
  [
    'a layer',
    small(
      /kubectlServiceToken.*/.exec(small())![0],
      'kubectlLayerArn: arn:aws:lambda:us-west-2:111122223333:layer:kubectl:3',
    ),
  ],
  [
    'a provider',
    cluster(
      'openIdConnectProviderArn: arn:aws-cn:iam::111122223333:oidc-provider/oidc.eks.cn-north-1.amazonaws.com.cn/id/ABC',
    ),
  ],
  ['a zone', edge('hostedZones: [{ hostedZoneId: Z0123456789ABCDEFGHIJ, zoneName: example.com }]')],
  [
    'a trust store',
    edge(
      'clientCertificates: { verify: { trustStoreArn: "arn:aws:elasticloadbalancing:us-west-2:111122223333:truststore/clients/0123456789abcdef" } }',
    ),
  ],
  [
    "a client's secret by its ARN",
    oidc('clientSecretName: arn:aws:secretsmanager:us-west-2:111122223333:secret:oidc-AbCdEf'),
  ],
])('%s that can be one is taken', (_, text) => {
  expect(problemsOf(text)).toEqual([]);
});
