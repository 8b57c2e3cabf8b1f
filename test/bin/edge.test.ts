import { Match, Template } from 'aws-cdk-lib/assertions';
import { brief, problemsOf, small, stackOf } from './configuration';

const ELB = 'AWS::ElasticLoadBalancingV2';

test('the load balancer is set up as the file says', () => {
  const text = small(
    'service:',
    `  ipAddressType: dualstack
  sslPolicy: ELBSecurityPolicy-TLS13-1-3-2021-06
  desyncMitigationMode: strictest
  xffHeaderProcessingMode: remove
  http2: false
  tlsHeaders: true
  zonalShift: false
  reservedCapacityUnits: 100
  loadBalancerName: shop
  clientCertificates:
    verify: { trustStoreArn: 'arn:aws:elasticloadbalancing:us-west-2:111122223333:truststore/a/0123456789abcdef' }
  responseHeaders:
    strictTransportSecurity: { includeSubdomains: true }
    noSniff: true
  hostedZones:
    - { hostedZoneId: Z0123456789, zoneName: example.com }
  quotas: { rules: 200 }
  logs:
    none: 'A test without logs'
service:`,
  );
  const template = Template.fromStack(stackOf(text));
  template.hasResourceProperties(`${ELB}::LoadBalancer`, {
    Name: 'shop',
    IpAddressType: 'dualstack',
    MinimumLoadBalancerCapacity: { CapacityUnits: 100 },
    LoadBalancerAttributes: Match.arrayWith([
      { Key: 'routing.http.desync_mitigation_mode', Value: 'strictest' },
      { Key: 'routing.http.xff_header_processing.mode', Value: 'remove' },
      { Key: 'routing.http2.enabled', Value: 'false' },
      { Key: 'zonal_shift.config.enabled', Value: 'false' },
      { Key: 'access_logs.s3.enabled', Value: 'false' },
    ]),
  });
  template.hasResourceProperties(`${ELB}::Listener`, {
    Port: 443,
    SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06',
    MutualAuthentication: { Mode: 'verify' },
    ListenerAttributes: Match.arrayWith([
      {
        Key: 'routing.http.response.strict_transport_security.header_value',
        Value: 'max-age=31536000; includeSubDomains',
      },
    ]),
  });
  for (const Type of ['A', 'AAAA']) {
    template.hasResourceProperties('AWS::Route53::RecordSet', {
      Type,
      Name: 'shop.example.com.',
      HostedZoneId: 'Z0123456789',
    });
  }
});

const ARNS = /  certificateArns:\n.*\n/.exec(small())![0];

test('a certificate may be issued in place of one that exists', () => {
  const text = small(
    ARNS,
    `  certificateDomains: [shop.example.com, '*.example.com']
  hostedZones:
    - { hostedZoneId: Z0123456789, zoneName: example.com }
`,
  );
  const template = Template.fromStack(stackOf(text));
  template.hasResourceProperties('AWS::CertificateManager::Certificate', {
    DomainName: 'shop.example.com',
    SubjectAlternativeNames: ['*.example.com'],
    DomainValidationOptions: Match.arrayWith([{ DomainName: '*.example.com', HostedZoneId: 'Z0123456789' }]),
  });
  template.hasResourceProperties(`${ELB}::Listener`, {
    Port: 443,
    Certificates: [{ CertificateArn: { Ref: Match.anyValue() } }],
  });
});

test('those who may connect are named by their ranges', () => {
  const allowed = "  allowFromCidrs: ['198.51.100.0/24', '2001:db8::/32']\nservice:";
  const template = Template.fromStack(stackOf(small('service:', allowed)));
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [443, 80].flatMap((FromPort) => [
      Match.objectLike({ CidrIp: '198.51.100.0/24', FromPort }),
      Match.objectLike({ CidrIpv6: '2001:db8::/32', FromPort }),
    ]),
  });
  const wrong = problemsOf(small('service:', "  allowFromCidrs: ['198.51.100.0']\nservice:"));
  expect(wrong.map(brief)).toEqual([expect.stringContaining('edge.allowFromCidrs[0]')]);
  const nobody = problemsOf(small('service:', '  allowFromCidrs: []\nservice:'));
  expect(nobody.map(brief)).toEqual([expect.stringContaining('edge.allowFromCidrs')]);
});

