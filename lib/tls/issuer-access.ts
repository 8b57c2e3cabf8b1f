import { Fn, Lazy } from 'aws-cdk-lib';
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
/**
 * To have a new version copied: Secrets Manager encrypts it for the other Region as whoever stored it
 * [Secrets Manager, "Troubleshoot replication": no permissions available on the KMS key].
 */
const COPY_UNDER_KEY = ['kms:Encrypt', 'kms:GenerateDataKey'];

/** Statements on the secrets of one issuer: one on all secrets, and one on each key for the secrets under it alone. */
export class IssuerAccess {
  private rotate?: iam.PolicyStatement;
  /** Secrets by the key and what may be done with it. */
  private readonly underKey = new Map<string, string[]>();

  constructor(
    private readonly scope: Construct,
    private readonly add: (statement: iam.PolicyStatement) => void,
  ) {}

  public allow({ arn, region, encryptionKey: { keyArn }, replicas = [] }: ExactSecret): void {
    if (this.rotate) this.rotate.addResources(arn);
    else this.add((this.rotate = new iam.PolicyStatement({ actions: ROTATE, resources: [arn] })));
    this.allowKey(keyArn, USE_KEY, [region], [arn]);
    // Documented for neither: from which of the two Regions, and under which of the two ARNs a copy is encrypted.
    for (const { region: there, encryptionKey } of replicas)
      this.allowKey(encryptionKey.keyArn, COPY_UNDER_KEY, [region, there], [arn, inRegion(arn, there)]);
  }

  private allowKey(keyArn: string, actions: string[], regions: readonly string[], secretArns: string[]): void {
    const use = [keyArn, ...actions].join(' ');
    const known = this.underKey.get(use);
    if (known) {
      known.push(...secretArns);
      return;
    }
    const arns = [...secretArns];
    this.underKey.set(use, arns);
    const via = regions.map((region) => viaService(this.scope, region)['kms:ViaService']);
    this.add(
      new iam.PolicyStatement({
        actions,
        resources: [keyArn],
        conditions: {
          StringEquals: {
            'kms:ViaService': via.length === 1 ? via[0] : via,
            'kms:EncryptionContext:SecretARN': Lazy.list({ produce: () => arns }),
          },
        },
      }),
    );
  }
}

/** ARN of a secret's replica: the same but for the Region. */
function inRegion(secretArn: string, region: string): string {
  const [arn, partition, service, , account, kind, name] = Array.from({ length: 7 }, (_, i) =>
    Fn.select(i, Fn.split(':', secretArn)),
  );
  return [arn, partition, service, region, account, kind, name].join(':');
}
