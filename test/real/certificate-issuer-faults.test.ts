import { randomUUID } from 'node:crypto';
import { DeleteSecretCommand, RestoreSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Fault } from '../support/faulty-aws';
import { IssuerWorld } from '../support/issuer-world';
import { STEPS } from '../support/rotation';
import type { Step } from '../support/rotation';

const HOSTS = ['api.example.com'];
const NAMES = Array.from({ length: 150 }, (_, index) => `/Cert/${index}.example.com`);
const FAULTS: Fault[] = ['killed before', 'killed after', 'throttled', 'denied', 'answer lost', 'fault at AWS'];

/** Every call that a step makes. */
const CALLS: Record<Step, [action: string, nth: number][]> = {
  createSecret: [
    ['DescribeSecret', 1],
    ['GetSecretValue', 1],
    ['PutSecretValue', 1],
  ],
  setSecret: [['DescribeSecret', 1]],
  testSecret: [
    ['DescribeSecret', 1],
    ['GetSecretValue', 1],
  ],
  finishSecret: [
    ['DescribeSecret', 1],
    ['GetSecretValue', 1],
    ['UpdateSecretVersionStage', 1],
    ['DescribeSecret', 2],
    ['UpdateSecretVersionStage', 2],
  ],
};

/** What CloudFormation is told of a first issue: nothing by a function that died, for Lambda runs it again. */
const OUTCOMES: Partial<Record<Fault, string>> = {
  throttled: 'SUCCESS',
  denied: 'FAILED',
  'answer lost': 'SUCCESS',
  'fault at AWS': 'SUCCESS',
};

let world: IssuerWorld;
let count = 0;
beforeAll(async () => {
  world = await IssuerWorld.start(NAMES.map((secret) => ({ secret, hostnames: HOSTS })));
});
afterAll(async () => world.stop());
afterEach(() => world.aws.set());

/** A secret with a first certificate, and a rotation that has come to a step. */
async function rotationAt(step: Step): Promise<{ name: string; token: string; before: string }> {
  const name = NAMES[count++];
  await world.moto.putSecret(name);
  await world.deploy(name);
  const before = await world.provesCurrent(name, HOSTS);
  const token = await world.service.begin(name);
  for (const earlier of STEPS.slice(0, STEPS.indexOf(step)))
    expect(await world.service.step(name, token, earlier)).toEqual({ ok: true, answer: 'null' });
  return { name, token, before };
}

