import { CfnResource, Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { IssuedCertificate } from '../model/certificates';
import { DEFAULT_VALIDITY_DAYS } from '../model/certificates';
import { FIRST_ISSUE_TIMEOUT_SECONDS } from '../model/first-issue';
import type { CertificateIssuer } from './certificate-issuer';
import { CertificateKeyAlgorithm } from './certificate-key-algorithm';
import type { ExactSecret } from './read-grant';
import type { SettledIssue } from './settled-issue';

/** The two resources that fill a secret, and keep it fresh. */
export interface IssueAndRotation {
  readonly firstIssue: CfnResource;
  readonly rotation: secretsmanager.CfnRotationSchedule;
}

/** Has a secret filled while the stack is deployed, then renewed by schedule. */
export function issueAndRotate(
  scope: Construct,
  issuer: CertificateIssuer,
  issue: SettledIssue,
  named: { readonly secretName: string; readonly hostnames: readonly string[] },
  secret: ExactSecret,
): IssueAndRotation {
  const certificate = certificateOf(issue, named);
  const before = issuer._take(scope, certificate, secret);
  const firstIssue = new CfnResource(scope, 'FirstIssue', {
    type: 'Custom::ServerCertificate',
    properties: {
      ServiceToken: issuer.function.functionArn,
      ServiceTimeout: FIRST_ISSUE_TIMEOUT_SECONDS,
      SecretArn: secret.arn,
      // The function reads its own environment; what is said here makes CloudFormation ask it again after a change.
      Certificate: Stack.of(scope).toJsonString({ ...certificate, authority: issuer._authority }),
    },
  });
  const rotation = new secretsmanager.CfnRotationSchedule(scope, 'Rotation', {
    secretId: secret.arn,
    rotationLambdaArn: issuer.function.functionArn,
    rotationRules: { automaticallyAfterDays: issue.rotationIntervalDays },
    // Else each change of the schedule would renew at once, for nothing.
    rotateImmediatelyOnUpdate: false,
  });
  firstIssue.node.addDependency(...before);
  // Secrets Manager tries the function out when the schedule is made: there must be a certificate by then.
  rotation.node.addDependency(firstIssue);
  return { firstIssue, rotation };
}

/** What the function is told; defaults are left out, for its environment holds 4 KB. */
function certificateOf(
  { keyAlgorithm, validityDays }: SettledIssue,
  { secretName, hostnames }: { readonly secretName: string; readonly hostnames: readonly string[] },
): IssuedCertificate {
  return {
    secret: secretName,
    hostnames,
    ...(keyAlgorithm !== CertificateKeyAlgorithm.EC_P256 && { key: keyAlgorithm }),
    ...(validityDays !== DEFAULT_VALIDITY_DAYS && { validityDays }),
  };
}
