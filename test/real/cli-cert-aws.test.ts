import { small } from '../bin/configuration';
import type { Done } from '../support/cert-command';
import { PUT, certWorldOnStandIns, expectOneLine } from '../support/cert-world';
import { expectNoKey, makePair } from '../support/pairs';
import { freePorts } from '../support/ports';
import type { Answer } from '../support/secret-answers';
import {
  ARN,
  NAME,
  ROTATED,
  denial,
  described,
  ok,
  operationOf,
  secretValue,
  secretsManager,
} from '../support/secret-answers';
import type { Reply } from '../support/stand-in';
import { awsError } from '../support/stand-in';

const world = certWorldOnStandIns();
beforeEach(() => world.folder.write({ 'chain.pem': world.good.cert, 'key.pem': world.good.key }));

describe('what AWS refuses is one line and an exit code, and nothing is written', () => {
  const echo: Answer = ({ body }) => ({
    status: 400,
    body: JSON.stringify({ __type: 'ValidationException', message: `Value '${body}' failed to satisfy constraint` }),
  });

  test.each<[string, number, RegExp, Reply | Answer]>([
    [
      'denied',
      30,
      /^AWS denies secretsmanager:DescribeSecret on \/Cert\/shop\.example\.com: User: arn:/,
      denial('secretsmanager:DescribeSecret'),
    ],
    ['unknown keys', 31, /^AWS does not take the credentials, /, awsError('UnrecognizedClientException')],
    ['an expired session', 31, /^AWS does not take the credentials, /, awsError('ExpiredTokenException')],
    ['a wrong signature', 31, /^AWS does not take the credentials, /, awsError('InvalidSignatureException', 403)],
    [
      'throttled',
      32,
      /^AWS throttles secretsmanager:DescribeSecret, try again later: /,
      awsError('ThrottlingException'),
    ],
    ['a fault of its own', 34, /^AWS refuses .*: InternalServiceError: /, awsError('InternalServiceError', 500)],
    [
      'no JSON',
      34,
      /^What answers to secretsmanager:DescribeSecret is not Secrets Manager \(HTTP 502\): a proxy, or a wrong endpoint\.\n$/,
      { status: 502, body: '<html>Bad Gateway</html>' },
    ],
    ['missing', 20, /^There is no secret /, awsError('ResourceNotFoundException')],
    ['deleted', 22, /is scheduled for deletion/, described({ DeletedDate: 1_700_000_000 })],
  ])('put: %s is %d', async (_, exit, message, answer) => {
    const aws = await secretsManager({ DescribeSecret: answer });
    const done = await world.cert(PUT, aws);
    expect(done.code).toBe(exit);
    expectOneLine(done, world.good);
    expect(done.notes).toMatch(message);
    expect(aws.seen.map(operationOf)).toEqual(['DescribeSecret']);
  });

  test.each<[string, number, RegExp, Reply | Answer]>([
    [
      'denied',
      30,
      /\nAWS denies secretsmanager:PutSecretValue on \/Cert\/shop\.example\.com: /,
      denial('secretsmanager:PutSecretValue'),
    ],
    [
      'a KMS key that may not be used',
      30,
      /\nAWS denies .*: Access to KMS is not allowed\.\n$/,
      { status: 400, body: '{"__type":"AccessDeniedException","Message":"Access to KMS is not allowed"}' },
    ],
    ['a KMS key that is disabled', 34, /\nAWS refuses .*: EncryptionFailure: /, awsError('EncryptionFailure')],
    ['a replica', 34, /\nAWS refuses .*: InvalidRequestException: /, awsError('InvalidRequestException')],
    ['a message that quotes the key', 34, /\nAWS refuses .*ValidationException: its message quotes/, echo],
  ])('put, once the plan is shown: %s is %d', async (_, exit, message, answer) => {
    const aws = await secretsManager({ DescribeSecret: described(), PutSecretValue: answer });
    const done = await world.cert(PUT, aws);
    expect(done).toMatchObject({ code: exit, out: '' });
    expect(done.notes).toMatch(message);
    expectNoKey(done.notes, world.good);
  });

  test('nobody to be reached', async () => {
    const [port] = await freePorts(1);
    const done = await world.cert(PUT, { url: `http://127.0.0.1:${port}` });
    expect(done.code).toBe(33);
    expectOneLine(done, world.good);
    expect(done.notes).toMatch(/^Secrets Manager cannot be reached: .*ECONNREFUSED/);
  });

  test('no credentials, and no Region', async () => {
    const aws = await secretsManager({});
    const show = (env: Record<string, string | undefined>, ...args: string[]): Promise<Done> =>
      world.folder.cert(['show', '--secret', NAME, ...args], { env: { AWS_ENDPOINT_URL: aws.url, ...env } });
    const nobody = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    for (const done of [await show(nobody), await show(nobody, '--profile', 'nobody')]) {
      expect(done.code).toBe(31);
      expectOneLine(done, world.good);
    }
    expect(await show({ AWS_REGION: undefined })).toEqual({
      code: 2,
      out: '',
      notes: 'No Region is known: give --region, or set AWS_REGION. See npx cdk-puma-eks cert show --help.\n',
    });
    expect(aws.seen).toEqual([]);
  });

  test('a stack trace, as DEBUG asks for, quotes no key either', async () => {
    const aws = await secretsManager({ DescribeSecret: described(), PutSecretValue: echo });
    const { code, notes } = await world.folder.cert(PUT, { env: { AWS_ENDPOINT_URL: aws.url, DEBUG: '1' } });
    // Many set DEBUG for another program: what CI goes by must not change.
    expect(code).toBe(34);
    expect(notes).toMatch(/^ +at /m);
    expectNoKey(notes, world.good);
  });

  test('nothing is asked of AWS before the certificate is good', async () => {
    const aws = await secretsManager({});
    const done = await world.cert(['put', '--host', 'www.example.com', '--cert', 'chain.pem', '--key', 'key.pem'], aws);
    expect(done.code).toBe(16);
    expectOneLine(done, world.good);
    expect(aws.seen).toEqual([]);
  });

  test("another account than the configuration's", async () => {
    const aws = await secretsManager({ DescribeSecret: described(), GetSecretValue: secretValue(world.good) });
    world.folder.write({ 'service.yaml': `${small()}env: { account: '444455556666', region: eu-west-1 }\n` });
    const done = await world.cert([...PUT, '--config', 'service.yaml'], aws);
    expect(done.code).toBe(24);
    expectOneLine(done, world.good);
    expect(done.notes).toContain('account 111122223333, and the configuration is for 444455556666');
    const checked = await world.cert(['check', '--config', 'service.yaml'], aws);
    expect(checked).toMatchObject({
      code: 24,
      out: expect.stringMatching(/^WRONG {2}shop.* the configuration is for 444/),
    });
  });

  test('a secret that issues its certificate itself, but for --force', async () => {
    const aws = await secretsManager({
      DescribeSecret: described({ ...ROTATED, NextRotationDate: 1_900_000_000 }),
      PutSecretValue: ok({ ARN, Name: NAME, VersionId: 'version-2', VersionStages: ['AWSCURRENT'] }),
    });
    const refused = await world.cert(PUT, aws);
    expect(refused.code).toBe(23);
    expectOneLine(refused, world.good);
    expect(refused.notes).toContain('shop-issuer would replace yours by 2030-03-17');
    expect(aws.seen.map(operationOf)).toEqual(['DescribeSecret']);
    const forced = await world.cert([...PUT, '--force'], aws);
    expect(forced).toMatchObject({ code: 0, notes: expect.stringContaining('the next rotation will replace it') });
    expect(aws.seen.map(operationOf)).toEqual(['DescribeSecret', 'DescribeSecret', 'PutSecretValue']);
  });
});

