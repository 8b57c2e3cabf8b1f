import { issue } from '../support/certificates';
import { emailWorld } from '../support/email-pod';
import { freePorts } from '../support/ports';
import { StandIn } from '../support/stand-in';
import type { Seen } from '../support/stand-in';
import { oldestPuma, pumaBuilds } from '../support/tools';

const HOST = 'api.example.com';
const EXAMPLE = issue(HOST);

const world = emailWorld({ per: 'file', podsPer: 'test' });

describe('credentials', () => {
  it.each(pumaBuilds())('come from the EKS Pod Identity agent, by the token file, with SDK $sdk', async (build) => {
    const agent = await StandIn.start((seen) =>
      seen.headers.authorization === 'token-of-the-pod'
        ? {
            status: 200,
            body: JSON.stringify({
              AccessKeyId: 'AKIDPOD',
              SecretAccessKey: 's',
              Token: 'session',
              Expiration: new Date(Date.now() + 21_600_000).toISOString(),
            }),
          }
        : { status: 401, body: '' },
    );
    const seen: Seen[] = [];
    const aws = await StandIn.start((request) => {
      seen.push(request);
      return { status: 200, body: JSON.stringify({ SecretString: JSON.stringify(EXAMPLE) }) };
    });
    const [port] = await freePorts(1);
    const pod = await world.pod(
      build,
      {
        workers: 0,
        // Neither asks for credentials of its own meanwhile.
        metrics: null,
        certificates: { pollSeconds: 1e6 },
        components: [{ name: 'api', port, backlog: 1024, hostname: HOST, certificateSecretId: '/Cert/x' }],
      },
      { token: 'token-of-the-pod\n' },
      {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${agent.url}/v1/credentials`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: 'token',
        AWS_ENDPOINT_URL: aws.url,
      },
      ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    );
    await pod.ready();
    expect(seen[0].headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDPOD\/\d{8}\/eu-west-1\/secretsmanager\/aws4_request/,
    );
    expect(seen[0].headers['x-amz-security-token']).toBe('session');
    expect(agent.seen.map(({ path }) => path)).toEqual(['/v1/credentials']);
  });

  it('never send the token over plain HTTP to another machine', async () => {
    const pod = await world.pod(
      oldestPuma(),
      {},
      { token: 'x' },
      {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://agent.example.com/',
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: 'token',
      },
      ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    );
    expect(await pod.failure()).toContain("(agent.example.com) is neither HTTPS nor this node's agent");
  });

  // The SDK of Debian bookworm cannot be sent to another STS endpoint, so this chain is tried with the newer ones.
  it.each(pumaBuilds().filter(({ puma }) => !puma.startsWith('5.')))(
    'come from IRSA through SDK $sdk',
    async (build) => {
      const pod = await world.pod(
        build,
        { workers: 0 },
        { token: 'web-identity' },
        {
          AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/email',
          AWS_WEB_IDENTITY_TOKEN_FILE: 'token',
          AWS_ROLE_SESSION_NAME: 'email',
        },
        ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
      );
      await pod.ready();
      expect((await pod.ask('api')).status).toBe(200);
    },
  );
});
