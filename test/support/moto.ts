import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Child } from './child';
import { tool } from './tools';

// Node.js 20 is the oldest that this library supports, and the SDK would rather have a newer one.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export const REGION = 'eu-west-1';
const NOBODY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example-not-a-secret' };

/** AWS's APIs on loopback: a moto_server of the test's own. */
export class Moto {
  public static async start(): Promise<Moto> {
    const server = new Child(tool('moto_server'), ['-H', '127.0.0.1', '-p', '0'], {
      env: { ...process.env, PYTHONUNBUFFERED: '1', MOTO_ACCOUNT_ID: '111122223333' },
    });
    const [, url] = await server.prints(/Running on (http:\/\/127\.0\.0\.1:\d+)/);
    return new Moto(server, url);
  }

  public readonly secrets: SecretsManagerClient;

  private constructor(
    private readonly server: Child,
    public readonly url: string,
  ) {
    this.secrets = new SecretsManagerClient({ endpoint: url, region: REGION, credentials: NOBODY });
  }

  /** Environment of a pod that talks to this AWS with keys from its environment. */
  public get environment(): Record<string, string> {
    return {
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: NOBODY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: NOBODY.secretAccessKey,
    };
  }

  public async putSecret(name: string, text?: string): Promise<void> {
    await this.secrets.send(new CreateSecretCommand({ Name: name, SecretString: text }));
  }

  /** A new current version of a secret. */
  public async renewSecret(name: string, text: string): Promise<void> {
    await this.secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }));
  }

  /** What CloudWatch answers for one metric over the last half hour. */
  public async statistics(namespace: string, metric: string, service: string): Promise<Statistics | undefined> {
    const points = await this.datapoints(namespace, metric, service);
    if (points.length === 0) return undefined;
    const sumOf = (name: 'sum' | 'sampleCount'): number => points.reduce((sum, point) => sum + point[name], 0);
    return {
      sum: sumOf('sum'),
      sampleCount: sumOf('sampleCount'),
      minimum: Math.min(...points.map(({ minimum }) => minimum)),
      maximum: Math.max(...points.map(({ maximum }) => maximum)),
    };
  }

  /** What CloudWatch holds of one metric over the last half hour, second by second, oldest first. */
  public async datapoints(namespace: string, metric: string, service: string): Promise<Datapoint[]> {
    const [start, end] = [-1_800_000, 60_000].map((offset) => new Date(Date.now() + offset).toISOString());
    const fields = new URLSearchParams({
      Action: 'GetMetricStatistics',
      Version: '2010-08-01',
      Namespace: namespace,
      MetricName: metric,
      StartTime: start,
      EndTime: end,
      Period: '1',
      'Dimensions.member.1.Name': 'Service',
      'Dimensions.member.1.Value': service,
    });
    ['Sum', 'SampleCount', 'Minimum', 'Maximum'].forEach((name, index) =>
      fields.set(`Statistics.member.${index + 1}`, name),
    );
    const authorization = `AWS4-HMAC-SHA256 Credential=${NOBODY.accessKeyId}/20250101/${REGION}/monitoring/aws4_request, SignedHeaders=host, Signature=0`;
    const response = await fetch(this.url, { method: 'POST', body: fields, headers: { authorization } });
    const members = (await response.text()).split('<member>').slice(1);
    return members.map((xml) => {
      const read = (name: string): string => new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1] ?? '';
      return {
        seconds: Date.parse(read('Timestamp')) / 1000,
        sum: Number(read('Sum')),
        sampleCount: Number(read('SampleCount')),
        minimum: Number(read('Minimum')),
        maximum: Number(read('Maximum')),
      };
    });
  }

  public async stop(): Promise<void> {
    this.secrets.destroy();
    await this.server.stop();
  }
}

/** Statistics of one metric. */
export interface Statistics {
  readonly sum: number;
  readonly sampleCount: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Statistics of one metric that came with one timestamp. */
export interface Datapoint extends Statistics {
  /** Seconds since 1970. */
  readonly seconds: number;
}
