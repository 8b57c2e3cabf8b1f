import { Lazy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ExactSecret } from './read-grant';
import { viaService } from './read-grant';

/** What rotation calls, and no more [Secrets Manager, "Lambda rotation function execution role permissions"]. */
const ROTATE = [
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
];
/** To read a version, and to encrypt a new one under a data key of its own. */
const USE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Statements on the secrets of one issuer: one on all secrets, and one on each key for the secrets under it alone. */
export class IssuerAccess {
  private rotate?: iam.PolicyStatement;
  private readonly underKey = new Map<string, string[]>();

  constructor(
    private readonly scope: Construct,
    private readonly add: (statement: iam.PolicyStatement) => void,
  ) {}

  public allow({ arn, region, encryptionKey: { keyArn } }: ExactSecret): void {
    if (this.rotate) this.rotate.addResources(arn);
    else this.add((this.rotate = new iam.PolicyStatement({ actions: ROTATE, resources: [arn] })));
    const known = this.underKey.get(keyArn);
    if (known) {
      known.push(arn);
      return;
    }
    const arns = [arn];
    this.underKey.set(keyArn, arns);
    const forTheseSecrets = { 'kms:EncryptionContext:SecretARN': Lazy.list({ produce: () => arns }) };
    this.add(
      new iam.PolicyStatement({
        actions: USE_KEY,
        resources: [keyArn],
        conditions: { StringEquals: { ...viaService(this.scope, region), ...forTheseSecrets } },
      }),
    );
  }
}
