import { randomUUID } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { REGION } from './moto';
import type { Reply, Seen } from './stand-in';
import { StandIn } from './stand-in';

interface Version {
  text?: string;
  labels: Set<string>;
}

type Input = Partial<Record<string, string>> & { VersionStages?: string[]; RotateImmediately?: boolean };

/**
 * Secrets Manager for one secret, as AWS documents it where moto 5.2 does otherwise: a version's content never changes
 * (PutSecretValue with its token and another text is a ResourceExistsException; moto overwrites a pending one), a label
 * moves only from the version that has it, AWSCURRENT cannot be taken off, a new rotation is refused while one is pending,
 * and GetSecretValue without a version answers with AWSCURRENT.
 */
export class DocumentedSecretsManager {
  public static async start(name: string): Promise<DocumentedSecretsManager> {
    const service = new DocumentedSecretsManager(name);
    service.standIn = await StandIn.start((seen) => service.answer(seen));
    return service;
  }

  public readonly versions = new Map<string, Version>();
  public readonly stored: string[] = [];
  /** False once someone has called CancelRotateSecret, which leaves AWSPENDING where it is. */
  public rotationEnabled = true;
  /** Runs before a call is answered: whatever else happens at the same moment. */
  public meanwhile: (action: string, input: Input) => void = () => undefined;
  private standIn?: StandIn;

  private constructor(private readonly name: string) {}

  public get url(): string {
    return this.standIn?.url ?? '';
  }

  public get client(): SecretsManagerClient {
    return new SecretsManagerClient({
      endpoint: this.url,
      region: REGION,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example-not-a-secret' },
    });
  }

  /** The version with a label. */
  public with(label: string): string | undefined {
    return [...this.versions].find(([, { labels }]) => labels.has(label))?.[0];
  }

  /** Stores a version as someone else would. */
  public store(token: string, text: string, labels: string[]): void {
    for (const { labels: theirs } of this.versions.values()) labels.forEach((label) => theirs.delete(label));
    this.versions.set(token, { text, labels: new Set(labels) });
  }

  private answer({ headers, body }: Seen): Reply {
    const action = String(headers['x-amz-target']).split('.')[1];

    const input = JSON.parse(body) as Input;
    this.meanwhile(action, input);
    const known: Record<string, (input: Input) => Reply> = {
      DescribeSecret: () => this.describe(),
      GetSecretValue: (given) => this.get(given),
      PutSecretValue: (given) => this.put(given),
      UpdateSecretVersionStage: (given) => this.move(given),
      RotateSecret: (given) => this.rotate(given),
    };
    return known[action]?.(input) ?? refusal('InvalidAction', action);
  }

  private get arn(): string {
    return `arn:aws:secretsmanager:${REGION}:111122223333:secret:${this.name}-a1B2c3`;
  }

  private describe(): Reply {
    const stages = [...this.versions].filter(([, { labels }]) => labels.size > 0);
    const VersionIdsToStages = Object.fromEntries(stages.map(([id, { labels }]) => [id, [...labels]]));
    return ok({ ARN: this.arn, Name: this.name, RotationEnabled: this.rotationEnabled, VersionIdsToStages });
  }

  private get({ VersionId, VersionStage }: Input): Reply {
    const id = VersionId ?? this.with(VersionStage ?? 'AWSCURRENT');
    const text = id === undefined ? undefined : this.versions.get(id)?.text;
    if (text === undefined)
      return refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret value");
    return ok({ ARN: this.arn, Name: this.name, VersionId: id, SecretString: text });
  }

  private put({ ClientRequestToken = randomUUID(), VersionStages = ['AWSCURRENT'], SecretString = '' }: Input): Reply {
    const existing = this.versions.get(ClientRequestToken);
    if (existing?.text !== undefined) {
      if (existing.text === SecretString) return ok({ VersionId: ClientRequestToken });
      return refusal('ResourceExistsException', 'the token is in use for another version');
    }
    this.stored.push(SecretString);
    const first = this.with('AWSCURRENT') === undefined;
    this.store(
      ClientRequestToken,
      SecretString,
      first ? [...new Set([...VersionStages, 'AWSCURRENT'])] : VersionStages,
    );
    return ok({ VersionId: ClientRequestToken });
  }

  private move({ VersionStage: label = '', RemoveFromVersionId: from, MoveToVersionId: to }: Input): Reply {
    const holder = this.with(label);
    if (holder !== undefined && from !== holder)
      return refusal('InvalidParameterException', `${label} is on ${holder}`);
    if (from !== undefined && holder === undefined) return refusal('InvalidParameterException', `${label} is nowhere`);
    if (label === 'AWSCURRENT' && to === undefined) return refusal('InvalidParameterException', 'AWSCURRENT must stay');
    const target = to === undefined ? undefined : this.versions.get(to);
    if (to !== undefined && target === undefined) return refusal('ResourceNotFoundException', to);
    const source = holder === undefined ? undefined : this.versions.get(holder);
    source?.labels.delete(label);
    target?.labels.add(label);
    if (label === 'AWSCURRENT' && source) {
      for (const { labels } of this.versions.values()) labels.delete('AWSPREVIOUS');
      source.labels.add('AWSPREVIOUS');
    }
    return ok({ ARN: this.arn, Name: this.name });
  }

  private rotate({ ClientRequestToken = randomUUID(), RotateImmediately = true }: Input): Reply {
    const [pending, current] = [this.with('AWSPENDING'), this.with('AWSCURRENT')];
    if (pending !== undefined && pending !== current)
      return refusal(
        'InvalidRequestException',
        "A previous rotation isn't complete. That rotation will be reattempted.",
      );
    this.versions.get(pending ?? '')?.labels.delete('AWSPENDING');
    const text = RotateImmediately ? undefined : this.versions.get(current ?? '')?.text;
    this.versions.set(ClientRequestToken, { text, labels: new Set(['AWSPENDING']) });
    return ok({ VersionId: ClientRequestToken });
  }
}

function ok(body: object): Reply {
  return { status: 200, body: JSON.stringify(body) };
}

function refusal(code: string, message: string): Reply {
  return { status: 400, body: JSON.stringify({ __type: code, message }) };
}
