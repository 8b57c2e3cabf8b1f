import { randomUUID } from 'node:crypto';
import { checkPair, parsePair } from '../../runtime/certificate-issuer/pair';
import { issue } from '../support/certificates';
import { Lambda } from '../support/lambda';
import { REGION } from '../support/moto';
import { RotationService, STEPS } from '../support/rotation';
import { DocumentedSecretsManager } from '../support/secrets-manager';
import { served } from '../support/serve';
import { StandIn } from '../support/stand-in';

/** What moto does not emulate, against a stand-in that answers as AWS's documentation says. */
const NAME = '/Cert/api.example.com';
const HOST = 'api.example.com';
let aws: DocumentedSecretsManager;
let lambda: Lambda;
let service: RotationService;

beforeEach(async () => {
  aws = await DocumentedSecretsManager.start(NAME);
  lambda = new Lambda({
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example-not-a-secret',
    CERTIFICATES: JSON.stringify([{ secret: NAME, hostnames: [HOST] }]),
  });
  service = new RotationService(aws.client, lambda);
  aws.store('first', JSON.stringify(issue(HOST)), ['AWSCURRENT']);
});
afterEach(async () => {
  await lambda.stop();
  await StandIn.stopAll();
});

async function provesCurrent(): Promise<string> {
  const { version, text } = await service.current(NAME);
  const pair = parsePair(text);
  if ('code' in pair) throw new Error(pair.text);
  expect(checkPair(pair, { hostnames: [HOST], exactly: true }).problems).toEqual([]);
  await served(text, HOST);
  return version;
}

it('rotates, and rotates again: a label that stayed behind would stop the second', async () => {
  for (let round = 0; round < 3; round += 1) {
    const token = await service.begin(NAME);
    expect(await service.run(NAME, token)).toEqual({ ok: true, answer: 'null' });
    expect(await provesCurrent()).toBe(token);
    expect(aws.with('AWSPENDING')).toBeUndefined();
  }
});

it('runs every step of one rotation at once, many times: one pair is stored, and that one becomes current', async () => {
  for (let round = 0; round < 10; round += 1) {
    const token = await service.begin(NAME);
    const before = aws.stored.length;
    // Steps out of turn may fail; they must not harm.
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => service.step(NAME, token, STEPS[(index * 7 + round) % STEPS.length])),
    );
    expect(['first', ...aws.versions.keys()]).toContain(await provesCurrent());
    expect((await service.run(NAME, token)).ok).toBe(true);
    expect(await provesCurrent()).toBe(token);
    expect(aws.stored.length - before).toBe(1);
  }
});

it('makes no second pair when createSecret is called again, for a private CA has its price', async () => {
  const token = await service.begin(NAME);
  const calls: string[] = [];
  aws.meanwhile = (action) => void calls.push(action);
  for (let round = 0; round < 3; round += 1) expect((await service.step(NAME, token, 'createSecret')).ok).toBe(true);
  expect((await service.run(NAME, token)).ok).toBe(true);
  expect((await service.step(NAME, token, 'createSecret')).ok).toBe(true);
  expect(calls.filter((action) => action === 'PutSecretValue')).toHaveLength(1);
});

it('issues at a deployment while it rotates: whichever comes last, the current pair is good', async () => {
  for (let round = 0; round < 5; round += 1) {
    // A current pair that a deployment must replace.
    aws.store(`old-${round}`, JSON.stringify(issue('other.example.com')), ['AWSCURRENT']);
    const token = await service.begin(NAME);
    const bucket = await StandIn.start(() => ({ status: 200, body: '' }));
    const deployment = lambda.invoke({
      RequestType: 'Update',
      RequestId: randomUUID(),
      ResponseURL: bucket.url,
      StackId: 'stack',
      LogicalResourceId: 'FirstIssue',
      ResourceProperties: { SecretArn: NAME },
    });
    await Promise.all([deployment, service.run(NAME, token)]);
    expect(bucket.seen).toHaveLength(1);
    expect(JSON.parse(bucket.seen[0].body)).toMatchObject({ Status: 'SUCCESS' });
    await provesCurrent();
    expect((await service.run(NAME, token)).ok).toBe(true);
    await provesCurrent();
  }
});

it('keeps what a call at the same time has stored under its token', async () => {
  const token = await service.begin(NAME);
  const theirs = JSON.stringify(issue(HOST));
  aws.meanwhile = (action) => {
    if (action === 'PutSecretValue') aws.store(token, theirs, ['AWSPENDING']);
  };
  expect((await service.step(NAME, token, 'createSecret')).ok).toBe(true);
  aws.meanwhile = () => undefined;
  expect((await service.run(NAME, token)).ok).toBe(true);
  expect((await service.current(NAME)).text).toBe(theirs);
});

