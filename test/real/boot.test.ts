import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { days, issue } from '../support/certificates';
import { emailWorld } from '../support/email-pod';
import { TELLS_REFUSAL } from '../support/flaky';
import { freePorts } from '../support/ports';
import type { PodSettings } from '../support/pod-settings';
import type { PumaPod } from '../support/puma-pod';
import { StandIn, awsError } from '../support/stand-in';
import type { Reply } from '../support/stand-in';
import { oldestPuma } from '../support/tools';
import { until } from '../support/until';

const HOST = 'api.example.com';
const EXAMPLE = issue(HOST);
const OTHER = issue(HOST);

const world = emailWorld({ per: 'file', podsPer: 'test' });

/** A pod of one component whose certificate is in this secret. */
async function podOf(
  secret: string,
  environment: Record<string, string> = {},
  changes: Partial<PodSettings> = {},
  without: string[] = [],
  files: Record<string, string> = {},
): Promise<PumaPod> {
  const [port] = await freePorts(1);
  const components = [{ name: 'api', port, backlog: 1024, hostname: HOST, certificateSecretId: secret }];
  return world.pod(oldestPuma(), { workers: 0, components, ...changes }, files, environment, without);
}

/** The one line that a failed boot leaves; nothing of the secret may be in it. */
async function failure(starting: Promise<PumaPod>): Promise<string> {
  const line = await (await starting).failure();
  expect(line).not.toMatch(/BEGIN|SECRET-CONTENT/);
  return line;
}

