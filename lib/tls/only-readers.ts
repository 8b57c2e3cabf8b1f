import { Lazy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { refuse } from '../model/errors';

/** A resource policy that denies the reading of one secret to all but those who were let in. */
export class OnlyReaders {
  public readonly policy: secretsmanager.CfnResourcePolicy;
  private readonly arns: string[] = [];

  constructor(scope: Construct, secretArn: string) {
    this.policy = new secretsmanager.CfnResourcePolicy(scope, 'OnlyReaders', {
      secretId: secretArn,
      blockPublicPolicy: true,
      resourcePolicy: Lazy.any({ produce: () => denialToAllBut(this.arns) }),
    });
  }

  public add(grantee: iam.IGrantable): void {
    const arn = arnOf(grantee);
    if (!this.arns.includes(arn)) this.arns.push(arn);
  }
}

/** The ARN of a role stands for all its sessions here; what AWS services do by themselves, such as to replicate, stays. */
function denialToAllBut(arns: readonly string[]): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['secretsmanager:GetSecretValue'],
        resources: ['*'],
        conditions: {
          ...(arns.length > 0 && { ArnNotEquals: { 'aws:PrincipalArn': arns } }),
          Bool: { 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
    ],
  });
}

function arnOf({ grantPrincipal }: iam.IGrantable): string {
  const { roleArn, userArn, arn } = grantPrincipal as Partial<Record<'roleArn' | 'userArn' | 'arn', string>>;
  const found = roleArn ?? userArn ?? arn;
  if (found !== undefined) return found;
  return refuse({
    code: 'ReaderWithoutArn',
    path: 'grantee',
    given: grantPrincipal.constructor.name,
    allowed: 'a role, a user, or an ArnPrincipal',
    why: "the secret's policy denies reads to everyone whose ARN it does not name",
  });
}