it('takes it well when another call moves AWSCURRENT first, and fails when someone put a newer pair', async () => {
  const token = await service.begin(NAME);
  for (const step of STEPS.slice(0, 3)) await service.step(NAME, token, step);
  const pending = aws.versions.get(token)?.text ?? '';
  aws.meanwhile = (action) => {
    if (action === 'UpdateSecretVersionStage' && aws.with('AWSCURRENT') === 'first')
      aws.store(token, pending, ['AWSCURRENT']);
  };
  expect(await service.step(NAME, token, 'finishSecret')).toEqual({ ok: true, answer: 'null' });
  expect(await provesCurrent()).toBe(token);

  const next = await service.begin(NAME);
  for (const step of STEPS.slice(0, 3)) await service.step(NAME, next, step);
  const byHand = randomUUID();
  aws.meanwhile = (action) => {
    if (action === 'UpdateSecretVersionStage' && aws.with('AWSCURRENT') === token)
      aws.store(byHand, JSON.stringify(issue(HOST)), ['AWSCURRENT']);
  };
  expect((await service.step(NAME, next, 'finishSecret')).ok).toBe(false);
  expect(await provesCurrent()).toBe(byHand);
});

it('makes the first version of an empty secret good, for it is current at once', async () => {
  aws.versions.clear();
  const token = await service.begin(NAME);
  expect((await service.step(NAME, token, 'createSecret')).ok).toBe(true);
  expect(await provesCurrent()).toBe(token);
  expect((await service.run(NAME, token)).ok).toBe(true);
  expect(aws.with('AWSPENDING')).toBeUndefined();
});

it('rotates anew after a pending version that no one can mend, which would block every later rotation', async () => {
  const token = await service.begin(NAME);
  aws.store(token, JSON.stringify(issue('other.example.com')), ['AWSPENDING']);
  await expect(service.begin(NAME)).rejects.toThrow("isn't complete");
  const { answer } = await service.run(NAME, token);
  expect(answer).toContain('the pending version was given up, rotate anew: the certificate is not for api.example.com');
  const next = await service.begin(NAME);
  expect((await service.run(NAME, next)).ok).toBe(true);
  expect(await provesCurrent()).toBe(next);
});

it('makes nothing current once the rotation was cancelled: what was put by hand since then stays', async () => {
  const token = await service.begin(NAME);
  for (const step of STEPS.slice(0, 3)) await service.step(NAME, token, step);
  aws.rotationEnabled = false;
  const byHand = randomUUID();
  aws.store(byHand, JSON.stringify(issue(HOST)), ['AWSCURRENT']);
  for (const step of STEPS)
    expect(await service.step(NAME, token, step)).toMatchObject({
      ok: false,
      answer: expect.stringContaining('the rotation of the secret is switched off'),
    });
  expect(await provesCurrent()).toBe(byHand);
});

it('lets a schedule be mended while little of the current certificate is left', async () => {
  const late = { from: new Date(Date.now() - 80 * 86_400_000), to: new Date(Date.now() + 10 * 86_400_000) };
  aws.store('late', JSON.stringify(issue(HOST, late)), ['AWSCURRENT']);
  // Whether Secrets Manager puts the current value into the version of the trial is not documented.
  const trial = await service.begin(NAME, false);
  expect(await service.step(NAME, trial, 'testSecret')).toEqual({ ok: true, answer: 'null' });
  aws.versions.delete(trial);
  const token = await service.begin(NAME);
  expect(await service.step(NAME, token, 'testSecret')).toEqual({ ok: true, answer: 'null' });
  expect((await service.run(NAME, token)).ok).toBe(true);
  expect(await provesCurrent()).toBe(token);
});

it('does not make current what has waited too long', async () => {
  const token = await service.begin(NAME);
  const old = { from: new Date(Date.now() - 80 * 86_400_000), to: new Date(Date.now() + 10 * 86_400_000) };
  aws.store(token, JSON.stringify(issue(HOST, old)), ['AWSPENDING']);
  expect((await service.step(NAME, token, 'finishSecret')).answer).toMatch(/only \d+ days are left/);
  expect(await provesCurrent()).toBe('first');
});

it('waits for a stored value that does not show at once', async () => {
  const token = await service.begin(NAME);
  await service.step(NAME, token, 'createSecret');
  const text = aws.versions.get(token)?.text ?? '';
  aws.versions.set(token, { labels: new Set(['AWSPENDING']) });
  let looks = 0;
  aws.meanwhile = (action) => {
    if (action === 'GetSecretValue' && (looks += 1) === 2) aws.store(token, text, ['AWSPENDING']);
  };
  expect(await service.step(NAME, token, 'finishSecret')).toEqual({ ok: true, answer: 'null' });
  expect(looks).toBe(2);
  expect(await provesCurrent()).toBe(token);
});

it('passes the token of a rotation across accounts on', async () => {
  const token = await service.begin(NAME);
  let passed: unknown;
  const event = { Step: 'createSecret', SecretId: NAME, ClientRequestToken: token, RotationToken: 'across-accounts' };
  aws.meanwhile = (action, input) => {
    if (action === 'PutSecretValue') passed = input.RotationToken;
  };
  expect((await lambda.invoke(event)).ok).toBe(true);
  expect(passed).toBe('across-accounts');
});