test('client certificates may be passed on', () => {
  const template = Template.fromStack(stackOf(small('service:', '  clientCertificates: passThrough\nservice:')));
  template.hasResourceProperties(`${ELB}::Listener`, { MutualAuthentication: { Mode: 'passthrough' } });
});

const ROUTING = `port: 9292
      routing:
        algorithm: weighted_random
        minimumHealthyPercentage: 50
        issueListenerCertificate: false
        authentication:
          cognito:
            userPoolArn: arn:aws:cognito-idp:us-west-2:111122223333:userpool/us-west-2_abcdefghi
            userPoolClientId: client
            userPoolDomain: example-users
            onUnauthenticated: deny
        rules:
          - fixedResponse: { name: old, paths: [/old/*], statusCode: 404 }
          - authenticate:
              name: admin
              paths: [/admin/*, /oauth2/idpresponse]
              authentication:
                oidc:
                  issuer: https://login.example.com
                  authorizationEndpoint: https://login.example.com/authorize
                  tokenEndpoint: https://login.example.com/token
                  userInfoEndpoint: https://login.example.com/userinfo
                  clientId: edge
                  clientSecretName: Oidc
                  clientSecretField: secret`;

test('a component says how its requests are spread, and which the load balancer answers', () => {
  const template = Template.fromStack(stackOf(small('port: 9292', ROUTING)));
  template.hasResourceProperties(`${ELB}::TargetGroup`, {
    TargetGroupAttributes: Match.arrayWith([
      { Key: 'load_balancing.algorithm.type', Value: 'weighted_random' },
      { Key: 'load_balancing.algorithm.anomaly_mitigation', Value: 'on' },
    ]),
  });
  for (const Type of ['authenticate-cognito', 'fixed-response', 'authenticate-oidc']) {
    template.hasResourceProperties(`${ELB}::ListenerRule`, { Actions: Match.arrayWith([Match.objectLike({ Type })]) });
  }
  expect(JSON.stringify(template.toJSON())).toContain('{{resolve:secretsmanager:Oidc:SecretString:secret::}}');
});

test.each([
  [
    'edge.reservedCapacityUnits',
    'CapacityReservationInvalid',
    small('service:', '  reservedCapacityUnits: 1\nservice:'),
  ],
  ['edge.ipAddressType', 'ConfigurationValueUnknown', small('service:', '  ipAddressType: ipv6\nservice:')],
  [
    'service.components[0].routing.rules[0].fixedResponse.statusCode',
    'FixedResponseInvalid',
    small('port: 9292', ROUTING.replace('statusCode: 404', 'statusCode: 301')),
  ],
  [
    'service.components[0].routing.rules[0].fixedResponse.priority',
    'PriorityInvalid',
    small('port: 9292', ROUTING.replace('statusCode: 404', 'statusCode: 404, priority: 0')),
  ],
  [
    'service.components[0].routing.minimumHealthyPercentage',
    'HealthyPercentageInvalid',
    small('port: 9292', ROUTING.replace('Percentage: 50', 'Percentage: 500')),
  ],
  [
    'service.components[0].routing.rules[1].authenticate.authentication.oidc.issuer',
    'EndpointInvalid',
    small('port: 9292', ROUTING.replace('issuer: https', 'issuer: http')),
  ],
])('%s is refused where it stands: %s', (path, code, text) => {
  const [problem] = problemsOf(text);
  expect(problem).toMatchObject({ path, code });
  expect(brief(problem)).toMatch(/^\d+:\d+ /);
});
