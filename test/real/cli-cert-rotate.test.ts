import { certWorldOnStandIns, expectOneLine } from '../support/cert-world';
import { days } from '../support/certificates';
import { expectNoKey, makePair } from '../support/pairs';
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
import { awsError } from '../support/stand-in';

const world = certWorldOnStandIns();

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
      GetSecretValue: secretValue(world.good),
    });
    const { code, out, notes } = await world.cert(ROTATE, aws);
    expect({ code, notes }).toEqual({
      code: 0,
      notes: `A rotation has begun: shop-issuer makes version version-2 of ${NAME}.\n`,
    });
    expect(out).toMatch(/^Rotated\. Version version-2 of .* is current\. .*\n {2}for +shop\.example\.com\n/);
    expectNoKey(out, world.good);
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
      GetSecretValue: secretValue(world.good),
    });
    const { code, out, notes } = await world.cert([...ROTATE, '--json'], aws);
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
    expect(await world.cert(ROTATE, aws)).toMatchObject({
      code: 0,
      notes: expect.stringContaining('may not read the secret'),
    });
  });

  test('a rotation that does not finish is 26', async () => {
    const aws = await secretsManager({
      DescribeSecret: described({ ...ROTATED, VersionIdsToStages: pending }),
      RotateSecret: begun,
    });
    const { code, out, notes } = await world.cert([...ROTATE, '--timeout', '1'], aws);
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
      GetSecretValue: secretValue(expired),
    });
    const { code, notes } = await world.cert(ROTATE, aws);
    expect(code).toBe(15);
    expect(notes).toMatch(/\nVersion version-2 of .*: the certificate expired on /);
  });

  test('no rotation is set up', async () => {
    const aws = await secretsManager({ DescribeSecret: described() });
    const done = await world.cert(ROTATE, aws);
    expect(done.code).toBe(25);
    expectOneLine(done, world.good);
    expect(aws.seen.map(operationOf)).toEqual(['DescribeSecret']);
  });

  const underWay = {
    status: 400,
    body: JSON.stringify({
      __type: 'InvalidRequestException',
      Message: "A previous rotation isn't complete. That rotation will be reattempted.",
    }),
  };

  test('a rotation that is under way is joined', async () => {
    const aws = await secretsManager({
      DescribeSecret: (_, count) => described({ ...ROTATED, VersionIdsToStages: count > 2 ? moved : pending }),
      RotateSecret: underWay,
      GetSecretValue: secretValue(world.good),
    });
    expect(await world.cert(ROTATE, aws)).toMatchObject({
      code: 0,
      notes: `An earlier rotation had not finished and is tried again: shop-issuer makes version version-2 of ${NAME}.\n`,
    });
  });

  test('one that is under way and leaves no trace is 26, a denial is 30', async () => {
    const stuck = await world.cert(
      ROTATE,
      await secretsManager({ DescribeSecret: described(ROTATED), RotateSecret: underWay }),
    );
    expect(stuck.code).toBe(26);
    expectOneLine(stuck, world.good);
    const denied = await world.cert(
      ROTATE,
      await secretsManager({ DescribeSecret: described(ROTATED), RotateSecret: denial('secretsmanager:RotateSecret') }),
    );
    expect(denied.code).toBe(30);
    expectOneLine(denied, world.good);
  });
});