describe('a boot that cannot serve says in one line which secret and what to do', () => {
  it.each([
    ['missing', undefined, /is not in Secrets Manager: deploy its ServerCertificate/],
    ['not JSON', 'SECRET-CONTENT', /is not JSON: it must be of the form/],
    ['not the form', JSON.stringify({ certificate: 'SECRET-CONTENT' }), /is not of the form/],
    ['no text', JSON.stringify({ cert: 5, key: null }), /is not of the form/],
    ['no PEM', JSON.stringify({ cert: 'SECRET-CONTENT', key: EXAMPLE.key }), /has no PEM certificate in "cert"/],
    [
      'broken PEM',
      JSON.stringify({ cert: EXAMPLE.cert.replace(/M[A-Z]/, '??'), key: EXAMPLE.key }),
      /has no usable PEM in "cert"/,
    ],
    ['broken key', JSON.stringify({ cert: EXAMPLE.cert, key: 'SECRET-CONTENT' }), /has no usable PEM in "key"/],
    [
      'mismatched pair',
      JSON.stringify({ cert: EXAMPLE.cert, key: OTHER.key }),
      /a certificate and a key that are no pair/,
    ],
    [
      'wrong order',
      JSON.stringify({ cert: OTHER.cert + EXAMPLE.cert, key: EXAMPLE.key }),
      /must have the server's own certificate first/,
    ],
    [
      'expired',
      JSON.stringify(issue(HOST, { from: days(-9), to: days(-1) })),
      /expired on \d{4}-\d\d-\d\d: put a renewed certificate/,
    ],
    ['too early', JSON.stringify(issue(HOST, { from: days(2), to: days(9) })), /is valid only from \d{4}-\d\d-\d\d/],
    ['other host', JSON.stringify(issue('www.example.com')), /is not for api\.example\.com but for www\.example\.com/],
    [
      'too weak a key',
      JSON.stringify(issue(HOST, undefined, 'rsa1024')),
      /cannot be served over TLS \(ee key too small\): put one with an RSA key of 2048 bits or more/,
    ],
    [
      'a curve that no client has',
      JSON.stringify(issue(HOST, undefined, 'secp256k1')),
      /cannot be served over TLS \(no shared cipher\): put one with/,
    ],
    ['wildcard too deep', JSON.stringify(issue('*.com')), /is not for api\.example\.com but for \*\.com/],
  ])('%s', async (name, text, expected) => {
    const secret = `/Cert/${name.replaceAll(' ', '-')}`;
    if (text !== undefined) await world.moto.putSecret(secret, text);
    const line = await failure(podOf(secret));
    expect(line).toMatch(expected);
    expect(line).toContain(`cdk-puma-eks: secret ${secret} `);
  });

  it('a secret made by the stack but not filled yet', async () => {
    await world.moto.putSecret('/Cert/empty');
    expect(await failure(podOf('/Cert/empty'))).toMatch(
      /secret \/Cert\/empty has no value yet: put the JSON .* aws secretsmanager put-secret-value/,
    );
  });

  it.each([
    [
      'AccessDeniedException',
      /may not be read: grant the pod's role secretsmanager:GetSecretValue and DescribeSecret, and kms:Decrypt on its key/,
    ],
    ['DecryptionFailure', /could not be decrypted: check that its KMS key is enabled/],
    ['InvalidRequestException', /is scheduled for deletion: restore it/],
    ['ValidationException', /could not be read: AWS answered ValidationException/],
  ])('%s', async (code, expected) => {
    const aws = await StandIn.start(() => awsError(code));
    expect(await failure(podOf('/Cert/x', { AWS_ENDPOINT_URL: aws.url }))).toMatch(expected);
    expect(aws.seen).toHaveLength(1);
  });

  it.each([
    [
      'Secrets Manager out of reach',
      'http://127.0.0.1:1',
      /could not be read in time: 127\.0\.0\.1 cannot be reached \(Errno::ECONNREFUSED\)/,
    ],
    ['an endpoint that is none', 'page', /the endpoint does not answer in JSON/],
  ])('%s', async (_name, url, expected) => {
    const page = await StandIn.start(() => ({ status: 200, body: 'SECRET-CONTENT' }));
    const pod = podOf(
      '/Cert/x',
      { AWS_ENDPOINT_URL: url === 'page' ? page.url : url },
      { secrets: { budgetSeconds: 1 } },
    );
    expect(await failure(pod)).toMatch(expected);
  });

  it('no credentials at all', async () => {
    const pod = podOf(
      '/Cert/x',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      { secrets: { budgetSeconds: 1 } },
    );
    expect(await failure(pod)).toMatch(/could not be read in time: .*AWS credentials.*check the pod's role/);
  });

  it('no Region, no settings, no extra file, a taken probe port', async () => {
    expect(await failure(podOf('/Cert/x', {}, {}, ['AWS_REGION']))).toContain('AWS_REGION is not set');
    expect(await failure(podOf('/Cert/x', { CDK_PUMA_EKS_SETTINGS: '/nowhere.json' }))).toMatch(
      /settings file \/nowhere.json cannot be read \(Errno::ENOENT\)/,
    );
    const extra = await podOf(`/Cert/${HOST}`, {}, { extraConfigFile: 'config/none.rb' });
    expect(await extra.child.exits()).toBe(1);
    expect(extra.child.output).toContain('cdk-puma-eks: extraConfigFile config/none.rb is not in the image');
    const taken = Number(new URL(world.moto.url).port);
    const clash = await podOf(
      `/Cert/${HOST}`,
      {},
      { probe: { port: taken, readinessPath: '/readyz', livenessPath: '/livez' } },
    );
    expect(await clash.child.exits()).toBe(1);
    expect(clash.child.output).toMatch(/cdk-puma-eks: probe port \d+ cannot be bound \(Errno::EADDRINUSE\)/);
  });
});

describe('a wildcard certificate', () => {
  it('serves a host below it and the wildcard host itself', async () => {
    await world.moto.putSecret('/Cert/wild', JSON.stringify(issue('*.example.com')));
    const ports = await freePorts(2);
    const components = [HOST, '*.example.com'].map((hostname, index) => ({
      name: `c${index}`,
      port: ports[index],
      backlog: 1024,
      hostname,
      certificateSecretId: '/Cert/wild',
    }));
    const pod = await (await world.pod(oldestPuma(), { workers: 0, components })).ready();
    expect((await pod.ask('c1')).status).toBe(200);
  });
});

describe('what passes by itself is waited for', () => {
  const filled: Reply = {
    status: 200,
    body: JSON.stringify({ SecretString: JSON.stringify(EXAMPLE), VersionId: 'v' }),
  };

  it('throttling and a server error, then the secret', async () => {
    const script = [awsError('ThrottlingException'), awsError('InternalServiceError', 500)];
    const aws = await StandIn.start((_seen, count) => script[count - 1] ?? filled);
    await (await podOf('/Cert/x', { AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url })).ready();
    expect(aws.seen).toHaveLength(3);
  });

  it('Secrets Manager down at boot, then up', async () => {
    const [port] = await freePorts(1);
    const pod = await podOf(
      '/Cert/x',
      { AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}`, ...TELLS_REFUSAL.environment },
      {},
      [],
      TELLS_REFUSAL.files,
    );
    await until('a refusal', () => existsSync(join(pod.folder, 'app', 'refused')) || undefined);
    expect(pod.child.running).toBe(true);
    await StandIn.start(() => filled, port);
    await pod.ready();
  });
});
