import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { CertificateIssuerProps } from '../../lib/tls/certificate-issuer';
import { CertificateIssuer } from '../../lib/tls/certificate-issuer';
import { CertificateSource } from '../../lib/tls/certificate-source';
import { ServerCertificate } from '../../lib/tls/server-certificate';
import type { ServerCertificateProps } from '../../lib/tls/server-certificate-props';

/** A certificate of api.example.com, by the default in a stack of no Region. */
export function certificate(
  props: Partial<ServerCertificateProps> = {},
  region?: string,
): { stack: Stack; certificate: ServerCertificate } {
  const stack = new Stack(new App(), 'Email', region === undefined ? {} : { env: { region } });
  const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  return {
    stack,
    certificate: new ServerCertificate(stack, 'Cert', { hostname: 'api.example.com', encryptionKey, ...props }),
  };
}

/** An issuer, and certificates of its own. */
export interface Issued {
  readonly stack: Stack;
  readonly issuer: CertificateIssuer;
  readonly key: kms.Key;
  readonly certificate: (hostname: string, scope?: Stack) => ServerCertificate;
}

export function issued(props: CertificateIssuerProps | ((stack: Stack) => CertificateIssuerProps) = {}): Issued {
  const stack = new Stack(new App(), 'Test');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const issuer = new CertificateIssuer(stack, 'Issuer', typeof props === 'function' ? props(stack) : props);
  const source = CertificateSource.issued({ issuer });
  const certificate = (hostname: string, scope = stack): ServerCertificate =>
    new ServerCertificate(scope, hostname, { hostname, encryptionKey: key, source });
  return { stack, key, issuer, certificate };
}

/** Statements of the issuer's role, less the one on its log. */
export function statements(stack: Stack): unknown[] {
  const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role')) as {
    Properties: { Policies: { PolicyDocument: { Statement: unknown[] } }[] };
  }[];
  const [log, ...others] = role.Properties.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  expect(log).toEqual({
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: { 'Fn::GetAtt': [expect.stringMatching(/^IssuerLogGroup/), 'Arn'] },
  });
  return others;
}
