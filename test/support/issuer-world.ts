import { X509Certificate, randomUUID } from 'node:crypto';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { IssuedCertificate, IssuingAuthority } from '../../lib/model/certificates';
import { checkPair, parsePair } from '../../runtime/certificate-issuer/pair';
import { FaultyAws } from './faulty-aws';
import { Lambda } from './lambda';
import type { Invocation } from './lambda';
import { Moto } from './moto';
import { RotationService } from './rotation';
import { served } from './serve';
import { StandIn } from './stand-in';

/** Secrets Manager's API, the issuer's function before it, and the service that drives the function. */
export class IssuerWorld {
  public static async start(
    certificates: IssuedCertificate[],
    options: { moto?: Moto; authority?: (moto: Moto) => Promise<IssuingAuthority> } = {},
  ): Promise<IssuerWorld> {
    const moto = options.moto ?? (await Moto.start());
    const aws = await FaultyAws.before(moto.url);
    const authority = await options.authority?.(moto);
    const lambda = new Lambda({
      ...moto.environment,
      AWS_ENDPOINT_URL: aws.url,
      CERTIFICATES: JSON.stringify(certificates),
      ...(authority && { CERTIFICATE_AUTHORITY: JSON.stringify(authority) }),
    });
    aws.kill = () => lambda.kill();
    return new IssuerWorld(moto, aws, lambda, await RotationService.on(moto, lambda), options.moto === undefined);
  }

  /** What CloudFormation was told, and nothing else. */
  public readonly responses: Record<string, string>[] = [];

  private constructor(
    public readonly moto: Moto,
    public readonly aws: FaultyAws,
    public readonly lambda: Lambda,
    public readonly service: RotationService,
    private readonly ownsMoto: boolean,
  ) {}

  /** One event of CloudFormation's custom resource; answers with what CloudFormation was told, if it was. */
  public async deploy(
    secret: string,
    requestType = 'Create',
    requestId: string = randomUUID(),
    milliseconds?: number,
  ): Promise<{ invocation: Invocation; told?: Record<string, string> }> {
    const bucket = await StandIn.start(() => ({ status: 200, body: '' }));
    const invocation = await this.lambda.invoke(
      {
        RequestType: requestType,
        RequestId: requestId,
        ResponseURL: `${bucket.url}/answer?signature=1`,
        StackId: 'stack',
        LogicalResourceId: 'FirstIssue',
        ResourceType: 'AWS::CloudFormation::CustomResource',
        ResourceProperties: { ServiceToken: 'arn', SecretArn: await this.arn(secret) },
      },
      milliseconds,
    );
    const [seen] = bucket.seen;
    if (!seen) return { invocation };
    if (seen.headers['content-type'] !== '') throw new Error('the signed address allows no content type');
    const told = JSON.parse(seen.body) as Record<string, string>;
    this.responses.push(told);
    return { invocation, told };
  }

  public async arn(secret: string): Promise<string> {
    return (await this.service.describe(secret)).ARN ?? secret;
  }

  /** Stores a pair as AWSCURRENT, as an earlier issue did. */
  public async put(secret: string, text: string): Promise<string> {
    const { VersionId = '' } = await this.moto.secrets.send(
      new PutSecretValueCommand({ SecretId: secret, SecretString: text }),
    );
    this.aws.stored.push(text);
    return VersionId;
  }

  /** Stores a pair as a rotation's pending version. */
  public async pend(secret: string, token: string, text: string): Promise<void> {
    await this.moto.secrets.send(
      new PutSecretValueCommand({
        SecretId: secret,
        ClientRequestToken: token,
        VersionStages: ['AWSPENDING'],
        SecretString: text,
      }),
    );
  }

  /** Proves that AWSCURRENT is a pair for these hosts which a TLS server loads and serves; answers with its version. */
  public async provesCurrent(secret: string, hostnames: string[]): Promise<string> {
    const { version, text } = await this.service.current(secret);
    const pair = parsePair(text);
    if ('code' in pair) throw new Error(pair.text);
    const { problems, details } = checkPair(pair, { hostnames, exactly: true });
    if (problems.length > 0) throw new Error(problems[0].text);
    if ((await served(text, hostnames[0])) !== details?.fingerprint256) throw new Error('another one is served');
    return version;
  }

  /** SHA-256 of the certificate that is AWSCURRENT. */
  public async fingerprint(secret: string): Promise<string> {
    const { cert } = JSON.parse((await this.service.current(secret)).text) as { cert: string };
    return new X509Certificate(cert).fingerprint256;
  }

  /** Lines of private keys that show in anything the function printed, threw or answered. */
  public leaks(): string[] {
    const told = [this.lambda.output, JSON.stringify(this.responses)].join('\n');
    const lines = this.aws.stored.flatMap((text) => {
      const { key = '' } = JSON.parse(text) as { key?: string };
      return key.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'));
    });
    return [...lines, 'PRIVATE KEY', 'BEGIN CERTIFICATE'].filter((line) => told.includes(line));
  }

  public async stop(): Promise<void> {
    await StandIn.stopAll();
    await this.lambda.stop();
    await this.aws.stop();
    if (this.ownsMoto) await this.moto.stop();
  }
}
