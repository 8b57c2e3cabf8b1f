import { randomUUID } from 'node:crypto';
import { DescribeSecretCommand, GetSecretValueCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { DescribeSecretCommandOutput, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Invocation, Lambda } from './lambda';
import type { Moto } from './moto';
import { REGION } from './moto';

export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type Step = (typeof STEPS)[number];

const FUNCTION_ARN = `arn:aws:lambda:${REGION}:111122223333:function:issuer`;
/** A zip archive with nothing in it. */
const EMPTY_ZIP = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex').toString('base64');

/** Secrets Manager's side of a rotation: makes the pending version, and calls the function step by step. */
export class RotationService {
  /** Has moto know a function: moto begins rotations only with one, and leaves running it to us. */
  public static async on(moto: Moto, lambda: Lambda): Promise<RotationService> {
    await post(moto, '/moto-api/config', 'sts', JSON.stringify({ lambda: { use_docker: false } }));
    const role = { Action: 'CreateRole', Version: '2010-05-08', RoleName: 'issuer', AssumeRolePolicyDocument: '{}' };
    await post(moto, '/', 'iam', new URLSearchParams(role));
    const issuer = {
      FunctionName: 'issuer',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::111122223333:role/issuer',
      Code: { ZipFile: EMPTY_ZIP },
    };
    await post(moto, '/2015-03-31/functions', 'lambda', JSON.stringify(issuer));
    return new RotationService(moto.secrets, lambda);
  }

  constructor(
    private readonly client: SecretsManagerClient,
    private readonly lambda: Lambda,
  ) {}

  /** Begins a rotation: makes a pending version without a value, and answers with its token. */
  public async begin(secret: string, immediately = true): Promise<string> {
    const token = randomUUID();
    await this.client.send(
      new RotateSecretCommand({
        SecretId: secret,
        ClientRequestToken: token,
        RotationLambdaARN: FUNCTION_ARN,
        RotationRules: { AutomaticallyAfterDays: 30 },
        RotateImmediately: immediately,
      }),
    );
    return token;
  }

  public async step(secret: string, token: string, step: Step): Promise<Invocation> {
    const { ARN } = await this.describe(secret);
    return this.lambda.invoke({ Step: step, SecretId: ARN, ClientRequestToken: token });
  }

  /** The four steps, up to the first that fails. */
  public async run(secret: string, token: string): Promise<Invocation> {
    let last: Invocation = { ok: false, answer: '' };
    for (const step of STEPS) {
      last = await this.step(secret, token, step);
      if (!last.ok) return last;
    }
    return last;
  }

  /** The version that is AWSCURRENT. */
  public async current(secret: string): Promise<{ version: string; text: string }> {
    const { VersionId = '', SecretString = '' } = await this.client.send(
      new GetSecretValueCommand({ SecretId: secret, VersionStage: 'AWSCURRENT' }),
    );
    return { version: VersionId, text: SecretString };
  }

  public async describe(secret: string): Promise<DescribeSecretCommandOutput> {
    return this.client.send(new DescribeSecretCommand({ SecretId: secret }));
  }

  /** Staging labels by version, of versions that have some. */
  public async labels(secret: string): Promise<Record<string, string[]>> {
    const { VersionIdsToStages = {} } = await this.describe(secret);
    return Object.fromEntries(Object.entries(VersionIdsToStages).filter(([, labels]) => labels.length > 0));
  }
}

async function post(moto: Moto, path: string, service: string, body: string | URLSearchParams): Promise<void> {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20250101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  await fetch(`${moto.url}${path}`, { method: 'POST', body, headers: { authorization } });
}
