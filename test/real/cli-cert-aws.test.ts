import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { small } from '../bin/configuration';
import { certCommand } from '../support/cert-command';
import type { Done } from '../support/cert-command';
import type { KeyPair } from '../support/certificates';
import { days } from '../support/certificates';
import { keyLines, makePair } from '../support/pairs';
import { freePorts } from '../support/ports';
import type { Reply, Seen } from '../support/stand-in';
import { awsError, StandIn } from '../support/stand-in';

// What moto does not do: deny, throttle, fail, call a rotation function. Answers have the form that Secrets Manager's
// API reference gives them (AWS JSON 1.1).

const NAME = '/Cert/shop.example.com';
const ARN = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${NAME}-AbCdEf`;
const ISSUER = 'arn:aws:lambda:eu-west-1:111122223333:function:shop-issuer';
const PUT = ['put', '--host', 'shop.example.com', '--cert', 'chain.pem', '--key', 'key.pem'];

type Operation = 'DescribeSecret' | 'GetSecretValue' | 'PutSecretValue' | 'RotateSecret';
type Answer = (seen: Seen, count: number) => Reply;

let cwd: string;
let good: KeyPair;
beforeAll(async () => {
  good = await makePair();
});
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cdk puma cert '));
  writeFileSync(join(cwd, 'chain.pem'), good.cert);
  writeFileSync(join(cwd, 'key.pem'), good.key);
});
afterEach(async () => {
  await StandIn.stopAll();
  expectUntouched();
  rmSync(cwd, { recursive: true });
});

function expectUntouched(): void {
  // eslint-disable-next-line jest/no-standalone-expect -- called after each test
  expect(readdirSync(cwd).filter((name) => name !== 'service.yaml')).toEqual(['chain.pem', 'key.pem']);
}

function ok(body: object): Reply {
  return { status: 200, body: JSON.stringify(body) };
}

function described(more: object = {}): Reply {
  return ok({ ARN, Name: NAME, VersionIdsToStages: { 'version-1': ['AWSCURRENT'] }, ...more });
}

const ROTATED = { RotationEnabled: true, RotationLambdaARN: ISSUER };

function value(pair: KeyPair, version = 'version-2'): Reply {
  return ok({ ARN, Name: NAME, VersionId: version, SecretString: JSON.stringify(pair), VersionStages: ['AWSCURRENT'] });
}

function operationOf({ headers }: Seen): string {
  return String(headers['x-amz-target']).split('.')[1];
}

/** A Secrets Manager of these answers; each operation is counted by itself. */
async function secretsManager(answers: Partial<Record<Operation, Answer | Reply>>): Promise<StandIn> {
  const counts = new Map<string, number>();
  return StandIn.start((seen) => {
    const operation = operationOf(seen);
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
    const answer = answers[operation as Operation] ?? awsError(`Unexpected${operation}`, 500);
    return typeof answer === 'function' ? answer(seen, counts.get(operation)!) : answer;
  });
}

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example-not-a-secret' };

function cert(args: readonly string[], url: string, env: Record<string, string> = KEYS): Promise<Done> {
  return certCommand(args, { cwd, env: { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: url, ...env } });
}

function expectOneLine({ out, notes }: Done): void {
  expect(out).toBe('');
  expect(notes).toMatch(/^[^\n]+\n$/);
  expectNoKey(notes);
}

function expectNoKey(text: string): void {
  expect(text).not.toContain('PRIVATE');
  keyLines(good.key).forEach((line) => expect(text).not.toContain(line.slice(0, 32)));
}

describe('what AWS refuses is one line and an exit code, and nothing is written', () => {
  const denial = (action: string): Reply => ({
    status: 400,
    body: JSON.stringify({
      __type: 'AccessDeniedException',
      Message: `User: arn:aws:sts::111122223333:assumed-role/ci/run is not authorized to perform: ${action} on resource: ${ARN}`,
    }),
  });
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
    ['no JSON', 34, /^AWS refuses /, { status: 502, body: '<html>Bad Gateway</html>' }],
    ['missing', 20, /^There is no secret /, awsError('ResourceNotFoundException')],
    ['deleted', 22, /is scheduled for deletion/, described({ DeletedDate: 1_700_000_000 })],
  ])('put: %s is %d', async (_, exit, message, answer) => {
    const aws = await secretsManager({ DescribeSecret: answer });
    const done = await cert(PUT, aws.url);
    expect(done.code).toBe(exit);
    expectOneLine(done);
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
    const done = await cert(PUT, aws.url);
    expect(done).toMatchObject({ code: exit, out: '' });
    expect(done.notes).toMatch(message);
    expectNoKey(done.notes);
  });

  test('nobody to be reached', async () => {
    const [port] = await freePorts(1);
    const done = await cert(PUT, `http://127.0.0.1:${port}`);
    expect(done.code).toBe(33);
    expectOneLine(done);
    expect(done.notes).toMatch(/^Secrets Manager cannot be reached: .*ECONNREFUSED/);
  });

  test('no credentials, and no Region', async () => {
    const aws = await secretsManager({});
    const without = await cert(['show', '--secret', NAME], aws.url, {});
    expect(without.code).toBe(31);
    expectOneLine(without);
    const nowhere = await certCommand(['show', '--secret', NAME], { cwd, env: { ...KEYS, AWS_ENDPOINT_URL: aws.url } });
    expect(nowhere).toEqual({
      code: 2,
      out: '',
      notes: 'No Region is known: give --region, or set AWS_REGION. See npx cdk-puma-eks cert show --help.\n',
    });
    const unknown = await cert(['show', '--secret', NAME, '--profile', 'nobody'], aws.url, {});
    expect(unknown.code).toBe(31);
    expectOneLine(unknown);
    expect(aws.seen).toEqual([]);
  });

  test('nothing is asked of AWS before the certificate is good', async () => {
    const aws = await secretsManager({});
    const done = await cert(['put', '--host', 'www.example.com', '--cert', 'chain.pem', '--key', 'key.pem'], aws.url);
    expect(done.code).toBe(16);
    expectOneLine(done);
    expect(aws.seen).toEqual([]);
  });

  test("another account than the configuration's", async () => {
    const aws = await secretsManager({ DescribeSecret: described() });
    writeFileSync(join(cwd, 'service.yaml'), `${small()}env: { account: '444455556666', region: eu-west-1 }\n`);
    const done = await cert([...PUT, '--config', 'service.yaml'], aws.url);
    expect(done.code).toBe(24);
    expectOneLine(done);
    expect(done.notes).toContain('account 111122223333, and the configuration is for 444455556666');
  });

  test('a secret that issues its certificate itself, but for --force', async () => {
    const aws = await secretsManager({
      DescribeSecret: described({ ...ROTATED, NextRotationDate: 1_900_000_000 }),
      PutSecretValue: ok({ ARN, Name: NAME, VersionId: 'version-2', VersionStages: ['AWSCURRENT'] }),
    });
    const refused = await cert(PUT, aws.url);
    expect(refused.code).toBe(23);
    expectOneLine(refused);
    expect(refused.notes).toContain('shop-issuer would replace yours by 2030-03-17');
    expect(aws.seen.map(operationOf)).toEqual(['DescribeSecret']);
    const forced = await cert([...PUT, '--force'], aws.url);
    expect(forced).toMatchObject({ code: 0, notes: expect.stringContaining('the next rotation will replace it') });
    expect(aws.seen.map(operationOf)).toEqual(['DescribeSecret', 'DescribeSecret', 'PutSecretValue']);
  });
});