describe.each(STEPS)('%s', (step) => {
  const cases = CALLS[step].flatMap(([action, nth]) => FAULTS.map((fault) => ({ fault, action, nth })));

  it.each(cases)('$fault at $action $nth: the current pair is good, and the rotation ends well', async (faulty) => {
    const { name, token, before } = await rotationAt(step);
    world.aws.set(faulty);
    const hit = await world.service.step(name, token, step);
    expect(world.aws.calls.filter((action) => action === faulty.action).length).toBeGreaterThanOrEqual(faulty.nth);
    // What passes is repeated within the step; tidying labels up may fail without harm; the rest fails the step.
    const passes = ['throttled', 'answer lost', 'fault at AWS'].includes(faulty.fault);
    const tidying = faulty.fault === 'denied' && faulty.nth === 2;
    expect(hit.ok).toBe(passes || tidying);
    world.aws.set();
    expect([before, token]).toContain(await world.provesCurrent(name, HOSTS));
    // Secrets Manager tries a rotation that failed once more from its beginning.
    expect(await world.service.run(name, token)).toEqual({ ok: true, answer: 'null' });
    expect(await world.provesCurrent(name, HOSTS)).toBe(token);
    expect(await world.service.labels(name)).toEqual({ [token]: ['AWSCURRENT'], [before]: ['AWSPREVIOUS'] });
  });

  it('called twice, and twice at once', async () => {
    const { name, token } = await rotationAt(step);
    const twice = [await world.service.step(name, token, step), await world.service.step(name, token, step)];
    expect(twice.map(({ ok }) => ok)).toEqual([true, true]);
    await world.provesCurrent(name, HOSTS);
    const other = await rotationAt(step);
    const atOnce = await Promise.all([1, 2, 3].map(() => world.service.step(other.name, other.token, step)));
    expect(atOnce.map(({ ok }) => ok)).toEqual([true, true, true]);
    await world.provesCurrent(other.name, HOSTS);
    expect(await world.service.run(other.name, other.token)).toEqual({ ok: true, answer: 'null' });
    expect(await world.provesCurrent(other.name, HOSTS)).toBe(other.token);
  });

  it('called with a token that is stale or was never one', async () => {
    const { name, token } = await rotationAt(step);
    const newer = await world.service.begin(name);
    for (const stale of [token, randomUUID()]) {
      const { ok, answer } = await world.service.step(name, stale, step);
      expect({ ok, stale: answer.includes('the token is stale') }).toEqual({ ok: false, stale: true });
      await world.provesCurrent(name, HOSTS);
    }
    expect(await world.service.run(name, newer)).toEqual({ ok: true, answer: 'null' });
    expect(await world.provesCurrent(name, HOSTS)).toBe(newer);
    // A rotation that is over, called once more: its version is neither pending nor current any longer.
    const last = await world.service.begin(name);
    await world.service.run(name, last);
    expect((await world.service.step(name, newer, step)).ok).toBe(false);
    expect(await world.provesCurrent(name, HOSTS)).toBe(last);
  });

  it('called for a secret that is scheduled for deletion', async () => {
    const { name, token, before } = await rotationAt(step);
    await world.moto.secrets.send(new DeleteSecretCommand({ SecretId: name, RecoveryWindowInDays: 7 }));
    const { ok, answer } = await world.service.step(name, token, step);
    expect({ ok, clear: answer.includes('is scheduled for deletion') }).toEqual({ ok: false, clear: true });
    await world.moto.secrets.send(new RestoreSecretCommand({ SecretId: name }));
    expect(await world.provesCurrent(name, HOSTS)).toBe(before);
    expect(await world.service.run(name, token)).toEqual({ ok: true, answer: 'null' });
    expect(await world.provesCurrent(name, HOSTS)).toBe(token);
  });
});

it.each([
  ['createSecret', 'PutSecretValue'],
  ['testSecret', 'GetSecretValue'],
  ['finishSecret', 'UpdateSecretVersionStage'],
] as const)('%s throttled at %s for good: it fails, and ends well later', async (step, action) => {
  const { name, token, before } = await rotationAt(step);
  world.aws.set({ action, nth: 1, fault: 'throttled for good' });
  const { ok, answer } = await world.service.step(name, token, step);
  expect({ ok, clear: answer.includes(`${action} failed with ThrottlingException`) }).toEqual({
    ok: false,
    clear: true,
  });
  expect(world.aws.calls.filter((call) => call === action)).toHaveLength(5);
  world.aws.set();
  expect(await world.provesCurrent(name, HOSTS)).toBe(before);
  expect(await world.service.run(name, token)).toEqual({ ok: true, answer: 'null' });
  expect(await world.provesCurrent(name, HOSTS)).toBe(token);
});

describe('the first issue', () => {
  const actions = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue'];
  const cases = actions.flatMap((action) => FAULTS.map((fault) => ({ fault, action, nth: 1 })));

  it.each(cases)(
    '$fault at $action: CloudFormation is told, or asks again; the secret is empty or good',
    async (faulty) => {
      const name = NAMES[count++];
      await world.moto.putSecret(name);
      const requestId = randomUUID();
      world.aws.set(faulty);
      // With half a minute there is no waiting for rights that are on their way.
      const { told } = await world.deploy(name, 'Create', requestId, 30_000);
      expect(told?.Status).toBe(OUTCOMES[faulty.fault]);
      world.aws.set();
      const empty = Object.keys(await world.service.labels(name)).length === 0;
      const current = empty ? undefined : await world.provesCurrent(name, HOSTS);
      expect([undefined, requestId]).toContain(current);
      // Lambda repeats an event that its function died of.
      expect((await world.deploy(name, 'Create', requestId)).told?.Status).toBe('SUCCESS');
      expect(await world.provesCurrent(name, HOSTS)).toBe(requestId);
    },
  );
});

it('has shown no key in any answer, error or log', () => {
  expect(world.lambda.output.split('\n').length).toBeGreaterThan(500);
  expect(world.leaks()).toEqual([]);
});
