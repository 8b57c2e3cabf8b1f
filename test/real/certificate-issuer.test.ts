import { randomUUID } from 'node:crypto';
import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { issue } from '../support/certificates';
import { IssuerWorld } from '../support/issuer-world';
import { STEPS } from '../support/rotation';

const HOSTS = ['api.example.com', 'www.example.com'];
let world: IssuerWorld;
let count = 0;

/** Names of secrets that the function knows; each test takes the next. */
const NAMES = Array.from({ length: 20 }, (_, index) => `/Cert/${index}.example.com`);

beforeAll(async () => {
  world = await IssuerWorld.start(NAMES.map((secret) => ({ secret, hostnames: HOSTS })));
});
afterAll(async () => world.stop());

async function secret(text?: string): Promise<string> {
  const name = NAMES[count++];
  await world.moto.putSecret(name, text);
  return name;
}

describe('the first issue', () => {
  it('fills an empty secret when the stack is made, and only then', async () => {
    const name = await secret();
    const { told } = await world.deploy(name);
    expect(told).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: await world.arn(name) });
    expect(Object.keys(told ?? {}).sort()).toEqual(
      ['LogicalResourceId', 'PhysicalResourceId', 'Reason', 'RequestId', 'StackId', 'Status'].sort(),
    );
    const version = await world.provesCurrent(name, HOSTS);
    for (const requestType of ['Update', 'Create', 'Delete']) {
      expect((await world.deploy(name, requestType)).told).toMatchObject({
        Status: 'SUCCESS',
        PhysicalResourceId: told?.PhysicalResourceId,
      });
      expect(await world.provesCurrent(name, HOSTS)).toBe(version);
    }
  });

  it.each([
    ['is for another host', () => JSON.stringify(issue('other.example.com'))],
    ['is no pair', () => JSON.stringify({ cert: issue(HOSTS[0]).cert, key: issue(HOSTS[0]).key })],
    ['is no JSON', () => 'placeholder'],
    [
      'will expire in days',
      () => {
        const soon = new Date(Date.now() + 5 * 86_400_000);
        return JSON.stringify(issue(HOSTS[0], { from: new Date(Date.now() - 86_400_000), to: soon }));
      },
    ],
  ])('replaces a current value that %s', async (_, text) => {
    const name = await secret(text());
    expect((await world.deploy(name, 'Update')).told?.Status).toBe('SUCCESS');
    await world.provesCurrent(name, HOSTS);
  });

  it('does not issue twice for one request of CloudFormation', async () => {
    const name = await secret();
    const requestId = randomUUID();
    const both = await Promise.all([world.deploy(name, 'Create', requestId), world.deploy(name, 'Create', requestId)]);
    expect(both.map(({ told }) => told?.Status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await world.provesCurrent(name, HOSTS)).toBe(requestId);
  });

  it('fails in one line for a secret that is to be deleted, for a strange one, and when time runs out', async () => {
    const name = await secret();
    await world.moto.secrets.send(new DeleteSecretCommand({ SecretId: name, RecoveryWindowInDays: 7 }));
    expect((await world.deploy(name)).told).toMatchObject({
      Status: 'FAILED',
      Reason: `${name}: secret ${name} is scheduled for deletion: restore it, or take it out of rotation`,
    });
    expect((await world.deploy(name, 'Delete')).told?.Status).toBe('SUCCESS');
    await world.moto.putSecret('/Cert/strange.example.com');
    expect((await world.deploy('/Cert/strange.example.com')).told?.Reason).toContain('not one that this function');
    const late = await secret();
    world.aws.set({ action: 'GetSecretValue', nth: 1, fault: 'never answered' });
    // What it is given less what it keeps for its answer: a second at most.
    expect((await world.deploy(late, 'Create', randomUUID(), 13_000)).told).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(new RegExp(`^${late}: not done within [01] seconds$`)),
    });
    world.aws.set();
  });
});

describe('a rotation', () => {
  it('moves AWSCURRENT to a new pair, and leaves AWSPENDING nowhere', async () => {
    const name = await secret();
    await world.deploy(name);
    const before = await world.provesCurrent(name, HOSTS);
    const token = await world.service.begin(name);
    expect(await world.service.run(name, token)).toEqual({ ok: true, answer: 'null' });
    expect(await world.provesCurrent(name, HOSTS)).toBe(token);
    expect(await world.service.labels(name)).toEqual({ [token]: ['AWSCURRENT'], [before]: ['AWSPREVIOUS'] });
  });

  it('runs fifty times in a row, each time with another key and serial number', async () => {
    const name = await secret();
    await world.deploy(name);
    const seen = new Set<string>();
    for (let round = 0; round < 50; round += 1) {
      const token = await world.service.begin(name);
      expect(await world.service.run(name, token)).toEqual({ ok: true, answer: 'null' });
      expect(await world.provesCurrent(name, HOSTS)).toBe(token);
      const { text } = await world.service.current(name);
      const { cert, key } = JSON.parse(text) as { cert: string; key: string };
      seen.add(cert).add(key);
    }
    expect(seen.size).toBe(100);
  });

  it('is tried out by testSecret alone when its schedule does not rotate at once', async () => {
    const name = await secret();
    await world.deploy(name);
    const version = await world.provesCurrent(name, HOSTS);
    // moto, as AWS's own rotation functions suppose, copies the current value into the version for the trial.
    const token = await world.service.begin(name, false);
    expect(await world.service.step(name, token, 'testSecret')).toEqual({ ok: true, answer: 'null' });
    const empty = await world.service.begin(name);
    expect(await world.service.step(name, empty, 'testSecret')).toEqual({ ok: true, answer: 'null' });
    expect((await world.service.step(name, empty, 'finishSecret')).answer).toContain('has no value');
    expect(await world.provesCurrent(name, HOSTS)).toBe(version);
  });

  it('gives up a pending pair that would not do, so that the next rotation starts anew', async () => {
    const name = await secret();
    await world.deploy(name);
    const version = await world.provesCurrent(name, HOSTS);
    const token = await world.service.begin(name);
    await world.pend(name, token, JSON.stringify(issue('other.example.com')));
    for (const step of ['createSecret', 'finishSecret'] as const)
      expect((await world.service.step(name, token, step)).ok).toBe(false);
    expect(world.lambda.output).toContain('the pending version was given up, rotate anew');
    expect(await world.service.labels(name)).toEqual({ [version]: ['AWSCURRENT'] });
    const next = await world.service.begin(name);
    expect((await world.service.run(name, next)).ok).toBe(true);
    expect(await world.provesCurrent(name, HOSTS)).toBe(next);
  });

  it('refuses a step that there is none of, and secrets that are not its own', async () => {
    const name = await secret();
    const token = await world.service.begin(name).catch(() => randomUUID());
    expect((await world.lambda.invoke({ Step: 'x', SecretId: name, ClientRequestToken: token })).ok).toBe(false);
    const strange = { Step: STEPS[0], SecretId: '/Cert/none', ClientRequestToken: token };
    expect((await world.lambda.invoke(strange)).answer).toContain('not one that this function');
  });
});

it('has shown no key in any answer, error or log', () => {
  expect(world.aws.stored.length).toBeGreaterThan(50);
  expect(world.lambda.output.split('\n').length).toBeGreaterThan(200);
  expect(world.leaks()).toEqual([]);
});
