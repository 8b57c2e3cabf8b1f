import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseSecretArn } from '../../../lib/model/secret-name';
import type * as Sdk from './sdk';
import { asCertError, deletedText, emptyText } from './aws-errors';
import { CertError } from './errors';

/** What is known of a secret without reading it. */
export interface SecretFacts {
  readonly name: string;
  readonly arn: string;
  /** Version that is AWSCURRENT, if there is one. */
  readonly current?: string;
  /** Version that a rotation is about to make current, if there is one. */
  readonly pending?: string;
  /** Function that rotates it, if one does. */
  readonly rotatedBy?: string;
  readonly lastRotated?: Date;
  readonly nextRotation?: Date;
  readonly replicas: readonly { readonly region: string; readonly status: string }[];
}

/** A version's text. */
export interface SecretValue {
  readonly arn: string;
  readonly version: string;
  readonly text?: string;
  readonly created?: Date;
}

/** Secrets Manager, as far as certificates need it; whatever it answers wrong is a `CertError`. */
export class Secrets {
  public static async connect(options: { readonly region?: string; readonly profile?: string }): Promise<Secrets> {
    const sdk = await import('./sdk');
    const { region, profile } = options;
    return new Secrets(
      sdk,
      new sdk.SecretsManagerClient({
        ...(region === undefined ? {} : { region }),
        ...(profile === undefined ? {} : { profile }),
        // Bounds on what a person waits for; the SDK has none of its own.
        requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
      }),
    );
  }

  private constructor(
    private readonly sdk: typeof Sdk,
    private readonly client: SecretsManagerClient,
  ) {}

  /** Facts of a secret that exists and is not about to go. */
  public async describe(secret: string): Promise<SecretFacts> {
    const found = await this.call('secretsmanager:DescribeSecret', secret, () =>
      this.client.send(new this.sdk.DescribeSecretCommand({ SecretId: secret })),
    );
    if (found.DeletedDate !== undefined) throw new CertError('SecretDeleted', `${deletedText(secret)}.`);
    const stages = Object.entries(found.VersionIdsToStages ?? {});
    const labelled = (label: string): string | undefined => stages.find(([, labels]) => labels.includes(label))?.[0];
    return {
      name: found.Name ?? secret,
      arn: found.ARN ?? secret,
      current: labelled('AWSCURRENT'),
      pending: labelled('AWSPENDING'),
      rotatedBy: found.RotationEnabled ? found.RotationLambdaARN : undefined,
      lastRotated: found.LastRotatedDate,
      nextRotation: found.NextRotationDate,
      replicas: (found.ReplicationStatus ?? []).map(({ Region = '', Status = '' }) => {
        return { region: Region, status: Status };
      }),
    };
  }

  /** The value that pods read. */
  public async current(secret: string): Promise<SecretValue> {
    try {
      return await this.read(secret);
    } catch (error) {
      // One name for two things: no such secret, and one without a value.
      if (error instanceof CertError && error.code === 'SecretMissing' && (await this.exists(secret))) {
        throw new CertError('SecretEmpty', `${emptyText(nameOf(secret))}.`, { cause: error });
      }
      throw error;
    }
  }

  /** Stores a text as the value that pods read; gives its version. */
  public async put(secret: string, text: string): Promise<string> {
    const done = await this.call('secretsmanager:PutSecretValue', secret, () =>
      this.client.send(new this.sdk.PutSecretValueCommand({ SecretId: secret, SecretString: text })),
    );
    return done.VersionId ?? '';
  }

  /** Starts a rotation; gives the version that it will make. */
  public async rotate(secret: string): Promise<string> {
    const begun = await this.call('secretsmanager:RotateSecret', secret, () =>
      this.client.send(new this.sdk.RotateSecretCommand({ SecretId: secret })),
    );
    return begun.VersionId ?? '';
  }

  public close(): void {
    this.client.destroy();
  }

  private async read(secret: string): Promise<SecretValue> {
    const found = await this.call('secretsmanager:GetSecretValue', secret, () =>
      this.client.send(new this.sdk.GetSecretValueCommand({ SecretId: secret, VersionStage: 'AWSCURRENT' })),
    );
    return {
      arn: found.ARN ?? secret,
      version: found.VersionId ?? '',
      text: found.SecretString,
      created: found.CreatedDate,
    };
  }

  /** Whether a secret is known to exist; who may not ask does not know. */
  private async exists(secret: string): Promise<boolean> {
    try {
      await this.describe(secret);
      return true;
    } catch (error) {
      if (error instanceof CertError) return false;
      throw error;
    }
  }

  private async call<T>(action: string, secret: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw asCertError(error, action, nameOf(secret));
    }
  }
}

function nameOf(secret: string): string {
  return parseSecretArn(secret)?.name ?? secret;
}