test('a profile of the shared configuration files tells credentials and Region; an ARN tells its own', async () => {
  const profile = (region: string): string =>
    `[profile shop]\nregion = ${region}\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = example\n`;
  world.folder.write({ 'aws-config': profile('eu-north-1') });
  const aws = await secretsManager({ DescribeSecret: described(), GetSecretValue: secretValue(world.good) });
  const env = {
    ...{ AWS_ENDPOINT_URL: aws.url, AWS_CONFIG_FILE: 'aws-config' },
    ...{ AWS_REGION: undefined, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
  };
  expect(await world.folder.cert(['show', '--secret', NAME, '--profile', 'shop'], { env })).toMatchObject({ code: 0 });
  expect(await world.folder.cert(['show', '--secret', ARN, '--profile', 'shop'], { env })).toMatchObject({ code: 0 });
  const scopes = aws.seen.map(({ headers }) =>
    /Credential=(\w+)\/\d+\/([^/]+)/.exec(headers.authorization ?? '')?.slice(1),
  );
  expect(scopes.slice(1, 3)).toEqual([
    ['AKIDPROFILE', 'eu-north-1'],
    ['AKIDPROFILE', 'eu-west-1'],
  ]);
});

test('check tells of each certificate that it may not read, and goes on', async () => {
  const other = await makePair({ hostnames: ['api.example.com'] });
  const aws = await secretsManager({
    GetSecretValue: ({ body }) => (body.includes('shop.') ? awsError('AccessDeniedException') : secretValue(other)),
  });
  const yaml = small(
    '      port: 9292\n',
    '      port: 9292\n    - { name: api, hostname: api.example.com, port: 9293 }\n',
  );
  world.folder.write({ 'service.yaml': yaml });
  const { code, out } = await world.cert(['check', '-c', 'service.yaml'], aws);
  expect(code).toBe(30);
  expect(out).toMatch(
    /^WRONG {2}shop\.example\.com .*: AWS denies secretsmanager:GetSecretValue on .*\nok {5}api\.example\.com/,
  );
});