test('check tells of each certificate that it may not read, and goes on', async () => {
  const other = await makePair({ hostnames: ['api.example.com'] });
  const aws = await secretsManager({
    GetSecretValue: ({ body }) => (body.includes('shop.') ? awsError('AccessDeniedException') : value(other)),
  });
  const yaml = small(
    '      port: 9292\n',
    '      port: 9292\n    - { name: api, hostname: api.example.com, port: 9293 }\n',
  );
  writeFileSync(join(cwd, 'service.yaml'), yaml);
  const { code, out } = await cert(['check', '-c', 'service.yaml'], aws.url);
  expect(code).toBe(30);
  expect(out).toMatch(
    /^WRONG {2}shop\.example\.com .*: AWS denies secretsmanager:GetSecretValue on .*\nok {5}api\.example\.com/,
  );
});

describe('rotate', () => {
  const pending = { 'version-1': ['AWSCURRENT'], 'version-2': ['AWSPENDING'] };
  const moved = { 'version-1': ['AWSPREVIOUS'], 'version-2': ['AWSCURRENT', 'AWSPENDING'] };
  const begun = ok({ ARN, Name: NAME, VersionId: 'version-2' });
  const ROTATE = ['rotate', '--host', 'shop.example.com'];

  test('waits until the new version is current, and shows it', async () => {
    const aws = await secretsManager({
      DescribeSecret: (_, count) =>
        described({ ...ROTATED, ...(count > 1 ? { VersionIdsToStages: count > 2 ? moved : pending } : {}) }),
      RotateSecret: begun,
      GetSecretValue: value(good),
    });
    const { code, out, notes } = await cert(ROTATE, aws.url);
    expect({ code, notes }).toEqual({
      code: 0,
      notes: `Rotation of ${NAME} has begun: shop-issuer makes version version-2.\n`,
    });
    expect(out).toMatch(/^Rotated\. Version version-2 of .* is current; .*\n {2}for +shop\.example\.com\n/);
    expectNoKey(out);
    expect(aws.seen.map(operationOf)).toEqual([
      'DescribeSecret',
      'RotateSecret',
      'DescribeSecret',
      'DescribeSecret',
      'GetSecretValue',
    ]);
  });

  test('as JSON', async () => {
    const aws = await secretsManager({
      DescribeSecret: (_, count) => described({ ...ROTATED, ...(count > 1 ? { VersionIdsToStages: moved } : {}) }),
      RotateSecret: begun,
      GetSecretValue: value(good),
    });
    const { code, out, notes } = await cert([...ROTATE, '--json'], aws.url);
    expect({ code, notes }).toEqual({ code: 0, notes: '' });
    expect(JSON.parse(out)).toMatchObject({
      secret: NAME,
      replaces: 'version-1',
      version: 'version-2',
      certificate: { daysLeft: 89 },
    });
  });

  test('who may rotate but not read is told no more', async () => {
    const aws = await secretsManager({
      DescribeSecret: (_, count) => described({ ...ROTATED, ...(count > 1 ? { VersionIdsToStages: moved } : {}) }),
      RotateSecret: begun,
      GetSecretValue: awsError('AccessDeniedException'),
    });
    expect(await cert(ROTATE, aws.url)).toMatchObject({
      code: 0,
      notes: expect.stringContaining('may not read the secret'),
    });
  });

  test('a rotation that does not finish is 26', async () => {
    const aws = await secretsManager({
      DescribeSecret: described({ ...ROTATED, VersionIdsToStages: pending }),
      RotateSecret: begun,
    });
    const { code, out, notes } = await cert([...ROTATE, '--timeout', '1'], aws.url);
    expect({ code, out }).toEqual({ code: 26, out: '' });
    expect(notes).toMatch(
      /\nThe rotation of .* did not finish within 1 s: pods keep version version-1; the log of shop-issuer says why\.\n$/,
    );
  });

  test('what was issued is checked', async () => {
    const expired = await makePair({ from: days(-9), to: days(-1) });
    const aws = await secretsManager({
      DescribeSecret: (_, count) => described({ ...ROTATED, ...(count > 1 ? { VersionIdsToStages: moved } : {}) }),
      RotateSecret: begun,
      GetSecretValue: value(expired),
    });
    const { code, notes } = await cert(ROTATE, aws.url);
    expect(code).toBe(15);
    expect(notes).toMatch(/\nVersion version-2 of .*: the certificate expired on /);
  });

  test('no rotation is set up', async () => {
    const aws = await secretsManager({ DescribeSecret: described() });
    const done = await cert(ROTATE, aws.url);
    expect(done.code).toBe(25);
    expectOneLine(done);
    expect(aws.seen.map(operationOf)).toEqual(['DescribeSecret']);
  });

  test('a rotation under way, and a denial', async () => {
    const underWay = await secretsManager({
      DescribeSecret: described(ROTATED),
      RotateSecret: awsError('InvalidRequestException'),
    });
    const first = await cert(ROTATE, underWay.url);
    expect(first.code).toBe(34);
    expectOneLine(first);
    const denied = await secretsManager({
      DescribeSecret: described(ROTATED),
      RotateSecret: awsError('AccessDeniedException'),
    });
    const second = await cert(ROTATE, denied.url);
    expect(second.code).toBe(30);
    expectOneLine(second);
  });
});
