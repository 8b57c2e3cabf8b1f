import { SecretValue } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { ClientCertificates } from '../../lib/edge/client-certificates';
import { EdgeAuthentication, UnauthenticatedRequest } from '../../lib/edge/edge-authentication';
import { EdgeLogs } from '../../lib/edge/edge-logs';
import type { EdgeRoutingOptions } from '../../lib/edge/edge-routing-options';
import { EdgeRule } from '../../lib/edge/edge-rule';
import type { PumaEdgeProps } from '../../lib/edge/puma-edge-props';
import type { Row } from './pairwise';

// What a row of the matrix of edges means, as props of the library.

export const ARN = 'arn:aws:elasticloadbalancing:us-west-2:111122223333';

export function certificate(id: string): elbv2.IListenerCertificate {
  return elbv2.ListenerCertificate.fromArn(
    `arn:aws:acm:us-west-2:111122223333:certificate/${id.padEnd(8, '0')}-0000-4000-8000-000000000000`,
  );
}

export function logsOf(i: number, { logs }: Row, bucket: s3.IBucket): EdgeLogs | undefined {
  if (logs === 'folder') return EdgeLogs.newBucket({ prefix: 'edge/mail', retentionDays: 30 });
  if (logs === 'existing') return EdgeLogs.bucket(bucket, { prefix: `edge${i}` });
  return logs === 'none' ? EdgeLogs.none('A template for the linter.') : undefined;
}

export function mutualTls({ mutualTls: mode }: Row): ClientCertificates | undefined {
  if (mode === 'none') return undefined;
  if (mode === 'pass') return ClientCertificates.passThrough();
  return ClientCertificates.verify({
    trustStoreArn: `${ARN}:truststore/clients/0123456789abcdef`,
    advertiseAuthorities: true,
  });
}

export function headersOf({ headers }: Row): PumaEdgeProps['responseHeaders'] {
  if (headers === 'none') return undefined;
  const strictTransportSecurity = { includeSubdomains: true, preload: true };
  if (headers === 'hsts') return { strictTransportSecurity };
  return {
    strictTransportSecurity,
    noSniff: true,
    frameOptions: 'SAMEORIGIN',
    contentSecurityPolicy: "default-src 'self'",
    cors: {
      allowOrigin: 'https://www.example.com',
      allowMethods: 'GET, POST',
      allowHeaders: 'Authorization',
      allowCredentials: true,
      exposeHeaders: 'ETag',
      maxAgeSeconds: 600,
    },
  };
}

const OIDC = EdgeAuthentication.oidc({
  issuer: 'https://login.example.com',
  authorizationEndpoint: 'https://login.example.com/authorize',
  tokenEndpoint: 'https://login.example.com/token',
  userInfoEndpoint: 'https://login.example.com/userinfo',
  clientId: 'edge',
  clientSecret: SecretValue.secretsManager('Oidc', { jsonField: 'clientSecret' }),
  scope: 'openid email',
  sessionSeconds: 3600,
  sessionCookieName: 'edge',
  extraParameters: { prompt: 'login' },
});
const COGNITO = EdgeAuthentication.cognito({
  userPoolArn: 'arn:aws:cognito-idp:us-west-2:111122223333:userpool/us-west-2_abcdefghi',
  userPoolClientId: '1h57kf5cpq17m0eml12EXAMPLE',
  userPoolDomain: 'example-users',
  onUnauthenticated: UnauthenticatedRequest.DENY,
});

export function routing(row: Row): EdgeRoutingOptions {
  const maintenance = EdgeRule.fixedResponse({
    name: 'maintenance',
    paths: ['/old/*'],
    statusCode: 503,
    contentType: 'text/html',
    body: '<p>Back soon</p>',
  });
  const admin = EdgeRule.authenticate({
    name: 'admin',
    paths: ['/admin/*'],
    methods: row.hosts === 'three' ? undefined : ['GET'],
    sourceCidrs: row.hosts === 'three' ? undefined : ['192.0.2.0/24'],
    authentication: row.signIn === 'cognito' ? COGNITO : OIDC,
  });
  const rules = { none: undefined, fixed: [maintenance], authenticate: [admin], both: [maintenance, admin] };
  return {
    algorithm: row.algorithm as elbv2.TargetGroupLoadBalancingAlgorithmType,
    slowStartSeconds: row.ramp === 'slow-start' ? 60 : undefined,
    stickinessSeconds: row.ramp === 'sticky' ? 600 : undefined,
    crossZone: row.spread === 'in-zone' ? false : undefined,
    minimumHealthyPercentage: row.spread === 'half-healthy' ? 50 : undefined,
    authentication: { none: undefined, oidc: OIDC, cognito: COGNITO }[row.signIn],
    rules: rules[row.rules as keyof typeof rules],
    issueListenerCertificate: row.issued === 'acm' ? true : undefined,
  };
}
