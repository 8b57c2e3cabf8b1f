import { issue } from '../support/certificates';
import { IssuerWorld } from '../support/issuer-world';

const HOST = 'api.example.com';
const NAMES = ['/Cert/one', '/Cert/two'];
let world: IssuerWorld;

beforeEach(async () => {
  world = await IssuerWorld.start(NAMES.map((secret) => ({ secret, hostnames: [HOST] })));
});
afterEach(async () => world.stop());

interface Line {
  readonly _aws?: unknown;
  readonly CertificateDaysLeft?: number;
  readonly certificates?: { readonly secret: string; readonly daysLeft?: number; readonly problem?: string }[];
}

/** Has the function look; gives how it ended, and the line that CloudWatch makes the metric of. */
async function look(): Promise<{ ok: boolean; answer: string; line: Line }> {
  const { ok, answer } = await world.lambda.invoke({ Watch: 'certificates' });
  const printed = world.lambda.output.split('\n').filter((text) => text.includes('"certificates"'));
  return { ok, answer, line: JSON.parse(printed.at(-1) ?? '{}') as Line };
}

it('publishes the days left of the certificate that ends first', async () => {
  for (const name of NAMES) await world.moto.putSecret(name);
  await world.deploy(NAMES[0]);
  const soon = { from: new Date(Date.now() - 80 * 86_400_000), to: new Date(Date.now() + 10.5 * 86_400_000) };
  await world.put(NAMES[1], JSON.stringify(issue(HOST, soon)));
  const { ok, line } = await look();
  expect(ok).toBe(true);
  expect(line).toEqual({
    level: 'INFO',
    certificates: [
      { secret: NAMES[0], daysLeft: expect.closeTo(90, 0) },
      { secret: NAMES[1], daysLeft: expect.closeTo(10.5, 1) },
    ],
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        { Namespace: 'CdkPumaEks', Dimensions: [['Issuer']], Metrics: [{ Name: 'CertificateDaysLeft' }] },
      ],
    },
    Issuer: 'issuer',
    CertificateDaysLeft: expect.closeTo(10.5, 1),
  });
});

it('counts what pods could not serve as no days, and fails, so that the alarm on failures says why', async () => {
  for (const name of NAMES) await world.moto.putSecret(name);
  await world.deploy(NAMES[0]);
  const { ok, answer, line } = await look();
  expect({ ok, days: line.CertificateDaysLeft }).toEqual({ ok: false, days: 0 });
  expect(answer).toContain('Watch: /Cert/two: the secret is not there, or empty');
  await world.put(NAMES[0], JSON.stringify({ cert: issue(HOST).cert, key: issue(HOST).key }));
  expect((await look()).answer).toContain(
    'Watch: /Cert/one: the private key does not belong to the certificate; and 1 more',
  );
  expect(world.leaks()).toEqual([]);
});

it('says nothing of days where it may not look', async () => {
  for (const name of NAMES) await world.moto.putSecret(name);
  world.aws.set({ action: 'GetSecretValue', nth: 1, fault: 'denied' });
  const { ok, answer, line } = await look();
  expect(ok).toBe(false);
  expect(answer).toContain('/Cert/one: GetSecretValue failed with AccessDeniedException');
  expect(line).toEqual({ level: 'INFO', certificates: NAMES.map((secret) => expect.objectContaining({ secret })) });
});
