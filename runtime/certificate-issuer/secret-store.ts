import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { IssuerError, refusal } from './issuer-error';

export const CURRENT = 'AWSCURRENT';
export const PENDING = 'AWSPENDING';

/** A secret without its content. */
export interface SecretState {
  readonly name: string;
  /** False where rotation was switched off; a secret that never had one may say nothing. */
  readonly rotationEnabled: boolean;
  /** Staging labels by version. */
  readonly versions: Readonly<Record<string, readonly string[]>>;
}

/** The four actions on Secrets Manager that the function needs; its errors never carry content. */
export class SecretStore {
  constructor(private readonly client: SecretsManagerClient) {}

  /** Refuses a secret that is scheduled for deletion: no call could change it. */
  public async describe(secretId: string): Promise<SecretState> {
    const secret = await this.client
      .send(new DescribeSecretCommand({ SecretId: secretId }))
      .catch((error: unknown) => Promise.reject(refusal('DescribeSecret', error)));
    const name = secret.Name ?? secretId;
    if (secret.DeletedDate)
      throw new IssuerError(`secret ${name} is scheduled for deletion: restore it, or take it out of rotation`);
    return { name, rotationEnabled: secret.RotationEnabled !== false, versions: secret.VersionIdsToStages ?? {} };
  }

  /** Text of a version, or undefined where it has none. */
  public async text(secretId: string, version: { id: string } | { stage: string }): Promise<string | undefined> {
    const which = 'id' in version ? { VersionId: version.id } : { VersionStage: version.stage };
    try {
      const value = await this.client.send(new GetSecretValueCommand({ SecretId: secretId, ...which }));
      return value.SecretString;
    } catch (error) {
      const problem = refusal('GetSecretValue', error);
      if (problem.code === 'ResourceNotFoundException') return undefined;
      throw problem;
    }
  }

  /** Stores a new version; false where this version has another content already, which nothing can change. */
  public async put(
    secretId: string,
    token: string,
    stage: string,
    text: string,
    rotationToken?: string,
  ): Promise<boolean> {
    try {
      await this.client.send(
        new PutSecretValueCommand({
          SecretId: secretId,
          ClientRequestToken: token,
          VersionStages: [stage],
          SecretString: text,
          RotationToken: rotationToken,
        }),
      );
      return true;
    } catch (error) {
      const problem = refusal('PutSecretValue', error);
      if (problem.code === 'ResourceExistsException') return false;
      throw problem;
    }
  }

  /** Moves AWSCURRENT; Secrets Manager gives AWSPREVIOUS to the version that loses it. */
  public async makeCurrent(secretId: string, from: string | undefined, to: string): Promise<void> {
    await this.move({ SecretId: secretId, VersionStage: CURRENT, RemoveFromVersionId: from, MoveToVersionId: to });
  }

  /** Takes AWSPENDING off a version: the next rotation then begins with a new one. */
  public async noLongerPending(secretId: string, token: string): Promise<void> {
    await this.move({ SecretId: secretId, VersionStage: PENDING, RemoveFromVersionId: token });
  }

  private async move(input: ConstructorParameters<typeof UpdateSecretVersionStageCommand>[0]): Promise<void> {
    await this.client
      .send(new UpdateSecretVersionStageCommand(input))
      .catch((error: unknown) => Promise.reject(refusal('UpdateSecretVersionStage', error)));
  }
}
